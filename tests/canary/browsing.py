"""A browser of few lines, over HTTP or within this process; it keeps all that others could see of its visits."""

from __future__ import annotations

import http.client
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Protocol
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

REDIRECTS = frozenset({301, 302, 303, 307, 308})
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Attached:
    """A file to send along."""

    box: str
    name: str
    content: bytes
    type: str


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The first header of this name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def is_html(self) -> bool:
        return self.header("content-type").startswith("text/html")

    @property
    def html(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def leads_to(self) -> str:
        """Where a redirect leads, as a path with its query; nothing where it is none."""
        return path_of(urljoin(self.path, self.header("location"))) if self.status in REDIRECTS else ""


def path_of(address: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(address)
    return parts._replace(scheme="", netloc="", fragment="").geturl()


class Browser(Protocol):
    """One person's browser. `met` is all that others could see of its visits."""

    met: list[str]

    def get(self, path: str) -> Answer: ...

    def post(
        self,
        path: str,
        fields: Fields,
        *,
        files: Sequence[Attached] = (),
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer: ...


@dataclass
class OverHttp:
    """A browser for the service behind this port, as its proxy would pass it on (TLS ends there)."""

    port: int
    host: str
    scheme: str = "https"
    cookies: dict[str, str] = field(default_factory=dict)
    came_from: str = ""
    met: list[str] = field(default_factory=list)

    def get(self, path: str) -> Answer:
        """Look at a page."""
        return self._ask("GET", path, None, {})

    def post(
        self,
        path: str,
        fields: Fields,
        *,
        files: Sequence[Attached] = (),
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send a form, or a body as it is."""
        if body is not None:
            kind = "application/json"
        elif files:
            body, kind = _multipart(fields, files)
        else:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        return self._ask("POST", path, body, {"Content-Type": kind, **(headers or {})})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        origin = f"{self.scheme}://{self.host}"
        sent = {"Host": self.host, "X-Forwarded-Proto": self.scheme, "User-Agent": "walker", **headers}
        if self.came_from:
            sent["Referer"] = f"{origin}{self.came_from}"
        if method == "POST":
            sent["Origin"] = origin
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, body, sent)
            response = line.getresponse()
            answer = Answer(path, response.status, tuple(response.getheaders()), response.read())
        finally:
            line.close()
        self._keep(answer)
        self.met.append(f"{method} {path} referer {self.came_from}")
        self.met += [f"{name}: {value}" for name, value in answer.headers]
        if answer.is_html:
            self.came_from = path
        return answer

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                for morsel in SimpleCookie(value).values():
                    self.cookies[morsel.key] = morsel.value
                    if morsel["max-age"] == "0":
                        del self.cookies[morsel.key]


def _multipart(fields: Fields, files: Sequence[Attached]) -> tuple[bytes, str]:
    boundary, body = uuid4().hex, io.BytesIO()
    for name, value in fields:
        body.write(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    for file in files:
        where = f'form-data; name="{file.box}"; filename="{file.name}"'
        body.write(
            f"--{boundary}\r\nContent-Disposition: {where}\r\nContent-Type: {file.type}\r\n\r\n".encode()
        )
        body.write(file.content + b"\r\n")
    body.write(f"--{boundary}--\r\n".encode())
    return body.getvalue(), f"multipart/form-data; boundary={boundary}"
