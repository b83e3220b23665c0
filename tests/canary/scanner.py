"""Finds canaries in bytes, however they are wrapped: it unwraps what it can and looks again.

Not found: what PostgreSQL has compressed inside a page of a table (the dump shows it), a day that is kept as a
number (the dump too), and anything encrypted.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date

import pypdf
from pypdf.errors import PyPdfError

from tests.canary.redis_files import lzf_strings
from tests.canary.words import Canaries, Canary, Kind

DEEPEST = 4
CUT = "part of a canary"

ESCAPED = re.compile(
    rb"%([0-9A-Fa-f]{2})|\\u00([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})(?![0-9A-Fa-f]{16})|&#[xX]0*([0-9A-Fa-f]{2});|&#0*(\d{2,3});"
    rb"|=([0-9A-F]{2})|(=\r?\n)|\\([0-3][0-7]{2})"
)
TEXT = re.compile(rb"[\t\n\r -~]{12,}")
HEX_RUN = re.compile(rb"[0-9A-Fa-f]{16,}")
BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}(?:(?:\r?\n|\\n)[A-Za-z0-9+/_-]{2,}={0,2})*")
ALL_HEX = re.compile(rb"[0-9A-Fa-f]+")
LONGEST_WORD = 64
"""A longer run of nothing but hexadecimal digits is hexadecimal, and not looked at as base64 too."""
NOT_BASE64 = re.compile(rb"\r?\n|\\n|=")
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
LONGEST_SHORT_PIECE = 1024
STEP, SHORTEST, MOST = 256, 8, 64 * 1024 * 1024
PDF = re.compile(rb"%PDF-.*?%%EOF", re.DOTALL)
ZEROS = re.compile(rb"\0{64,}")
PHONE = re.compile(rb"(7700|1632)[ -]?(900|960)[ -]?(\d{3})")
POSTCODE = re.compile(rb"zq\d[a-z] ?\d[a-z]{2}")
FAR_YEAR = re.compile(rb"19[12]\d|209\d")
NO_HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{8,31}(?![0-9a-f])")
"""Where a day may stand without anything between its figures: a hash has any eight among its digits by chance."""
RUN_TOGETHER = re.compile(rb"(?=((?:19[12]|209)\d{5}))")
LONGEST_DAY = len("30 September 1911")


class Scanner:
    """Looks for the canaries of one walk."""

    def __init__(self, canaries: Canaries) -> None:
        self.canaries = canaries
        head, tail = canaries.head.encode(), canaries.tail.encode()
        self._part = re.compile(rb"%s([0-9a-f]{10}%s|[0-9a-f]{4})?|%s" % (head, tail, tail))
        self._words = {
            _stem(canary).encode(): canary
            for canary in canaries.of_kinds(Kind.WORD, Kind.SHORT, Kind.EMAIL, Kind.WEB, Kind.PASSWORD)
        }
        self._numbers = {
            canary.text[1:].encode(): canary for canary in canaries.of_kinds(Kind.MOBILE, Kind.LANDLINE)
        }
        self._postcodes = {
            canary.text.replace(" ", "").lower().encode(): canary
            for canary in canaries.of_kinds(Kind.POSTCODE)
        }
        self._days = {
            written: canary
            for canary in canaries.of_kinds(Kind.PAST, Kind.FUTURE)
            for written in _as_written(date.fromisoformat(canary.text))
        }
        self._days_run_together = {
            canary.text.replace("-", "").encode(): canary
            for canary in canaries.of_kinds(Kind.PAST, Kind.FUTURE)
        }

    def scan(self, data: bytes | str) -> dict[Canary | str, str]:
        """Each canary that is in the data, and in which disguise; `CUT` for a part of one."""
        raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape")
        found: dict[Canary | str, str] = {}
        self._scan(ZEROS.sub(b"\0" * 64, raw), (), found)
        return found

    def _scan(self, data: bytes, wrapped: tuple[str, ...], found: dict[Canary | str, str]) -> None:
        for canary in self._plain(data):
            found.setdefault(canary, " in ".join(reversed(wrapped)) or "as it is")
        if len(wrapped) < DEEPEST:
            for name, inner in _unwrapped(data, wrapped):
                self._scan(inner, (*wrapped, name), found)

    def _plain(self, data: bytes) -> Iterator[Canary | str]:
        low = data.lower()
        for match in self._part.finditer(low):
            yield self._words.get(match[0], CUT)
        for match in PHONE.finditer(low):
            if canary := self._numbers.get(match[1] + match[2] + match[3]):
                yield canary
        for match in POSTCODE.finditer(low):
            if canary := self._postcodes.get(match[0].replace(b" ", b"")):
                yield canary
        if self._days:
            for match in FAR_YEAR.finditer(low):
                around = low[max(0, match.start() - LONGEST_DAY) : match.end() + LONGEST_DAY]
                yield from {canary for written, canary in self._days.items() if written in around}
            for run in NO_HASH.finditer(low):
                for match in RUN_TOGETHER.finditer(run[0]):
                    if canary := self._days_run_together.get(match[1]):
                        yield canary


def _stem(canary: Canary) -> str:
    return canary.text.removesuffix("@family.example").removeprefix("https://").removesuffix(".example/")


def _as_written(day: date) -> Iterator[bytes]:
    month = day.strftime("%B").lower()
    for written in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day.day} {month} {day.year}",
        f"{day.day} {month[:3]} {day.year}",
    ):
        yield written.encode()


def _unwrapped(data: bytes, wrapped: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Everything that lies wrapped in the data, as far as wrappings are put in one another."""
    last = wrapped[-1] if wrapped else ""
    if last == "wide":
        return
    if b"\0" in data:
        yield "wide", data.translate(None, b"\0")  # UTF-16 and UTF-32, either way round
    if wrapped.count("escaped") < 2:
        yield from (("escaped", inner) for inner in _from_escapes(data))
    if "hex" not in wrapped:
        yield from (("hex", inner) for inner in _from_hex(data))
    if wrapped.count("base64") < 2:
        yield from (("base64", inner) for inner in _from_base64(data))
    if last != "escaped":
        yield from _unpacked(data)
    if data.startswith(b"REDIS"):
        yield from (("lzf", inner) for inner in lzf_strings(data))
    if "pdf" not in wrapped:
        yield from (("pdf", text.encode()) for match in PDF.finditer(data) for text in _texts(match[0]))


