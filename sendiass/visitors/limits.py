"""How often something may be asked for from one address, and from all together. It remembers no address, and refuses nobody.

An address is a digest under a key that is not in the cache, another one in each span of time, gone when the span ends.
Without the cache nobody is held up: a family that cannot reach us is worse than a flood, and the forms' other locks hold.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
from dataclasses import dataclass
from datetime import timedelta

import redis
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sendiass import clock

log = logging.getLogger(__name__)
NEIGHBOURHOOD = 64
"""Bits of an IPv6 address that one household or phone shares; the rest it chooses as it likes."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What is counted, how often in one span, from one address and from everybody."""

    name: str
    from_one: int
    from_all: int
    span: timedelta = timedelta(hours=1)


def is_within(limit: Limit, request: HttpRequest) -> bool:
    """Count this request; whether it stays within the limit. Yes, too, while the cache is away."""
    window = int(clock.now().timestamp() // limit.span.total_seconds())
    try:
        # Whoever is over their own limit uses up nothing of what is everybody's.
        from_one = _count(f"{limit.name}:{window}:{_digest(limit, window, request)}", limit)
        return from_one <= limit.from_one and _count(f"{limit.name}:{window}:all", limit) <= limit.from_all
    except redis.RedisError as error:
        log.warning("the cache is away (%s): public forms are not limited meanwhile", type(error).__name__)
        return True


def _count(what: str, limit: Limit) -> int:
    key = f"limit:{what}"
    cache.add(key, 0, timeout=limit.span.total_seconds())
    try:
        return int(cache.incr(key))
    except ValueError:  # its span ended between the two
        return 1


def _digest(limit: Limit, window: int, request: HttpRequest) -> str:
    said = f"{limit.name}\n{window}\n{_neighbourhood(request)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:32]


def _neighbourhood(request: HttpRequest) -> str:
    """Where it comes from, as the sign-in library reads it behind our own front; one word for all it cannot tell."""
    try:
        address = str(get_adapter(request).get_client_ip(request))
        found = ipaddress.ip_address(address)
    except (PermissionDenied, ValueError):
        return "nowhere"
    if found.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/{NEIGHBOURHOOD}", strict=False).network_address)
