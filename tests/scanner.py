"""A scanner on this machine that answers as a test says."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from sendiass.environment import Scanner

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeScanner:
    """Speaks ClamAV's INSTREAM: finds the EICAR string, or gives the `answer` it was told to give."""

    def __init__(self) -> None:
        self.answer: bytes | None = None
        self.is_silent = False
        self.received: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.quiet_ends = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
        self.received.append(content)
        if self.is_silent:
            self.quiet_ends.wait(10)
            return
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        connection.sendall(found if self.answer is None else self.answer)

    def stop(self) -> None:
        self.quiet_ends.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(timeout=5)


@pytest.fixture
def scanner(settings: LazySettings) -> Iterator[FakeScanner]:
    """A scanner that is switched on."""
    fake = FakeScanner()
    settings.SCANNER = Scanner(host="127.0.0.1", port=fake.port)
    yield fake
    fake.stop()
