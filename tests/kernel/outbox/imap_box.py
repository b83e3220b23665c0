"""A mailbox for tests, read by IMAP on this machine: it knows as much of the protocol as a reader of reports says."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sendiass.environment import Mailbox


@dataclass
class Box:
    """What lies in it, what was read, and whether the password is believed."""

    mails: list[bytes]
    port: int = 0
    seen: set[int] = field(default_factory=set)
    lets_in: bool = True

    @property
    def address(self) -> Mailbox:
        """Where it is, as the deployment would say it."""
        return Mailbox(host="127.0.0.1", port=self.port, user="reports", password="word")


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Box = self.server.box  # type: ignore[attr-defined]
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            tag, word, *rest = line.strip().split(b" ", 2)
            said = rest[0].decode() if rest else ""
            match word.upper():
                case b"CAPABILITY":
                    self.say(b"* CAPABILITY IMAP4rev1")
                case b"LOGIN" if not box.lets_in:
                    self.say(tag + b" NO not you")
                    continue
                case b"SELECT":
                    self.say(f"* {len(box.mails)} EXISTS".encode())
                case b"SEARCH":
                    unread = [
                        str(number) for number in range(1, len(box.mails) + 1) if number not in box.seen
                    ]
                    self.say(f"* SEARCH {' '.join(unread)}".rstrip().encode())
                case b"FETCH":
                    number = int(said.split()[0])
                    raw = box.mails[number - 1]
                    self.wfile.write(
                        f"* {number} FETCH (BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
                    )
                case b"STORE" if re.search(r"\+FLAGS \(\\Seen\)", said):
                    box.seen.add(int(said.split()[0]))
                case b"LOGOUT":
                    self.say(b"* BYE")
                    self.say(tag + b" OK bye")
                    return
            self.say(tag + b" OK done")

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def holding(*mails: bytes) -> Iterator[Box]:
    """A mailbox with these in it, unread."""
    box = Box(list(mails))
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
