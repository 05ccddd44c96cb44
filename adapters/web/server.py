"""The pages on a port: read-only, without cookies and scripts, with strict headers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import request_response

from adapters.web.answers import Answer, Answers
from adapters.web.confirming import Confirming
from bot.conversation.errors import CannotStart
from bot.pages.blocks import Stream

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FRESH, _FRESH_FILE = "public, max-age=60", "public, max-age=3600"
_LONGEST_ADDRESS = 2000
_AT_ONCE = 200
_READS = ("GET", "HEAD")
_LARGEST_FORM = 1000


def application(answers: Answers, confirming: Confirming | None = None) -> Starlette:
    """The pages as an application. Everything is read on one thread. confirming: what is asked for
    addresses at which something can be confirmed."""
    thread = ThreadPoolExecutor(1, "reader")

    async def read(request: Request) -> Response:
        # Not request.url, which is made of what the reader says of this host, too.
        path: str = request.scope["path"][:_LONGEST_ADDRESS]
        accepted = request.headers.get("accept-language", "")
        concerned = confirming if confirming and confirming.concerns(path) else None
        work: Callable[[], Answer]
        if concerned and request.method == "POST":
            if await _is_large(request):
                return Response(status_code=413, headers={**_HEADERS, "Connection": "close"})
            work = partial(concerned.pressed, path, accepted)
        elif request.method not in _READS:
            work = partial(answers.not_allowed, path, accepted)
        elif concerned:
            work = partial(concerned.shown, path, accepted)
        else:
            work = partial(answers.answer, path, dict(request.query_params), accepted)
        answer = await asyncio.get_running_loop().run_in_executor(thread, work)
        if answer.stream:
            return _streamed(answer, request, partial(_pieces, answers, answer.stream, thread))
        return _response(answer, request, private=concerned is not None)

    found = Starlette(middleware=[Middleware(GZipMiddleware, minimum_size=1000)])
    # Without routes: what an address means is said by the core, whatever stands in it.
    found.router.default = request_response(read)
    return found


async def _pieces(
    answers: Answers, stream: Stream, thread: ThreadPoolExecutor
) -> AsyncIterator[bytes]:
    """Between two pieces other readers have their turn."""
    for number in range(stream.pieces):
        work = partial(answers.piece, stream, number)
        yield await asyncio.get_running_loop().run_in_executor(thread, work)


def _streamed(
    answer: Answer, request: Request, pieces: Callable[[], AsyncIterator[bytes]]
) -> Response:
    head = _response(answer, request)
    if head.status_code != 200 or request.method == "HEAD":
        return head
    headers = {name: value for name, value in head.headers.items() if name != "content-length"}
    return StreamingResponse(pieces(), 200, headers, media_type=answer.media_type)


async def _is_large(request: Request) -> bool:
    """Whether a form brings more than a button does. No more of it than that is read."""
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > _LARGEST_FORM:
            return True
    return False


def _response(answer: Answer, request: Request, *, private: bool = False) -> Response:
    """private: it is for one reader, and no cache or search engine keeps it."""
    headers = dict(_HEADERS)
    if private:
        headers |= {
            "Cache-Control": "no-store",
            "Content-Language": answer.language,
            "X-Robots-Tag": "noindex, nofollow",
        }
        if answer.status == 405:
            headers["Allow"] = ", ".join((*_READS, "POST"))
        return Response(answer.content, answer.status, headers, media_type=answer.media_type)
    if answer.varies:
        headers["Vary"] = "Accept-Language"
    if answer.language:
        headers["Content-Language"] = answer.language
    if answer.to:
        return Response(b"", answer.status, {**headers, "Location": answer.to})
    if answer.status == 405:
        headers["Allow"] = ", ".join(_READS)
    if answer.status == 200:
        static = answer.media_type in ("text/css", "image/svg+xml")
        headers |= {"ETag": answer.etag, "Cache-Control": _FRESH_FILE if static else _FRESH}
        known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
        if answer.etag in known or "*" in known:
            return Response(status_code=304, headers=headers)
    else:
        headers["Cache-Control"] = "no-store"
    if answer.name:
        headers["Content-Disposition"] = f'attachment; filename="{answer.name}"'
    return Response(answer.content, answer.status, headers, media_type=answer.media_type)


def listening_socket(listen: str) -> socket.socket:
    """The port that was set ("127.0.0.1:8080"). Raises CannotStart if it can't be had."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        here = socket.create_server((host, int(port)), family=family)
    except OSError as error:
        raise CannotStart(
            f"The pages can't be shown at {listen} ({error.strerror}). Set "
            "INTERSESSION_WEB_LISTEN to a free address, or to off."
        ) from None
    # Its connections inherit it. asyncio would set it, but not where it is given a socket that
    # names no protocol; and each page would wait 40 ms for the acknowledgement of its head.
    here.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return here


async def serve(
    answers: Answers,
    port: socket.socket,
    ended: asyncio.Event | None = None,
    confirming: Confirming | None = None,
) -> None:
    """Show the pages until the process is told to stop, or `ended` is set."""
    server = uvicorn.Server(
        uvicorn.Config(
            application(answers, confirming),
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=False,
            lifespan="off",
            limit_concurrency=_AT_ONCE,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=3,
        )
    )

    async def end() -> None:
        if ended:
            await ended.wait()
            server.should_exit = True

    ending = asyncio.create_task(end())
    try:
        await server.serve(sockets=[port])
    finally:
        ending.cancel()
