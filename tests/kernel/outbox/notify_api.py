"""GOV.UK Notify for tests: the part of its API that we use, on this machine, as it answers and as it fails. It sends nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"leicester-{SERVICE}-{SECRET}"
EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
TEXT_TEMPLATE = "740e5834-3a29-46b4-9a6f-16142fde533a"
SENDER = "8e222534-7f05-4972-86e3-17c5d9f894e2"


@dataclass
class Api:
    """What it took and how it answers. `refuses` is a status and its list of errors; None as status is its own way."""

    port: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)
    refuses: tuple[int, list[dict[str, str]]] | None = None
    waits_before_keeping: bool = False
    waits_after_keeping: bool = False
    cuts_before_keeping: bool = False
    cuts_after_keeping: bool = False
    babbles: bool = False
    silent_when_asked: bool = False
    status: str = "created"
    patience_is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at_ease(self) -> None:
        """From now on it takes everything."""
        self.refuses = None
        self.waits_before_keeping = self.waits_after_keeping = False
        self.cuts_before_keeping = self.cuts_after_keeping = self.babbles = self.silent_when_asked = False


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def api(self) -> Api:
        return self.server.api  # type: ignore[attr-defined, no-any-return]

    def do_POST(self) -> None:
        api = self.api
        api.authorizations.append(self.headers["Authorization"])
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if api.waits_before_keeping:
            api.patience_is_over.wait(timeout=20)
            return self.hang_up()
        if api.cuts_before_keeping:
            return self.hang_up()
        if api.refuses:
            status, errors = api.refuses
            # As the real one does: its words repeat what it was sent.
            return self.answer(status, {"status_code": status, "errors": errors, "said": said})
        api.kept.append({"path": self.path, **said})
        if api.waits_after_keeping:
            api.patience_is_over.wait(timeout=20)
            return self.hang_up()
        if api.cuts_after_keeping:
            return self.hang_up()
        if api.babbles:
            return self.answer(201, b"<html>")
        return self.answer(201, {"id": SENDER, "reference": said["reference"]})

    def do_GET(self) -> None:
        api = self.api
        [reference] = parse_qs(urlsplit(self.path).query)["reference"]
        api.asked.append(reference)
        if api.silent_when_asked:
            return self.hang_up()
        found = [one for one in api.kept if one["reference"] == reference]
        listed = [{"reference": reference, "status": api.status} for _ in found]
        return self.answer(200, {"notifications": listed, "links": {}})

    def answer(self, status: int, said: dict[str, Any] | bytes) -> None:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if 300 <= status < 400:
            self.send_header("Location", f"{self.api.url}/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        """Nothing: a test reads the log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever hung up is no error here."""


@contextmanager
def listening() -> Iterator[Api]:
    """The API on a free port."""
    api = Api()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.api = api  # type: ignore[attr-defined]
        api.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield api
        finally:
            api.patience_is_over.set()
            server.shutdown()
            thread.join()
