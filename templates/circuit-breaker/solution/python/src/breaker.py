import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

from config import BreakerOptions
from window import Window

T = TypeVar("T")


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class OpenError(Exception):
    """Raised instead of making a call."""


class Breaker:
    """
    Watches the calls to one service. Closed, it lets them through and remembers how they ended. When too many have failed
    it opens, and refuses at once with OpenError. After a while it is half-open: a few calls may try whether the service is
    back.

    Each change of state begins a new period, and a call belongs to the period it started in. When it ends in a later one
    its outcome is old news: a success that began before the breaker opened says nothing about the service now.
    """

    def __init__(self, options: BreakerOptions):
        self._options = options
        self._window = Window(options.window)
        self._state = State.CLOSED
        self._period = 0
        self._open_until = 0.0
        # Of this half-open period: probes under way, and probes that went well.
        self._probing = 0
        self._succeeded = 0

    @property
    def state(self) -> State:
        # No timer is needed: nobody can tell when the state changed, only what it is when somebody asks.
        if self._state == State.OPEN and time.monotonic() >= self._open_until:
            self._become(State.HALF_OPEN)
        return self._state

    async def run(self, call: Callable[[], Awaitable[T]]) -> T:
        """Makes the call, or raises OpenError without making it."""
        period = self._admit()
        failed = True
        try:
            value = await call()
            failed = False
            return value
        finally:
            # Whatever ended the call, even its cancellation, gives the slot back.
            self._ended(period, failed)

    def _admit(self) -> int:
        """The period the call belongs to. A probe takes its slot here, before it starts: a hundred may come in one moment."""
        state = self.state
        if state == State.OPEN:
            raise OpenError
        if state == State.HALF_OPEN:
            if self._probing + self._succeeded >= self._options.half_open_calls:
                raise OpenError
            self._probing += 1
        return self._period

    def _ended(self, period: int, failed: bool) -> None:
        if period != self._period:
            return
        if self._state == State.HALF_OPEN:
            self._probe_ended(failed)
        else:
            self._call_ended(failed)

    def _call_ended(self, failed: bool) -> None:
        self._window.add(failed)
        enough = self._window.calls >= self._options.min_calls
        if enough and self._window.failure_percent >= self._options.failure_percent:
            self._become(State.OPEN)

    def _probe_ended(self, failed: bool) -> None:
        self._probing -= 1
        if failed:
            self._become(State.OPEN)
            return
        self._succeeded += 1
        if self._succeeded >= self._options.half_open_calls:
            self._become(State.CLOSED)

    def _become(self, state: State) -> None:
        self._state = state
        self._period += 1
        self._probing = 0
        self._succeeded = 0
        self._window.clear()
        if state == State.OPEN:
            self._open_until = time.monotonic() + self._options.open_for
