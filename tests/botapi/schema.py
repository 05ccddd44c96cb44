"""The Bot API's methods and types as data: what a call, a result and an update must look like."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .refusals import RefusedError, bad_request

JSON = dict[str, Any]
DATA = Path(__file__).with_name("bot-api-10.1.json")

# The documentation names the subtypes of a union after their discriminator, except these two.
DISCRIMINATOR_EXCEPTIONS = {"ChatMemberOwner": "creator", "ChatMemberBanned": "kicked"}
# Unions whose discriminator is shared by several subtypes or not named after them.
UNIONS_TRIED_ONE_BY_ONE = {
    "InlineQueryResult",
    "InputMessageContent",
    "MaybeInaccessibleMessage",
    "PassportElementError",
    "RichBlock",
    "RichText",
}
# Measured after the markup has been parsed, so not by the schema.
MEASURED_AFTER_PARSING = {"text", "caption"}
WORDS_FOR_MISSING = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
}


class SchemaError(Exception):
    """A value that does not have the form the Bot API documents."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Schema:
    """One version of the Bot API, read from its data file."""

    def __init__(self) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        self.methods: dict[str, JSON] = data["methods"]
        self.types: dict[str, JSON] = data["types"]
        self._canonical: dict[str, str] = {name.lower(): name for name in self.methods}

    def method_name(self, typed: str) -> str:
        """The documented spelling; Telegram does not mind capitals."""
        if typed.lower() not in self._canonical:
            raise RefusedError(404, "Not Found")
        return self._canonical[typed.lower()]

    # --- calls -----------------------------------------------------------------------------

    def arguments(self, method: str, raw: Mapping[str, Any], uploads: Mapping[str, Any]) -> JSON:
        """The call's parameters with their documented types; an upload stays a reference."""
        parameters: dict[str, JSON] = self.methods[method]["params"]
        attached = {
            name for name in uploads if f"attach://{name}" in json.dumps(dict(raw), default=str)
        }
        for name in [*raw, *(set(uploads) - attached)]:
            if name not in parameters:
                raise bad_request(f"unknown parameter {name} of {method}")
        accepted: JSON = {}
        for name, field in parameters.items():
            if name in uploads:
                if "InputFile" not in field["types"]:
                    raise bad_request(f"parameter {name} must not be a file")
                accepted[name] = f"attach://{name}"
                continue
            value = raw.get(name)
            if value is None or (value == "" and field.get("required")):
                if field.get("required"):
                    raise bad_request(WORDS_FOR_MISSING.get(name, f"parameter {name} is required"))
                continue
            accepted[name] = self._argument(method, name, field, value)
        return accepted

    def _argument(self, method: str, name: str, field: JSON, value: Any) -> Any:
        measured_later = (
            name in MEASURED_AFTER_PARSING and "parse_mode" in self.methods[method]["params"]
        )
        limits = {} if measured_later else {"length": field.get("length")}
        problems: list[SchemaError] = []
        for type_name in field["types"]:
            try:
                converted = self._from_form(type_name, value, name)
                self.check(type_name, converted, name)
                self._measure(limits, converted, name)
                return converted
            except SchemaError as problem:
                problems.append(problem)
        # The alternative that got furthest is the one that the caller meant.
        nearest = max(problems, key=lambda problem: len(problem.path))
        raise bad_request(f"can't parse {nearest.path}: {nearest.reason}")

    def _from_form(self, type_name: str, value: Any, path: str) -> Any:
        """A form has strings only; a JSON body may use them too."""
        if not isinstance(value, str) or type_name in ("String", "InputFile"):
            return value
        if type_name == "Integer":
            if not re.fullmatch(r"-?[0-9]{1,19}", value):
                raise SchemaError(path, "Integer expected")
            return int(value)
        if type_name == "Boolean":
            if value.lower() not in ("true", "false"):
                raise SchemaError(path, "Boolean expected")
            return value.lower() == "true"
        try:
            return json.loads(value)
        except ValueError:
            raise SchemaError(path, f"{type_name} expected, not JSON") from None

    # --- values ----------------------------------------------------------------------------

    def check(self, type_name: str, value: Any, path: str | None = None) -> None:
        """Raise SchemaError unless the value is exactly of the documented type."""
        path = path or type_name
        if type_name.startswith("Array of "):
            if not isinstance(value, list):
                raise SchemaError(path, "Array expected")
            inner = type_name.removeprefix("Array of ")
            for place, element in enumerate(value):
                self.check(inner, element, f"{path}[{place}]")
        elif type_name in ("String", "InputFile"):
            if not isinstance(value, str):
                raise SchemaError(path, f"{type_name} expected")
        elif type_name == "Boolean":
            if not isinstance(value, bool):
                raise SchemaError(path, "Boolean expected")
        elif type_name in ("Integer", "Float"):
            allowed = (int,) if type_name == "Integer" else (int, float)
            if isinstance(value, bool) or not isinstance(value, allowed):
                raise SchemaError(path, f"{type_name} expected")
        elif "subtypes" in self.types[type_name]:
            self._check_union(type_name, value, path)
        else:
            self._check_object(type_name, value, path)

    def check_result(self, method: str, value: Any) -> None:
        self._check_one_of(self.methods[method]["returns"], value, f"result of {method}")

    def _check_one_of(self, type_names: list[str], value: Any, path: str) -> None:
        problems: list[SchemaError] = []
        for type_name in type_names:
            try:
                return self.check(type_name, value, path)
            except SchemaError as problem:
                problems.append(problem)
        raise max(problems, key=lambda problem: len(problem.path))

    def _check_union(self, union: str, value: Any, path: str) -> None:
        subtypes: list[str] = self.types[union]["subtypes"]
        if union in UNIONS_TRIED_ONE_BY_ONE:
            return self._check_one_of(subtypes, value, path)
        if not isinstance(value, dict):
            raise SchemaError(path, f"{union} expected")
        key = next(
            key for key in ("type", "status", "source") if key in self.types[subtypes[0]]["fields"]
        )
        prefix = union if subtypes[0].startswith(union) else "InputMedia"
        for subtype in subtypes:
            derived = snake(subtype.removeprefix(prefix))
            if value.get(key) == DISCRIMINATOR_EXCEPTIONS.get(subtype, derived):
                return self._check_object(subtype, value, path)
        raise SchemaError(path, f"unknown {key} {value.get(key)!r} of {union}")

    def _check_object(self, type_name: str, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise SchemaError(path, f"{type_name} expected")
        fields: dict[str, JSON] = self.types[type_name]["fields"]
        # Told apart by the path's length where a union is tried: a missing field is shallow.
        for name, field in fields.items():
            if field.get("required") and name not in value:
                raise SchemaError(path, f"field {name} of {type_name} is missing")
        for name, inner in value.items():
            if name not in fields:
                raise SchemaError(path, f"{type_name} has no field {name}")
            self._check_one_of(fields[name]["types"], inner, f"{path}.{name}")
            self._measure(fields[name], inner, f"{path}.{name}")

    def _measure(self, field: JSON, value: Any, path: str) -> None:
        if not field.get("length") or not isinstance(value, str):
            return
        least, most, unit = field["length"]
        length = len(value.encode()) if unit == "bytes" else utf16_length(value)
        if not least <= length <= most:
            raise SchemaError(path, f"length {length} is not within {least}-{most} {unit}")
