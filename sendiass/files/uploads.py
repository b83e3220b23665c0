"""Takes uploads into memory, never onto a disk, and no more of them than there is room for. It judges no content."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_FILES = 20
MOST_BYTES_AT_ONCE = 60 * MEGABYTE
NO_MORE_BYTES = 10 * MOST_BYTES_AT_ONCE
"""Of a request beyond this, not even the rest is listened to."""
TOO_LARGE = f"It is {{size}}, and a file can be {MOST_BYTES // MEGABYTE} MB at most. Make it smaller, or add it in parts."


class Upload(InMemoryUploadedFile):
    """One file sent along. `problem` says why its content was let go; `size` is how large it was."""

    problem: str = ""


class MemoryUploadHandler(FileUploadHandler):
    """Holds each file in memory up to the limits. Of one beyond them only its name and size are kept.

    Only what signed-in people send is held: a visitor's form with a file has nowhere to go.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.held = 0
        self.files = 0
        self.seen = 0
        self.pieces: list[bytes] = []
        self.size = 0
        self.problem = ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.files += 1
        self.pieces, self.size, self.problem = [], 0, ""
        if not self._is_welcome():
            self.problem = "Sign in before you send files."
        elif self.files > MOST_FILES:
            self.problem = f"You can add {MOST_FILES} files at a time. Add this one next."

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django's signature
        """Hold a piece of the file, or only count it."""
        self.size += len(raw_data)
        self.seen += len(raw_data)
        if self.seen > NO_MORE_BYTES:
            raise StopUpload(connection_reset=True)
        if self.problem:
            return
        if self.size > MOST_BYTES:
            self._let_go(TOO_LARGE)
        elif self.held + self.size > MOST_BYTES_AT_ONCE:
            most = MOST_BYTES_AT_ONCE // MEGABYTE
            self._let_go(f"You can add files of {most} MB in all at a time. Add this one next.")
        else:
            self.pieces.append(bytes(raw_data))

    def file_complete(self, file_size: int) -> Upload:
        """The file as the form gets it."""
        self.problem = self.problem.format(size=megabytes(self.size))
        content = b"".join(self.pieces)
        self.held += len(content)
        self.pieces = []
        file = Upload(
            BytesIO(content),
            self.field_name,
            self.file_name or "document",
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
        file.problem = self.problem
        return file

    def _let_go(self, problem: str) -> None:
        self.pieces = []
        self.problem = problem

    def _is_welcome(self) -> bool:
        user = getattr(self.request, "user", None)
        return user is not None and bool(user.is_authenticated)


def megabytes(size: int) -> str:
    """A size as people read it: 640 KB, 3.2 MB. Never rounded down to the limit it is over."""
    if size < MEGABYTE:
        return f"{max(1, -(-size // 1024))} KB"
    return f"{-(-size * 10 // MEGABYTE) / 10:.1f} MB"
