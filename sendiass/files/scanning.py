"""Asks the scanner for viruses, where there is one: ClamAV's INSTREAM, over TCP or a Unix socket. It keeps nothing."""

from __future__ import annotations

import logging
import re
import socket
import struct

from django.conf import settings

from sendiass.environment import Scanner
from sendiass.files.choices import Scan

log = logging.getLogger(__name__)

PIECE_BYTES = 256 * 1024
CONNECT_SECONDS = 5
ANSWER_SECONDS = 20
LONGEST_ANSWER = 4096
FOUND = re.compile(rb"\Astream: .+ FOUND\Z", re.DOTALL)


def scanned(content: bytes) -> Scan:
    """What the scanner says: clean or infected; waiting when it gives no clear answer; not scanned without one."""
    scanner: Scanner | None = settings.SCANNER
    if scanner is None:
        return Scan.NOT_SCANNED
    try:
        answer = _ask(scanner, content)
    except OSError as trouble:
        log.warning("the scanner for viruses did not answer: %s", type(trouble).__name__)
        return Scan.WAITING
    if answer == b"stream: OK":
        return Scan.CLEAN
    if FOUND.match(answer):
        return Scan.INFECTED
    log.warning("the scanner for viruses gave no clear answer")
    return Scan.WAITING


def _ask(scanner: Scanner, content: bytes) -> bytes:
    with _connection(scanner) as connection:
        connection.settimeout(ANSWER_SECONDS)
        connection.sendall(b"zINSTREAM\0")
        view = memoryview(content)
        for start in range(0, len(content), PIECE_BYTES):
            piece = view[start : start + PIECE_BYTES]
            connection.sendall(struct.pack("!I", len(piece)))
            connection.sendall(piece)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            more = connection.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.partition(b"\0")[0].strip()


def _connection(scanner: Scanner) -> socket.socket:
    if not scanner.path:
        return socket.create_connection((scanner.host, scanner.port), timeout=CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(scanner.path)
    except OSError:
        connection.close()
        raise
    return connection
