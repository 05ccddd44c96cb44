"""An account on the tests' homeserver, with the login that came with it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    """Everything a client needs to be this user, by token or by password."""

    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    password: str = field(repr=False)
