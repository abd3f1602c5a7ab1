from collections import deque


class Window:
    """The outcomes of the last `size` calls. Old ones drop out, so that one bad hour long ago weighs nothing."""

    def __init__(self, size: int):
        self._failed: deque[bool] = deque(maxlen=size)

    @property
    def calls(self) -> int:
        return len(self._failed)

    @property
    def failure_percent(self) -> float:
        """Share of failures among the remembered outcomes; 0 when there are none."""
        return 100 * sum(self._failed) / len(self._failed) if self._failed else 0.0

    def add(self, failed: bool) -> None:
        self._failed.append(failed)

    def clear(self) -> None:
        self._failed.clear()