def _from_escapes(data: bytes) -> Iterator[bytes]:
    plain = ((run, ESCAPED.sub(_unescaped, run)) for run in TEXT.findall(data))
    return _together(after for before, after in plain if after != before)


def _unescaped(match: re.Match[bytes]) -> bytes:
    percent, json, python, entity, decimal, quoted, _soft, octal = match.groups()
    for digits in (percent, json, python, entity, quoted):
        if digits:
            return bytes([int(digits, 16)])
    if decimal:
        return bytes([int(decimal) & 0xFF])
    return bytes([int(octal, 8)]) if octal else b""


def _from_hex(data: bytes) -> Iterator[bytes]:
    runs = set(HEX_RUN.findall(data))
    for offset in range(2):
        yield from _together(binascii.unhexlify(_whole(run[offset:], 2)) for run in runs)


def _from_base64(data: bytes) -> Iterator[bytes]:
    """Every run of the alphabet, from each of the four places where a letter of it may begin a group."""
    runs = {
        NOT_BASE64.sub(b"", run).replace(b"-", b"+").replace(b"_", b"/")
        for run in set(BASE64_RUN.findall(data))
        if len(run) <= LONGEST_WORD or not ALL_HEX.fullmatch(run)
    }
    for offset in range(4):
        yield from _together(_decoded(run[offset:]) for run in runs)


def _decoded(letters: bytes) -> bytes:
    whole = _whole(letters, 4)
    rest = letters[len(whole) :]
    return base64.b64decode(whole + rest + b"=" * (4 - len(rest)) if len(rest) > 1 else whole)


def _whole(run: bytes, group: int) -> bytes:
    return run[: len(run) // group * group]


def _together(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Long pieces by themselves; the many short ones in one, as looking at each would take for ever."""
    short = []
    for piece in pieces:
        if len(piece) > LONGEST_SHORT_PIECE:
            yield piece
        else:
            short.append(piece)
    if short:
        yield b"\n".join(short)


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    whole = memoryview(data)
    for match in PACKED.finditer(data):
        inner = _inflated(whole[match.start() :])
        if len(inner) >= SHORTEST:
            yield "zlib", inner
    if b"PK\x03\x04" in data:
        yield from _members(data)


def _inflated(stream: memoryview) -> bytes:
    """What a stream holds, as far as it goes: what comes before a break is shown too."""
    unpack, inner = zlib.decompressobj(wbits=47), bytearray()  # zlib or gzip, by its header
    for start in range(0, len(stream), STEP):
        try:
            inner += unpack.decompress(stream[start : start + STEP])
        except zlib.error:
            break
        if unpack.eof or len(inner) > MOST:
            break
    return bytes(inner)


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield "zip", member.filename.encode() + b"\n" + archive.read(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        # No whole archive: each member that can be read is.
        for match in re.finditer(rb"PK\x03\x04.{22}(..)(..)", data, re.DOTALL):
            name, extra = (int.from_bytes(part, "little") for part in match.groups())
            try:
                yield "zip", zlib.decompressobj(wbits=-15).decompress(data[match.end() + name + extra :])
            except zlib.error:
                continue


def _texts(document: bytes) -> Iterator[str]:
    try:
        reader = pypdf.PdfReader(io.BytesIO(document))
        yield str(reader.metadata)
        for page in reader.pages:
            yield page.extract_text()
    except (PyPdfError, ValueError, KeyError, TypeError):
        return  # its compressed streams are looked into all the same
