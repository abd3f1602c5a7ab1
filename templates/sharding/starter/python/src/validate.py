import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from config import ShardInfo
from errors import bad_request

ID = re.compile(r"[A-Za-z0-9@._-]{1,64}")


@dataclass(frozen=True)
class Profile:
    """What a client says about a viewer."""

    id: str
    name: str
    email: str
    region: str


@dataclass(frozen=True)
class WatchEvent:
    """One stretch of watching; `event_id` makes sending it twice harmless."""

    event_id: str
    video_id: str
    seconds: int


def user_id(value: object) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise bad_request("a viewer id is 1 to 64 of A-Z a-z 0-9 @ . _ -")
    return value


def profile(id: object, body: object) -> Profile:
    given = fields(body)
    return Profile(user_id(id), text(given, "name"), text(given, "email"), text(given, "region"))


def profiles(body: object) -> list[Profile]:
    """The viewers of a bulk import; of several with one id the last counts, as if they had been written one by one."""
    users = fields(body).get("users")
    if not isinstance(users, list) or len(users) > 500:
        raise bad_request("users must be a list of at most 500 viewers")
    every = [profile(fields(user).get("id"), user) for user in users]
    return list({one.id: one for one in every}.values())


def watch_event(body: object) -> WatchEvent:
    given = fields(body)
    seconds = given.get("seconds")
    if type(seconds) is not int or not 1 <= seconds <= 86_400:  # bool is an int, too
        raise bad_request("seconds must be a whole number from 1 to 86400")
    return WatchEvent(text(given, "eventId"), text(given, "videoId"), seconds)


def region(body: object) -> str:
    return text(fields(body), "region")


def shard_info(body: object) -> ShardInfo:
    given = fields(body)
    shard = ShardInfo(text(given, "id"), text(given, "url"), text(given, "region"))
    try:
        scheme = urlsplit(shard.url).scheme
    except ValueError:
        scheme = ""
    if scheme not in ("postgres", "postgresql"):
        raise bad_request("url must be a postgres:// address")
    return shard


def limit(query: Mapping[str, str]) -> int:
    value = query.get("limit", "10")
    if not re.fullmatch(r"[0-9]{1,3}", value) or not 1 <= int(value) <= 100:
        raise bad_request("limit must be a whole number from 1 to 100")
    return int(value)


def fields(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise bad_request("a JSON object is expected")
    return value


def text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    # PostgreSQL's text cannot hold a NUL character.
    if not isinstance(value, str) or not 1 <= len(value) <= 512 or "\0" in value:
        raise bad_request(f"{name} must be a text of 1 to 512 characters")
    return value
