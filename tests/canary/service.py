"""A whole service of its own for one walk: servers, web, worker, beat and a mail server, all told to say much.

It is as in production (no demonstration: second step, secure cookies), but for its logs, which are turned up as far
as they go: what does not show then never shows.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis

from local_service import databases, postgres, redis_server
from local_service.addresses import APP, KEYS, KEYS_OWNER, OWNER, url
from local_service.places import ROOT
from local_service.ports import free_port
from local_service.processes import as_account, bound_to_parent, end, give, unprivileged_account
from tests.kernel.outbox import smtp_sink
from tests.kernel.outbox.smtp_sink import Sink

HOST = "sendiass.example"
LOUD = {
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_connections": "on",
    "full_page_writes": "on",
    "wal_compression": "off",
    "wal_keep_size": "2GB",
    "autovacuum": "off",  # what is dead stays to be seen
}


@dataclass
class Service:
    """The service while it runs, and its folder when it has stopped."""

    folder: Path
    ports: dict[str, int]
    secret: dict[str, str]
    sink: Sink
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def database(self, role: str, name: str) -> str:
        """The address of a data base as a role."""
        return url(role, self.secret[role], self.ports["postgres"], name)

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.secret['redis']}@127.0.0.1:{self.ports['redis']}/0"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    def log(self, name: str) -> bytes:
        """All that a process has written."""
        return (self.folder / "logs" / f"{name}.log").read_bytes()

    def environment(self, *, managing: bool = False) -> dict[str, str]:
        """The variables of a process that serves; of one that may migrate."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.canary.leaky_settings",
            "SERVICE_PROFILE": os.environ["SERVICE_PROFILE"],
            "SECRET_KEY": self.secret["django"],
            "KEK_FILE": str(self.folder / "secrets" / "keys.json"),
            "AUDIT_SIGNING_KEY_FILE": str(self.folder / "secrets" / "signing"),
            "STATE_DIR": str(self.state),
            "TMPDIR": str(self.temporary),
            "DEMONSTRATION": "0",
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"https://{HOST}",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "DATABASE_URL": self.database(APP, "sendiass"),
            "KEYS_DATABASE_URL": self.database(KEYS, "sendiass_keys"),
            "OWNER_DATABASE_URL": self.database(OWNER, "sendiass") if managing else "",
            "OWNER_KEYS_DATABASE_URL": self.database(KEYS_OWNER, "sendiass_keys") if managing else "",
            "TEST_SUPERUSER_DATABASE_URL": "",
            "REDIS_URL": self.redis_url,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, *command: str, managing: bool = False) -> str:
        """Run a command of the application to its end."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment(managing=managing),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, name: str, command: list[str], environment: dict[str, str] | None = None) -> None:
        """Start a process whose output goes to a log of its name."""
        with (self.folder / "logs" / f"{name}.log").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=ROOT if environment else "/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def stop(self, *names: str) -> None:
        """End processes as their supervisor would."""
        for name in names:
            if process := self.processes.pop(name, None):
                end(process, politely=signal.SIGINT if name == "postgres" else signal.SIGTERM, patience=30)

    def as_superuser(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Plain SQL as whoever runs the server."""
        return psycopg.connect(self.database("postgres", database), autocommit=True)

    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(self.redis_url)


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    """The service, up and migrated, with nobody in it."""
    with ExitStack() as ending:
        sink = ending.enter_context(smtp_sink.listening())
        service = Service(folder, _ports(), _secrets(), sink)
        ending.callback(service.stop, "beat", "worker", "web", "redis", "postgres")
        _lay_out(service)
        _start_servers(service)
        service.run("manage.py", "prepare_database", "--verbosity", "0", managing=True)
        _start_application(service)
        yield service


def _ports() -> dict[str, int]:
    return {name: free_port() for name in ("postgres", "redis", "web")}


def _secrets() -> dict[str, str]:
    names = ("postgres", OWNER, APP, KEYS_OWNER, KEYS, "redis", "django")
    return {name: secrets.token_urlsafe(24) for name in names}


