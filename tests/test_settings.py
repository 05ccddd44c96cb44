"""A wrong setting is named with a good value beside it, and no secret is ever shown."""

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.settings import PREFIX, Secret, Settings, WrongSetting, read

KEYS = [PREFIX + one.name.upper() for one in fields(Settings) if not one.name.startswith("_")]
TOKEN = "123456789:AAE-verysecretverysecretverysecret"
MATRIX = {
    "INTERSESSION_MATRIX_HOMESERVER": "https://matrix.example.org/",
    "INTERSESSION_MATRIX_USER": "@bot:example.org",
}
SECRETS = {
    "INTERSESSION_TELEGRAM_TOKEN": TOKEN,
    "INTERSESSION_MATRIX_PASSWORD": "open sesame",
    "INTERSESSION_MATRIX_ACCESS_TOKEN": "syt_very_secret",
    "INTERSESSION_MATRIX_DEVICE_ID": "ABCDEFGHIJ",
}
MAIL = {
    "INTERSESSION_SMTP_URL": "smtps://bot:hush-hush@mail.example.org",
    "INTERSESSION_IMAP_URL": "imaps://bot:hush-hush@mail.example.org",
    "INTERSESSION_MAIL_FROM": "Bot@example.org",
}


def test_without_any_setting_the_defaults_hold() -> None:
    found = read({"PATH": "/bin", "INTERSESSION": "x", "INTERSESSION_LANGUAGE": "  "})
    assert found == Settings()
    assert not found.telegram
    assert not found.matrix
    assert found.database == "sqlite:///data/intersession.sqlite"


def test_what_is_set_is_read(tmp_path: Path) -> None:
    summary = tmp_path / "conduct.txt"
    summary.write_text("Be kind.\n\n  Be brief. \n", "utf-8")
    found = read(
        {
            **MATRIX,
            **SECRETS,
            "INTERSESSION_DATA_DIR": str(tmp_path),
            "INTERSESSION_LANGUAGE": " fr ",
            "INTERSESSION_COMMANDS_PER_MINUTE": "7",
            "INTERSESSION_CONDUCT_FILE": str(summary),
            "INTERSESSION_MATRIX_INVITES": "all",
            "INTERSESSION_TEST_SOMETHING": "of the tests",
        }
    )
    assert found.telegram
    assert found.telegram_token.reveal() == TOKEN
    assert found.matrix
    assert found.matrix_homeserver == "https://matrix.example.org"
    assert (found.language, found.commands_per_minute) == ("fr", 7)
    assert found.matrix_invites == "all"
    assert found.conduct_sentences == ("Be kind.", "Be brief.")
    assert found.database == f"sqlite:///{tmp_path}/intersession.sqlite"


