"""Any address, parameter and header is answered: with a page, or with plain words that there is
none; never with a failure of ours, and never slowly."""

import logging
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from adapters.web.answers import Answers
from adapters.web.server import application
from bot.conversation.errors import NotKept
from bot.settings import Settings
from tests.pages_stage import BASE, Stage

PIECES = st.sampled_from(
    ["d", "m", "t", "b", "v", "from", "cycle", "2026", "comments", "changes", "report",
     "drafts.atom", "decisions", "meetings", "actions", "roles", "calendar", "fr", "ar", "1", "0",
     "-1", "5", "99999999999999999999", "1.json", "record.json", "summary", "summary.md", ".",
     "..", "%00", "%2e%2e", "index.json", "bpf-cybersecurity", "meetings.ics", "style.css", "",
     "'", "\x00", "\ud7ff", "١", "²"]
)  # fmt: skip
PATHS = st.one_of(
    st.lists(PIECES, max_size=6).map(lambda parts: "/" + "/".join(parts)),
    st.text(max_size=60).map(lambda text: f"/{text}"),
)
QUERIES = st.dictionaries(
    st.sampled_from(["q", "track", "stage", "page", "lang"]), st.text(max_size=300), max_size=4
)
CALM = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=["half_year_stage", "half_year_on_postgres"])
def answers(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Answers]:
    stage: Stage = request.getfixturevalue(request.param)
    yield stage.answers()
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


@CALM
@given(path=PATHS, query=QUERIES, accepted=st.text(max_size=200))
def test_every_address_is_answered(
    answers: Answers, path: str, query: dict[str, str], accepted: str
) -> None:
    answer = answers.answer(path, query, accepted)
    assert answer.status in (200, 301, 404)
    if answer.status == 301:
        assert "//" not in answer.to
        assert "\n" not in answer.to


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "/%0d%0aSet-Cookie:%20a=b", "/t/" + "a" * 5000, "/d/1/../../etc/passwd",
     "/fr//evil.example", "/\\evil.example", "/d/1%00", "/d/1?q=%ff%fe",
     "/decisions?q=" + "x" * 9000],
)  # fmt: skip
async def test_the_server_keeps_its_countenance(half_year_stage: Stage, path: str) -> None:
    transport = ASGITransport(application(half_year_stage.answers()), raise_app_exceptions=True)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        found = await client.get(
            path, headers={"Accept-Language": ",;" * 900, "If-None-Match": '"' * 500}
        )
    assert found.status_code in (200, 301, 404)
    assert "evil" not in found.headers.get("location", "")
    assert "set-cookie" not in found.headers


class Unreadable:
    """A database that can't be read now."""

    def read(self) -> None:
        """Fails."""
        raise NotKept("database is locked")

    def close(self) -> None:
        """Nothing to let go of."""


def test_a_database_that_is_away_is_said_in_words(half_year_stage: Stage) -> None:
    gone = Answers(Unreadable(), half_year_stage, Settings(), BASE)  # type: ignore[arg-type]
    answer = gone.answer("/d/1", {}, "")
    assert answer.status == 503
    assert b"Please try again in a minute" in answer.content


HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [b"host", b"accept-language", b"if-none-match", b"accept-encoding", b"cookie", b"range",
             b"content-length", b"x-forwarded-host", b"x-forwarded-proto", b"origin", b"accept"]
        ),
        st.one_of(
            st.binary(max_size=80),
            st.sampled_from([b"[", b"[::1", b"evil.example:x", b"http://[", b"*", b"gzip;q=0",
                             b'W/"x", *', b"ar;q=nan", b"fr;q=1e999, *;q=-1", b"bytes=0-1"]),
        ),
    ),
    max_size=6,
)  # fmt: skip
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
QUERY_BYTES = st.one_of(
    st.binary(max_size=80),
    st.lists(
        st.tuples(
            st.sampled_from([b"q", b"track", b"stage", b"%71", b"q[]"]),
            st.one_of(st.binary(max_size=30), st.sampled_from([b"%00", b"%ff", b"%ED%A0%80"])),
        ).map(b"=".join),
        max_size=5,
    ).map(b"&".join),
)


@pytest.fixture(scope="module")
def served(half_year_stage: Stage) -> Starlette:
    return application(half_year_stage.answers())


@CALM
@given(method=METHODS, path=PATHS, query=QUERY_BYTES, headers=HEADERS)
async def test_whatever_comes_over_the_wire_is_answered(
    served: Starlette, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]]
) -> None:
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode("utf-8", "replace"),
        "query_string": query, "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8080),
    }  # fmt: skip
    await served(scope, receive, send)
    begun = sent[0]
    status = begun["status"]
    assert status in ({200, 301, 304, 404} if method in ("GET", "HEAD") else {405}), (path, headers)
    answered = dict(begun["headers"])
    assert b"set-cookie" not in answered
    assert answered[b"content-security-policy"].startswith(b"default-src 'none'")
    assert not any(b"\n" in value or b"\r" in value for value in answered.values())
    assert b"//" not in answered.get(b"location", b"")
