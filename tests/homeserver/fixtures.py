"""Fixtures with the real homeserver, for every test that wants one."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.homeserver.person import MatrixPerson
from tests.homeserver.server import Homeserver

NewPerson = Callable[[str], Awaitable[MatrixPerson]]


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """One started homeserver with lenient limits for the whole run; do not kill this one."""
    with Homeserver(tmp_path_factory.mktemp("homeserver")) as started:
        yield started


@pytest.fixture
def own_homeserver(tmp_path: Path) -> Iterator[Homeserver]:
    """A started homeserver for one test alone, which may kill it."""
    with Homeserver(tmp_path / "own-homeserver") as started:
        yield started


@pytest_asyncio.fixture
async def new_person(homeserver: Homeserver) -> AsyncIterator[NewPerson]:
    """Makes persons on that homeserver, each with a name nobody else has."""
    persons: list[MatrixPerson] = []

    async def make(name: str) -> MatrixPerson:
        account_name = f"{name.lower().replace(' ', '-')}-{uuid4().hex[:8]}"
        persons.append(await MatrixPerson.register(homeserver, account_name, name=name))
        return persons[-1]

    yield make
    for person in persons:
        await person.close()
