"""What is at work: the queue, the worker, the mail that waits, the room on the disk."""

from __future__ import annotations

import ipaddress
import shutil
import socket
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.cache import cache

from sendiass import clock
from sendiass.audit.actors import serving
from sendiass.health.jobs import HEARTBEAT, fallen
from sendiass.outbox.models import Message
from sendiass.outbox.writing import OUTBOX
from sendiass.safety.findings import Finding, advice, unsafe
from sendiass.schedule import SCHEDULE

LEAST_FREE = 2_000_000_000  # bytes
LEAST_SHARE = 0.1
MAIL_LATE = timedelta(minutes=30)


def queue() -> Iterator[Finding]:
    """Whether the queue's server keeps strangers out, and nothing on a disk."""
    url = urlsplit(settings.ENV.redis_url)
    if not url.password:
        yield unsafe(
            "REDIS_URL holds no password.",
            why="Whoever reaches the queue could have any job run, and lift the limits on trying passwords.",
            rule="SECURITY 8",
            remedy="Set requirepass at the server, and name its file in REDIS_PASSWORD_FILE.",
        )
    if url.scheme != "rediss" and not _is_private(url.hostname or "localhost"):
        yield unsafe(
            f"The queue is reached at {url.hostname}, over a public network and without TLS.",
            why="Its password and what it carries can be read on the way.",
            rule="SECURITY 8",
            remedy="Put it on a private network, or let REDIS_URL begin with rediss://.",
        )
    with redis.Redis.from_url(settings.ENV.redis_url, socket_timeout=5) as server:
        try:
            kept = {name: server.config_get(name).get(name, "") for name in ("appendonly", "save")}
        except redis.ResponseError:
            yield advice(
                "The queue's server does not say whether it writes to a disk.",
                why="Redis should keep nothing: what must not be lost waits in the data base.",
                rule="SECURITY 8",
                remedy='See that it is started with appendonly no and save "" (deploy/redis/start.sh).',
            )
            return
    on = [name for name, value in kept.items() if value not in ("", "no")]
    if on:
        yield unsafe(
            f"The queue's server writes to a disk ({', '.join(f'{name} {kept[name]}' for name in on)}).",
            why="Redis should keep nothing: what it holds would lie on a disk, and in that disk's backups.",
            rule="SECURITY 8",
            remedy='Start it with appendonly no and save "" (deploy/redis/start.sh).',
        )


def _is_private(host: str) -> bool:
    found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    return all(ipaddress.ip_address(str(address).partition("%")[0]).is_private for address in found)


def worker() -> Iterator[Finding]:
    """Whether the clock calls and a worker answers."""
    if cache.get(HEARTBEAT) is None:
        yield unsafe(
            "No worker has taken the clock's last calls.",
            why="Nothing is mailed, no reminder comes, and nothing is forgotten that is due to be.",
            rule="L27",
            remedy="See that beat and a worker for the queue celery are up, and what they say.",
        )
    for name in fallen(entry["task"] for entry in SCHEDULE.values()):
        yield unsafe(
            f"The job {name} fails.",
            why="What it sees to is not seen to, such as letters to be stopped or things to be forgotten.",
            rule="L27",
            remedy="Read what the worker's log says of it, and send that to whoever looks after the software.",
        )


def post() -> Iterator[Finding]:
    """Whether mail leaves."""
    with serving(OUTBOX):
        stuck = Message.objects.needing_a_person().count()
        late = Message.objects.due(clock.now() - MAIL_LATE).count()
    if stuck:
        yield advice(
            f"{stuck:,} messages wait for a person's decision.",
            why="What they tell has not arrived, or nobody knows whether it has.",
            rule="L27",
            remedy="Ask the manager to look at Settings, 'Messages that need you'.",
        )
    if late:
        yield unsafe(
            f"{late:,} messages have been due for more than half an hour.",
            why="Families wait for what they were promised.",
            rule="L27",
            remedy="See that the worker is up and reaches the mail server that EMAIL_URL names.",
        )


def room() -> Iterator[Finding]:
    """Whether there is room on the disk where this process keeps things."""
    folder = next(path for path in (settings.STATE_DIR, *settings.STATE_DIR.parents) if path.exists())
    whole, _, free = shutil.disk_usage(folder)
    if free < LEAST_FREE or free < whole * LEAST_SHARE:
        yield (unsafe if free < LEAST_FREE else advice)(
            f"{free / 1e9:.1f} GB are free where {folder} lies, of {whole / 1e9:.0f} GB.",
            why="On a full disk nothing more can be saved.",
            rule="SECURITY 10",
            remedy="Make room, or give it a larger disk. The data bases' own disks are to be watched too.",
        )