def _lay_out(service: Service) -> None:
    for name in ("logs", "secrets", "state", "tmp", "redis", "postgres"):
        (service.folder / name).mkdir(mode=0o700)
    for name in ("redis", "postgres"):
        give(service.folder / name, unprivileged_account())
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    (service.folder / "secrets" / "keys.json").write_text(json.dumps({"current": 1, "keys": {"1": key}}))
    (service.folder / "secrets" / "signing").write_text(base64.b64encode(secrets.token_bytes(32)).decode())


def _start_servers(service: Service) -> None:
    account, password = unprivileged_account(), service.folder / "secrets" / "superuser"
    configuration = service.folder / "redis" / "redis.conf"
    configuration.write_text(
        f"bind 127.0.0.1\nport {service.ports['redis']}\nrequirepass {service.secret['redis']}\n"
        f'dir {service.folder / "redis"}\nsave ""\nappendonly yes\nappendfsync no\nloglevel verbose\n'
    )
    give(configuration, account)
    service.start("redis", as_account([str(redis_server.program()), str(configuration)], account))
    password.write_text(service.secret["postgres"])
    give(password, account)
    initialise = [
        str(postgres.binaries() / "initdb"), f"--pgdata={service.data}", "--username=postgres",
        f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync", "--no-instructions",
    ]  # fmt: skip
    subprocess.run(as_account(initialise, account), cwd="/", check=True, capture_output=True)
    command = [
        str(postgres.binaries() / "postgres"),
        "-D",
        str(service.data),
        "-p",
        str(service.ports["postgres"]),
    ]
    for name, value in {**postgres.SETTINGS, **LOUD}.items():
        command += ["-c", f"{name}={value}"]
    service.start("postgres", as_account(command, account, ending="INT"))
    _wait(lambda: _answers(service))
    with service.as_superuser() as admin:
        for role in (OWNER, APP, KEYS_OWNER, KEYS):
            databases.ensure_role(admin, role, service.secret[role])
        databases.ensure_database(admin, "sendiass", owner=OWNER, application=APP)
        databases.ensure_database(admin, "sendiass_keys", owner=KEYS_OWNER, application=KEYS)


def _answers(service: Service) -> bool:
    try:
        service.as_superuser().close()
        service.redis().ping()
    except (psycopg.OperationalError, redis.ConnectionError):
        return False
    return True


def _start_application(service: Service) -> None:
    python, environment = sys.executable, service.environment()
    service.start("web", _able_to_dump([
        python, "-m", "gunicorn", "sendiass.wsgi", "--bind", f"127.0.0.1:{service.ports['web']}",
        "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--no-control-socket",
        "--access-logfile", "-", "--log-level", "debug",
    ]), environment)  # fmt: skip
    celery = [python, "-m", "celery", "--app", "sendiass.celery"]
    service.start("worker", _able_to_dump([
        *celery, "worker", "--queues", "celery,sealer", "--concurrency", "1", "--loglevel", "INFO",
        "--without-gossip", "--without-mingle",
    ]), environment)  # fmt: skip
    service.start("beat", _able_to_dump([
        *celery, "beat", "--schedule", str(service.state / "beat"), "--pidfile", "", "--loglevel", "INFO",
    ]), environment)  # fmt: skip
    _wait(lambda: _is_served(service))


def _able_to_dump(command: list[str]) -> list[str]:
    """The command, started where a crash would leave a core file, as in many containers."""
    allow = 'ulimit -S -c "$(ulimit -H -c)"; exec "$@"'
    return bound_to_parent(["/bin/sh", "-c", allow, "sh", *command])


def _is_served(service: Service) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", service.ports["web"], timeout=10)
    try:
        line.request("GET", "/healthz", headers={"Host": HOST})
        return line.getresponse().status == 200
    except OSError:
        if service.processes["web"].poll() is not None:
            raise RuntimeError(service.log("web").decode()) from None
        return False
    finally:
        line.close()


def _wait(until: Any, *, patience: float = 90) -> None:
    deadline = time.monotonic() + patience
    while not until():
        if time.monotonic() > deadline:
            raise TimeoutError("the service did not come up")
        time.sleep(0.1)
