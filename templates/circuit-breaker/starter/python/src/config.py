from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class BreakerOptions:
    """How a circuit breaker behaves; times in seconds."""

    window: int  # outcomes that are remembered: the last so many calls
    min_calls: int  # no judgement before so many outcomes are known
    failure_percent: float  # from this share of failures on, the breaker opens
    open_for: float  # how long it stays open
    half_open_calls: int  # calls that may probe the service at the same time when it is half-open


@dataclass(frozen=True)
class Config:
    """What the environment says."""

    port: int
    catalog_url: str
    reviews_url: str
    call_timeout: float  # a call that takes longer has failed; seconds
    breaker: BreakerOptions


def read_config(env: Mapping[str, str]) -> Config:
    """Reads the environment; raises KeyError or ValueError with the variable that is missing or wrong."""

    def number(name: str, otherwise: int) -> int:
        try:
            return int(env.get(name, otherwise))
        except ValueError:
            raise ValueError(f"{name} is not a whole number") from None

    return Config(
        port=int(env["PORT"]),
        catalog_url=env["CATALOG_URL"],
        reviews_url=env["REVIEWS_URL"],
        call_timeout=number("CALL_TIMEOUT_MS", 300) / 1000,
        breaker=BreakerOptions(
            window=number("BREAKER_WINDOW", 20),
            min_calls=number("BREAKER_MIN_CALLS", 10),
            failure_percent=number("BREAKER_FAILURE_PERCENT", 50),
            open_for=number("BREAKER_OPEN_MS", 1500) / 1000,
            half_open_calls=number("BREAKER_HALF_OPEN_CALLS", 3),
        ),
    )
