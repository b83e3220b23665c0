"""The service's own web server on a pair of data bases, and a browser's one connection to it."""

from __future__ import annotations

import http.client
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

from benchmarks.databases import Failed
from benchmarks.pages import Visit
from local_service.ports import LOOPBACK
from local_service.server import wait_for_answer, web_command
from local_service.supervisor import Supervisor

SESSION_COOKIE, CSRF_COOKIE = "sessionid", "csrftoken"
SETTINGS = "benchmarks.settings"


@contextmanager
def serving(name: str, at: int, environ: Mapping[str, str]) -> Iterator[None]:
    """The web server as `script/server` starts it, with one process so that every request finds it warm."""
    hidden = ("OWNER_DATABASE_URL", "OWNER_KEYS_DATABASE_URL", "TEST_SUPERUSER_DATABASE_URL")
    given = {key: value for key, value in environ.items() if key not in hidden}
    supervisor = Supervisor("benchmark")
    try:
        web = supervisor.start(
            name,
            web_command(at, workers=1),
            {
                **os.environ,
                **given,
                **dict.fromkeys(hidden, ""),
                "PORT": str(at),
                "DJANGO_SETTINGS_MODULE": SETTINGS,
            },
        )
        wait_for_answer(web, at)
        yield
    finally:
        supervisor.stop()


class Browser:
    """One person's connection, kept alive."""

    def __init__(self, at: int, session: str) -> None:
        token = secrets.token_hex(16)
        self.connection = http.client.HTTPConnection(LOOPBACK, at, timeout=300)
        self.headers = {
            "Host": "localhost",
            "Cookie": f"{SESSION_COOKIE}={session}; {CSRF_COOKIE}={token}",
            "X-CSRFToken": token,
            "Accept-Encoding": "identity",
        }

    def time(self, visit: Visit) -> float:
        """Ask and read the answer whole; returns the seconds it took. Raises Failed for another answer."""
        form = visit.sent()
        body = urlencode(form) if form else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        if self.connection.sock is None:
            self.connection.connect()
        began = time.perf_counter()
        try:
            self.connection.request(visit.method, visit.path, body, {**self.headers, **kind})
            answer = self.connection.getresponse()
            content = answer.read()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()  # the server had ended an idle connection
            return self.time(visit)
        seconds = time.perf_counter() - began
        if not visit.is_answer(answer.status, content.decode()):
            raise Failed(
                f"{visit.name} as the {visit.who} answered {answer.status} and not what was asked for"
            )
        return seconds
