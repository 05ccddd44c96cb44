"""`verify.py` checks Ed25519 signatures by itself: as RFC 8032 says, and as strictly as can be."""

import json
from pathlib import Path

import pytest
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.record.verify import is_signed

VECTORS = json.loads((Path(__file__).parent / "rfc8032.json").read_text(encoding="utf-8"))
"""Those of RFC 8032, section 7.1, that have neither context nor prehash."""
ORDER = 2**252 + 27742317777372353535851937790883648493
SMALL_ORDER = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
)
NOT_CANONICAL = (
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
)


def _theirs(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        eddsa.new(eddsa.import_public_key(public), "rfc8032").verify(message, signature)
    except ValueError:
        return False
    return True


def test_the_vectors_are_there() -> None:
    assert sorted(len(one["message"]) // 2 for one in VECTORS) == [0, 1, 2, 64, 1023]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: f"{len(one['message']) // 2} bytes")
def test_the_vectors_of_rfc_8032_pass_and_no_change_of_them_does(vector: dict[str, str]) -> None:
    public, message, signature = (bytes.fromhex(vector[key]) for key in vector)
    assert is_signed(public, message, signature)
    assert not is_signed(public, message + b"\0", signature)
    for place in range(0, 64, 7):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not is_signed(public, message, bytes(changed))
    for place in range(0, 32, 5):
        changed = bytearray(public)
        changed[place] ^= 1
        assert not is_signed(bytes(changed), message, signature)


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_what_another_library_signs_passes_and_a_flipped_bit_does_not(
    seed: bytes, message: bytes, bit: int
) -> None:
    key = ECC.construct(curve="Ed25519", seed=seed)
    public = key.public_key().export_key(format="raw")
    signature = eddsa.new(key, "rfc8032").sign(message)
    assert is_signed(public, message, signature)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not is_signed(public, message, bytes(flipped))
    assert not _theirs(public, message, bytes(flipped))


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=50))
def test_a_second_writing_of_a_signature_is_refused(seed: bytes, message: bytes) -> None:
    key = ECC.construct(curve="Ed25519", seed=seed)
    public = key.public_key().export_key(format="raw")
    signature = eddsa.new(key, "rfc8032").sign(message)
    scalar = int.from_bytes(signature[32:], "little")
    for more in range(1, 16):
        other = scalar + more * ORDER
        if other < 2**256:
            written = signature[:32] + other.to_bytes(32, "little")
            assert not is_signed(public, message, written)


@pytest.mark.parametrize("point", SMALL_ORDER + NOT_CANONICAL)
def test_keys_under_which_anything_is_signed_are_refused(point: str) -> None:
    """With a key of small order somebody could sign without a secret: S = 0, R of small order."""
    public = bytes.fromhex(point)
    for commits in SMALL_ORDER + NOT_CANONICAL:
        for number in range(20):
            message = str(number).encode()
            assert not is_signed(public, message, bytes.fromhex(commits) + bytes(32))


def test_some_of_them_would_pass_where_nobody_looks_for_small_orders() -> None:
    """So that the test above can fail: without the look the neutral point signs everything."""
    import bot.record.verify as module

    public = bytes.fromhex(SMALL_ORDER[0])
    key, commits = module._point(public), module._point(public)
    assert key is not None
    assert commits is not None
    assert module._is_neutral(module._sum(commits, module._times(7, key)))


@pytest.mark.parametrize("size", [0, 31, 33, 63, 65])
def test_what_has_not_the_size_is_refused(size: int) -> None:
    vector = VECTORS[0]
    signature = bytes.fromhex(vector["signature"])
    assert not is_signed(bytes.fromhex(vector["public"]), b"", (signature + bytes(9))[:size])
    assert size in (63, 65) or not is_signed(bytes(size), b"", signature)
