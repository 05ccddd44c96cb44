"""The configuration the tests' homeserver is started with."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REGISTRATION_SECRET = "only for the tests"

_LENIENT: dict[str, float] = {"per_second": 10_000, "burst_count": 10_000}

LENIENT_LIMITS: dict[str, Any] = {
    "rc_message": _LENIENT,
    "rc_registration": _LENIENT,
    "rc_registration_token_validity": _LENIENT,
    "rc_login": {"address": _LENIENT, "account": _LENIENT, "failed_attempts": _LENIENT},
    "rc_admin_redaction": _LENIENT,
    "rc_joins": {"local": _LENIENT, "remote": _LENIENT},
    "rc_joins_per_room": _LENIENT,
    "rc_3pid_validation": _LENIENT,
    "rc_key_requests": _LENIENT,
    "rc_invites": {"per_room": _LENIENT, "per_user": _LENIENT, "per_issuer": _LENIENT},
    "rc_third_party_invite": _LENIENT,
    "rc_media_create": _LENIENT,
    "rc_presence": {"per_user": _LENIENT},
    "rc_delayed_event_mgmt": _LENIENT,
    "rc_room_creation": _LENIENT,
    "rc_reports": _LENIENT,
    "rc_user_directory": _LENIENT,
    "rc_profile": _LENIENT,
}


@dataclass(frozen=True)
class Settings:
    """What one homeserver needs on disk before it can start."""

    folder: Path
    name: str
    port: int
    lenient: bool
    extra: Mapping[str, Any]

    def write(self) -> Path:
        """Writes configuration, log configuration and signing key; returns the first."""
        self._write_once("signing.key", f"ed25519 a_test {_random_seed()}\n")
        self._write_json("log.json", _logging())
        return self._write_json("homeserver.json", self._configuration())

    def _configuration(self) -> dict[str, Any]:
        configuration: dict[str, Any] = {
            "server_name": self.name,
            "public_baseurl": f"http://127.0.0.1:{self.port}/",
            "pid_file": str(self.folder / "homeserver.pid"),
            "signing_key_path": str(self.folder / "signing.key"),
            "media_store_path": str(self.folder / "media"),
            "log_config": str(self.folder / "log.json"),
            "database": {
                "name": "sqlite3",
                "args": {"database": str(self.folder / "homeserver.db")},
            },
            "listeners": [
                {
                    "port": self.port,
                    "type": "http",
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"], "compress": False}],
                }
            ],
            "registration_shared_secret": REGISTRATION_SECRET,
            "macaroon_secret_key": "only for the tests",
            "form_secret": "only for the tests",
            "bcrypt_rounds": 4,
            "presence": {"enabled": False},
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "send_federation": False,
            "url_preview_enabled": False,
            "encryption_enabled_by_default_for_room_type": "off",
            "push": {"enabled": False},
        }
        if self.lenient:
            configuration.update(LENIENT_LIMITS)
        configuration.update(self.extra)
        return configuration

    def _write_json(self, name: str, value: Mapping[str, Any]) -> Path:
        # Synapse reads YAML, and every JSON document is one.
        path = self.folder / name
        path.write_text(json.dumps(value, indent=1), encoding="utf-8")
        return path

    def _write_once(self, name: str, text: str) -> None:
        path = self.folder / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")


def _random_seed() -> str:
    return base64.b64encode(os.urandom(32)).decode("ascii").rstrip("=")


def _logging() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "INFO", "handlers": ["errors"]},
    }
