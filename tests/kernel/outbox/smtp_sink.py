"""A mail server for tests: takes mail on this machine and answers as it is told. It delivers nothing."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import cast


@dataclass
class Sink:
    """What came in, and how to answer. An answer of None hangs up instead of answering."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_content: str | None = "250 OK"
    before_content: threading.Event | None = None
    at_content: threading.Event = field(default_factory=threading.Event)

    @property
    def mails(self) -> list[EmailMessage]:
        """Every mail taken, read as a mail program would."""
        return [message_from_bytes(raw, policy=default) for raw in self.taken]


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        sink: Sink = self.server.sink  # type: ignore[attr-defined]
        sender = recipient = ""
        self.say("220 sink ready")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            match word.upper():
                case "MAIL":
                    sender = rest
                    self.say("250 OK")
                case "RCPT":
                    recipient = rest
                    self.say(sink.to_recipient)
                case "DATA":
                    self.say("354 go on")
                    content = self.content()
                    sink.at_content.set()
                    if sink.before_content is not None:
                        sink.before_content.wait(timeout=20)
                    if sink.to_content is None:
                        return
                    if sink.to_content.startswith("250"):
                        sink.taken.append(content)
                        sink.envelopes.append((sender, recipient))
                    self.say(sink.to_content)
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 OK")

    def content(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = True


@contextmanager
def listening() -> Iterator[Sink]:
    """A sink on a free port."""
    sink = Sink()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.sink = sink  # type: ignore[attr-defined]
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()


def parts(mail: Message) -> dict[str, str]:
    """The text and html of a mail."""
    return {part.get_content_type(): part.get_content() for part in cast(EmailMessage, mail).iter_parts()}
