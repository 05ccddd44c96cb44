"""What a service manager and Prometheus ask over HTTP: alive, ready, and the counts.

`bot.program` opens it on a port of its own, if one is set. It tells numbers, never words or names.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.app import App
from bot.conversation.errors import CannotStart
from bot.ports import Clock, DatabaseFacts
from bot.pulse import Pulse

_PATIENCE_SECONDS = 5
_CONTENT = "text/plain; version=0.0.4; charset=utf-8"


class Health:
    """Answers for one running program."""

    def __init__(self, app: App, clock: Clock, listen: str) -> None:
        """listen is HOST:PORT."""
        self._app = app
        self._clock = clock
        host, _, port = listen.rpartition(":")
        self._host, self._port = host, int(port)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answer while the block runs. Raises CannotStart if the port is taken."""
        application = web.Application()
        application.router.add_get("/healthz", self._alive)
        application.router.add_get("/readyz", self._ready)
        application.router.add_get("/metrics", self._metrics)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            yield
        except OSError as error:
            raise CannotStart(
                f"INTERSESSION_HEALTH_LISTEN can't be listened on: {error.strerror}. "
                "A good value: 127.0.0.1:9108"
            ) from None
        finally:
            await runner.cleanup()

    async def _alive(self, _request: web.Request) -> web.Response:
        """The program turns round; that is all."""
        return web.Response(text="alive\n")

    async def _ready(self, _request: web.Request) -> web.Response:
        """It can do its work, or stands by to do it: the database can be written."""
        if await self._facts() is None:
            return web.Response(status=503, text="the database is not there\n")
        pulse = self._app.pulse
        waits = [name for name in pulse.platforms if name not in pulse.listening]
        return web.Response(
            text=f"ready; standing by on {', '.join(waits)}\n" if waits else "ready\n"
        )

    async def _metrics(self, _request: web.Request) -> web.Response:
        facts = await self._facts()
        registry = CollectorRegistry()
        registry.register(_Counts(self._app.pulse, facts, self._clock.now()))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": _CONTENT})

    async def _facts(self) -> tuple[DatabaseFacts, int, datetime | None] | None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._app.facts()
        except Exception:
            return None


class _Counts:
    """The pulse in Prometheus's words."""

    def __init__(
        self,
        pulse: Pulse,
        facts: tuple[DatabaseFacts, int, datetime | None] | None,
        now: datetime,
    ) -> None:
        self._pulse = pulse
        self._facts = facts
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """All families."""
        pulse = self._pulse
        for name, what, label, counts in (
            ("heard", "What was heard", "platform", pulse.heard),
            ("commands", "Commands carried out or refused", "command", pulse.commands),
            ("sent", "Messages the platform has", "platform", pulse.sent),
            ("given_up", "Messages that can't be sent", "platform", pulse.given_up),
            ("too_much", "What was not done because it was too much", "why", pulse.refused),
        ):
            family = CounterMetricFamily(f"intersession_{name}", what, labels=[label])
            for value, count in sorted(counts.items()):
                family.add_metric([value], count)
            yield family
        yield CounterMetricFamily("intersession_defects", "Commands that failed", pulse.defects)
        yield CounterMetricFamily(
            "intersession_not_kept", "Batches the database did not take", pulse.not_kept
        )
        yield from self._gauges(pulse)

    def _gauges(self, pulse: Pulse) -> Iterator[Metric]:
        listening = GaugeMetricFamily(
            "intersession_listening", "Whether this process listens there", labels=["platform"]
        )
        silent = GaugeMetricFamily(
            "intersession_silence_seconds", "Since something was last heard", labels=["platform"]
        )
        for name in pulse.platforms:
            listening.add_metric([name], float(name in pulse.listening))
            if name in pulse.heard_at:
                silent.add_metric([name], (self._now - pulse.heard_at[name]).total_seconds())
        yield listening
        yield silent
        yield GaugeMetricFamily(
            "intersession_database_up", "Whether the database answers", float(bool(self._facts))
        )
        if self._facts:
            database, waiting, oldest = self._facts
            lag = (self._now - oldest).total_seconds() if oldest else 0.0
            for name, what, value in (
                ("waiting", "Messages in the outbox", float(waiting)),
                ("oldest_waiting_seconds", "How long the oldest waits", max(0.0, lag)),
                ("database_bytes", "Size of the database", float(database.bytes)),
                ("processes", "Processes on this database", float(database.processes)),
            ):
                yield GaugeMetricFamily(f"intersession_{name}", what, value)
