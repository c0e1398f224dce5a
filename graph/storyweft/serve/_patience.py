"""HTTP by uvicorn, without endless patience: who is slow to ask or to listen is left."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: How long a request may take to arrive as far as its headers, in seconds.
HEADER_LIMIT = 10.0
#: How long a client may leave an answer lying, in seconds.
LISTEN_LIMIT = 60.0


class ImpatientProtocol(H11Protocol):
    """The protocol of one connection, with two clocks."""

    _asking: asyncio.TimerHandle | None = None
    _listening: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - uvicorn's own type
        super().connection_made(transport)
        self._watch_request()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch_request()

    def _watch_request(self) -> None:
        """Run the first clock as long as a request has begun, and its headers have not ended."""
        is_asking = self.conn.their_state is h11.IDLE
        if not is_asking and self._asking:
            self._asking.cancel()
            self._asking = None
        elif is_asking and not self._asking:
            self._asking = self.loop.call_later(HEADER_LIMIT, self._leave)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._listening = self.loop.call_later(LISTEN_LIMIT, self._leave)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop(self._listening)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop(self._asking)
        self._stop(self._listening)

    def _leave(self) -> None:
        self.transport.abort()

    @staticmethod
    def _stop(clock: asyncio.TimerHandle | None) -> None:
        if clock:
            clock.cancel()
