"""The HTTP side: a request becomes a call, faults strike, a result becomes an answer."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

# Importing them registers their methods.
from . import chats, messages, settings
from .calls import METHODS, Call, Upload, not_built
from .faults import Fault
from .records import Answered, Bot
from .refusals import RefusedError
from .schema import JSON, SchemaError
from .world import World

__all__ = ["Front", "chats", "messages", "settings"]

SERVER_ERROR_PAGE = "<html><head><title>{0}</title></head><body>nginx: {0}</body></html>"


class Front:
    """Answers requests for all bots of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.busy = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    def bot(self, request: web.Request) -> Bot:
        bot = self.world.bots.get(request.match_info["token"])
        if bot is None or bot.revoked:
            raise RefusedError(401, "Unauthorized")
        return bot

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One method call; every fault and refusal passes through here."""
        polling = request.match_info["method"].lower() == "getupdates"
        self.busy += not polling
        try:
            return await self._call(request)
        finally:
            self.busy -= not polling
            self.world.changed()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        raw: JSON = {}
        fault: Fault | None = None
        try:
            bot = self.bot(request)
            method = self.world.schema.method_name(method)
            raw, uploads = await read_parameters(request)
            fault = self.world.faults.strike(method, as_number(raw.get("chat_id")))
            if fault is not None and fault.effect == "refuse":
                refusal = fault.refusal()
                if refusal is None:
                    self._log(method, raw, fault.status)
                    return server_error(fault.status)
                raise refusal
            arguments = self.world.schema.arguments(method, raw, uploads)
            result = await self._perform(Call(self.world, bot, method, arguments, uploads))
            status, body = 200, {"ok": True, "result": result}
        except RefusedError as refused:
            status, body = refused.status, refused.body()
        return await self._answer(request, (method, raw), status, body, fault)

    async def _perform(self, call: Call) -> Any:
        if call.method == "getUpdates":
            result: Any = await call.bot.inbox.take(
                call.get("offset", 0),
                call.get("limit", 100),
                call.get("timeout", 0),
                call.get("allowed_updates"),
            )
        elif call.method in METHODS:
            result = METHODS[call.method](call)
        else:
            raise not_built(self.world, call.method)
        try:
            self.world.schema.check_result(call.method, result)
        except SchemaError as problem:
            self.world.defects.append(f"a wrong answer: {problem}")
        if call.method == "getUpdates":
            return [call.bot.inbox.given(update) for update in result]
        return result

    async def _answer(
        self,
        request: web.Request,
        log: tuple[str, JSON],
        status: int,
        body: JSON,
        fault: Fault | None,
    ) -> web.StreamResponse:
        text = json.dumps(body, ensure_ascii=False)
        if fault is not None and fault.effect == "hold":
            self.world.changed()
            await fault.released.wait()
        if fault is not None and fault.effect == "lose":
            self._log(*log, 0)
            if request.transport is not None:
                request.transport.abort()
        elif fault is not None and fault.effect == "cut":
            text = text[: len(text) // 2]
            self._log(*log, 0)
        else:
            self._log(*log, status)
        return web.Response(status=status, text=text, content_type="application/json")

    def _log(self, method: str, raw: JSON, status: int) -> None:
        self.world.answered.append(Answered(method, raw, status))

    async def download(self, request: web.Request) -> web.StreamResponse:
        try:
            self.bot(request)
        except RefusedError as refused:
            return web.json_response(refused.body(), status=refused.status)
        for file in self.world.files.values():
            if file.opened and file.path == request.match_info["path"]:
                return web.Response(body=file.content, content_type="application/octet-stream")
        return web.json_response(RefusedError(404, "Not Found").body(), status=404)


def server_error(status: int) -> web.Response:
    page = SERVER_ERROR_PAGE.format(f"{status} Server Error")
    return web.Response(status=status, text=page, content_type="text/html")


def as_number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


async def read_parameters(request: web.Request) -> tuple[JSON, dict[str, Upload]]:
    """Parameters and files of a query, a form, a multipart form or a JSON body."""
    parameters: JSON = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        text = await request.text()
        try:
            body = json.loads(text) if text else {}
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise RefusedError(400, "Bad Request: can't parse the request body as a JSON object")
        return {**parameters, **body}, uploads
    form = await request.post()
    for name, value in form.items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.content_type, value.file.read())
            value.file.close()
        elif isinstance(value, str):
            parameters[name] = value
        else:
            parameters[name] = bytes(value).decode()
    return parameters, uploads
