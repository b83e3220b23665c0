"""The scanner for viruses: its words, its silence, and its being away."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
from django.conf import LazySettings

from sendiass import environment
from sendiass.environment import EnvironmentIncomplete, Scanner
from sendiass.files import scanning
from sendiass.files.choices import Scan
from tests.scanner import EICAR, FakeScanner


def test_without_a_scanner_a_file_counts_as_not_scanned() -> None:
    assert scanning.scanned(EICAR) is Scan.NOT_SCANNED


def test_what_is_clean_and_what_is_not(scanner: FakeScanner) -> None:
    large = b"harmless" * 100_000
    assert scanning.scanned(large) is Scan.CLEAN
    assert scanning.scanned(b"before " + EICAR + b" after") is Scan.INFECTED
    assert scanner.received[0] == large


@pytest.mark.parametrize(
    "answer", [b"", b"stream: OKAY\0", b"INSTREAM size limit exceeded. ERROR\0", b"\xff" * 9000, b"FOUND\0"]
)
def test_an_answer_that_is_not_clear_keeps_the_file_waiting(scanner: FakeScanner, answer: bytes) -> None:
    scanner.answer = answer
    assert scanning.scanned(b"x") is Scan.WAITING


def test_silence_keeps_the_file_waiting(scanner: FakeScanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.3)
    scanner.is_silent = True
    assert scanning.scanned(b"x") is Scan.WAITING


def test_a_scanner_that_is_away_keeps_the_file_waiting(settings: LazySettings, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    settings.SCANNER = Scanner(host="127.0.0.1", port=port)
    assert scanning.scanned(b"x") is Scan.WAITING
    settings.SCANNER = Scanner(path=str(tmp_path / "nobody"))
    assert scanning.scanned(b"x") is Scan.WAITING


def test_a_unix_socket_is_spoken_to_as_well(settings: LazySettings, tmp_path: Path) -> None:
    path = str(tmp_path / "clamd")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            received = b""
            while not received.endswith(b"\0\0\0\0"):  # the last piece: whoever answers sooner cuts the line
                received += connection.recv(100)
            connection.sendall(b"stream: OK\0")

    thread = threading.Thread(target=answer)
    thread.start()
    settings.SCANNER = Scanner(path=path)
    assert scanning.scanned(b"x") is Scan.CLEAN
    thread.join(timeout=5)
    listener.close()


@pytest.mark.parametrize(
    ("address", "scanner"),
    [
        ("", None),
        ("clamav:3310", Scanner(host="clamav", port=3310)),
        ("[::1]:3310", Scanner(host="::1", port=3310)),
        ("/run/clamd", Scanner(path="/run/clamd")),
    ],
)
def test_the_address_is_read_as_it_is_written(address: str, scanner: Scanner | None) -> None:
    assert environment._scanner(address) == scanner


@pytest.mark.parametrize("address", ["clamav", "clamav:", ":3310", "clamav:0", "clamav:99999", "clamav:x"])
def test_an_address_that_is_none_stops_the_start(address: str) -> None:
    with pytest.raises(EnvironmentIncomplete):
        environment._scanner(address)
