"""Any address, parameter and header is answered: with a page, or with plain words that there is
none; never with a failure of ours, and never slowly."""

import logging
from collections.abc import Iterator

import pytest
from httpx import ASGITransport, AsyncClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
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