@pytest.mark.parametrize(
    ("environment", "key", "good"),
    [
        ({"INTERSESSION_TELEGRAM_TOKEN": "hello"}, "TELEGRAM_TOKEN", "123456789:AAE"),
        ({"INTERSESSION_TELEGRAM_TOKEN": f"{TOKEN} x"}, "TELEGRAM_TOKEN", "123456789:AAE"),
        ({"INTERSESSION_COMMANDS_PER_MINUTE": "0"}, "COMMANDS_PER_MINUTE", "20"),
        ({"INTERSESSION_COMMANDS_PER_MINUTE": "many"}, "COMMANDS_PER_MINUTE", "20"),
        ({"INTERSESSION_COMMANDS_PER_MINUTE": "-1"}, "COMMANDS_PER_MINUTE", "20"),
        ({"INTERSESSION_COMMANDS_PER_MINUTE": "1e9"}, "COMMANDS_PER_MINUTE", "20"),
        ({"INTERSESSION_COMMANDS_PER_MINUTE": "100001"}, "COMMANDS_PER_MINUTE", "20"),
        ({"INTERSESSION_COMMANDS_PER_MINUTE": "²"}, "COMMANDS_PER_MINUTE", "20"),
        ({"INTERSESSION_LANGUAGE": "de"}, "LANGUAGE", "en"),
        ({"INTERSESSION_LANGUAGE": "EN"}, "LANGUAGE", "en"),
        ({"INTERSESSION_DATABASE_URL": "postgresql://x"}, "DATABASE_URL", "postgresql+psycopg:"),
        ({"INTERSESSION_DATABASE_URL": "postgresql+psycopg://x"}, "DATABASE_URL", "/intersession"),
        ({"INTERSESSION_CONDUCT_FILE": "/nowhere.txt"}, "CONDUCT_FILE", "conduct.txt"),
        ({"INTERSESSION_CONDUCT_ADDRESS": "example.org"}, "CONDUCT_ADDRESS", "https://"),
        ({"INTERSESSION_TELEGRAM_API_URL": "http://[x"}, "TELEGRAM_API_URL", "https://"),
        ({"INTERSESSION_MATRIX_HOMESERVER": "ftp://x"}, "MATRIX_HOMESERVER", "https://"),
        ({"INTERSESSION_MATRIX_USER": "bot"}, "MATRIX_USER", "@bot:example.org"),
        ({"INTERSESSION_MATRIX_INVITES": "none"}, "MATRIX_INVITES", "facilitators"),
        ({"INTERSESSION_MATRIX_HOMESERVER": "https://x.org"}, "MATRIX_USER", "@bot:example.org"),
        (
            {**MATRIX, "INTERSESSION_MATRIX_ACCESS_TOKEN": "syt_very_secret"},
            "MATRIX_DEVICE_ID",
            "ABCDEFGHIJ",
        ),
        ({"INTERSESSION_SMTP_URL": "mail.example.org"}, "SMTP_URL", "smtps://"),
        ({"INTERSESSION_SMTP_URL": "smtp://u:open-sesame@"}, "SMTP_URL", "smtps://"),
        ({"INTERSESSION_SMTP_URL": "smtp://u:open-sesame@h/x"}, "SMTP_URL", "smtps://"),
        ({"INTERSESSION_SMTP_URL": "smtp://h:99999"}, "SMTP_URL", "smtps://"),
        ({"INTERSESSION_SMTP_URL": "smtp://user@h"}, "SMTP_URL", "smtps://"),
        ({"INTERSESSION_IMAP_URL": "imaps://mail.example.org"}, "IMAP_URL", "imaps://"),
        ({"INTERSESSION_SMTP_URL": "smtp://localhost"}, "MAIL_FROM", "bot@example.org"),
        ({"INTERSESSION_MAIL_FROM": "Bot <bot@example.org>"}, "MAIL_FROM", "bot@example.org"),
        ({"INTERSESSION_IMAP_URL": "imaps://u:open-sesame@h"}, "SMTP_URL", "smtps://"),
        ({**MATRIX, "INTERSESSION_MATRIX_DEVICE_ID": "X"}, "MATRIX_DEVICE_ID", "ABCDEFGHIJ"),
    ],
)
def test_a_wrong_value_is_named_with_a_good_one(
    environment: dict[str, str], key: str, good: str
) -> None:
    with pytest.raises(WrongSetting) as wrong:
        read(environment)
    said = str(wrong.value)
    assert said.startswith(f"{PREFIX}{key} ")
    assert "A good value: " in said
    assert good in said.split("A good value: ")[1]
    assert "\n" not in said
    secrets = ("hello", TOKEN, "syt_very_secret", "open-sesame")
    assert not [secret for secret in secrets if secret in said]


@given(st.sampled_from(KEYS), st.text(st.characters(exclude_characters="\0"), max_size=40))
@example("INTERSESSION_MATRIX_USER", "@²:x")
@example("INTERSESSION_CONDUCT_ADDRESS", "https://[::1")
@example("INTERSESSION_COMMANDS_PER_MINUTE", "٢")
@example("INTERSESSION_CONDUCT_FILE", "x" * 5000)
@example("INTERSESSION_CONDUCT_FILE", "a\0b")
def test_any_value_is_read_or_refused_in_one_sentence(key: str, text: str) -> None:
    said = ""
    try:
        assert isinstance(read({key: text}), Settings)
    except WrongSetting as wrong:
        said = str(wrong)
    assert not said or (said.startswith(PREFIX) and "A good value: " in said)


@pytest.mark.parametrize(
    "key", ["INTERSESSION_TELEGRAM_TOKN", "INTERSESSION_", "INTERSESSION__GIVEN"]
)
def test_an_unknown_key_is_named(key: str) -> None:
    with pytest.raises(WrongSetting, match=f"^{key} is not a setting"):
        read({key: "x"})


def test_a_summary_that_can_not_be_read_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("Seid höflich.".encode("latin-1"))
    for path in (tmp_path / "latin.txt", tmp_path):
        with pytest.raises(WrongSetting, match=r"^INTERSESSION_CONDUCT_FILE .*A good value: "):
            read({"INTERSESSION_CONDUCT_FILE": str(path)})


def test_no_secret_is_shown_anywhere() -> None:
    found = read({**MATRIX, **SECRETS, **MAIL})
    assert found.mail
    assert found.mail_from == "bot@example.org"
    shown = f"{found!r} {found} {found.described()} {found.telegram_token} {Secret('x')!r}"
    assert not [
        secret for key, secret in SECRETS.items() if "DEVICE" not in key and secret in shown
    ]
    assert "(set)" in shown
    assert "hush-hush" not in shown


def test_every_key_is_listed_and_whether_it_was_set() -> None:
    listed = read(SECRETS).described()
    assert [key for key, _, _ in listed] == KEYS
    assert {key for key, _, given in listed if given} == set(SECRETS)
    values = {key: value for key, value, _ in listed}
    assert values["INTERSESSION_TELEGRAM_TOKEN"] == "(set)"
    assert values["INTERSESSION_MATRIX_USER"] == ""
    assert values["INTERSESSION_DATABASE_URL"] == "sqlite:///data/intersession.sqlite"
