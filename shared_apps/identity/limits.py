"""Brute-force limits: so many attempts per account, person or address in a sliding window.

Counted in Valkey by one script, so that attempts at the same moment cannot slip through
side by side, and under keys of the whole installation: accounts are global, so twenty
workspaces must not give twenty times the guesses. While Valkey is down every process
counts for itself, which is stricter than not counting and kinder than closing the door.
"""

import hashlib
import logging
import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil

import redis
from django.conf import settings

from shared_apps.foundation.errors import TooMany

logger = logging.getLogger("atrium.limits")

SCRIPT = """
local now, window, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) >= most then
    local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    return math.ceil(tonumber(oldest[2]) + window - now)
end
redis.call('ZADD', KEYS[1], now, ARGV[4])
redis.call('PEXPIRE', KEYS[1], window)
return 0
"""
# How long Valkey is left alone after it has failed to answer.
PAUSE_SECONDS = 5.0
MOST_KEYS_IN_MEMORY = 10_000
# Tests change it, so that each starts with nothing counted.
NAMESPACE = "limit"


@dataclass(frozen=True)
class Limit:
    """At most `most` attempts within `window`, for each key."""

    name: str
    most: int
    window: timedelta

    @property
    def window_ms(self) -> int:
        """Return the window in milliseconds."""
        return int(self.window.total_seconds() * 1000)


QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
# Failed sign-ins; one that succeeds is given back.
SIGN_IN_ACCOUNT = Limit("sign_in.account", 10, QUARTER)
SIGN_IN_ADDRESS = Limit("sign_in.address", 60, QUARTER)
# One-time codes and asking for the password again, per person.
SECOND_FACTOR = Limit("second_factor.person", 10, QUARTER)
# What sends e-mail to whoever is named.
RESET_ACCOUNT = Limit("reset.account", 5, HOUR)
RESET_ADDRESS = Limit("reset.address", 30, HOUR)
REGISTER_ACCOUNT = Limit("register.account", 5, HOUR)
REGISTER_ADDRESS = Limit("register.address", 30, HOUR)
MAIL_TO = Limit("mail.to", 30, HOUR)
# Links that were guessed or have gone stale.
BAD_LINK_ADDRESS = Limit("bad_link.address", 60, QUARTER)


@dataclass
class Attempt:
    """Attempts that have been counted; `forgive` takes them back after a success."""

    _spent: list[tuple[str, str]] = field(default_factory=list)

    def forgive(self) -> None:
        """Give the attempts back: whoever succeeds was not guessing."""
        for key, member in self._spent:
            _counter().give_back(key, member)
        self._spent.clear()


def attempt(at: datetime, *spent: tuple[Limit, str]) -> Attempt:
    """Count one attempt for each (limit, key); raise TooMany at the first that is full."""
    counted: list[tuple[str, str]] = []
    for limit, key in spent:
        member, where = uuid.uuid4().hex, _key(limit, key)
        wait_ms = _counter().take(where, limit, member, int(at.timestamp() * 1000))
        if wait_ms > 0:
            raise TooMany(retry_after=max(1, ceil(wait_ms / 1000)))
        counted.append((where, member))
    return Attempt(counted)


def forget(limit: Limit, key: str) -> None:
    """Start a key's count anew, as after its owner has proved who they are."""
    _counter().forget(_key(limit, key))


def _key(limit: Limit, key: str) -> str:
    digest = hashlib.sha256(key.strip().lower().encode()).hexdigest()[:32]
    return f"{settings.CACHES['default']['KEY_PREFIX']}:{NAMESPACE}:{limit.name}:{digest}"


class MemoryCounter:
    """Counts in this process alone, for at most ten thousand keys."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, dict[str, int]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, limit: Limit, member: str, now_ms: int) -> int:
        """Count one attempt and return 0, or the milliseconds until there is room."""
        with self._lock:
            kept = self._seen.pop(key, {})
            kept = {m: t for m, t in kept.items() if t > now_ms - limit.window_ms}
            self._seen[key] = kept
            if len(kept) >= limit.most:
                return min(kept.values()) + limit.window_ms - now_ms
            kept[member] = now_ms
            while len(self._seen) > MOST_KEYS_IN_MEMORY:
                self._seen.popitem(last=False)
            return 0

    def give_back(self, key: str, member: str) -> None:
        """Uncount one attempt."""
        with self._lock:
            self._seen.get(key, {}).pop(member, None)

    def forget(self, key: str) -> None:
        """Uncount a key's attempts."""
        with self._lock:
            self._seen.pop(key, None)


class ValkeyCounter:
    """Counts in Valkey, and in memory while Valkey does not answer."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(
            url, socket_timeout=0.5, socket_connect_timeout=0.3, health_check_interval=30
        )
        self._script = self._client.register_script(SCRIPT)
        self._memory = MemoryCounter()
        self._down_until = 0.0

    def take(self, key: str, limit: Limit, member: str, now_ms: int) -> int:
        """Count one attempt and return 0, or the milliseconds until there is room."""
        if time.monotonic() >= self._down_until:
            try:
                return int(self._script([key], [now_ms, limit.window_ms, limit.most, member]))
            except redis.RedisError:
                logger.warning("limits counted per process: Valkey does not answer")
                self._down_until = time.monotonic() + PAUSE_SECONDS
        return self._memory.take(key, limit, member, now_ms)

    def give_back(self, key: str, member: str) -> None:
        """Uncount one attempt, wherever it was counted."""
        self._memory.give_back(key, member)
        self._quietly("zrem", key, member)

    def forget(self, key: str) -> None:
        """Uncount a key's attempts."""
        self._memory.forget(key)
        self._quietly("delete", key)

    def _quietly(self, command: str, *arguments: str) -> None:
        if time.monotonic() < self._down_until:
            return
        try:
            getattr(self._client, command)(*arguments)
        except redis.RedisError:
            self._down_until = time.monotonic() + PAUSE_SECONDS


@lru_cache(maxsize=1)
def _counter() -> ValkeyCounter:
    return ValkeyCounter(settings.VALKEY_URL)
