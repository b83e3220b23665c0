"""The scanner finds a planted canary in every disguise, and the reader of pages every box: else a walk proves nothing."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import quopri
import subprocess
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from weasyprint import HTML

from tests.canary import places
from tests.canary.pages_read import Choice, read
from tests.canary.redis_files import NotCompressed, decompress, lzf_strings
from tests.canary.scanner import CUT, Scanner
from tests.canary.traces import (
    LONG_HEAD,
    PAGE,
    SHORT_HEAD,
    columns_of,
    in_one_piece,
    written_ahead,
    written_since,
)
from tests.canary.walker import paper
from tests.canary.watching import watching
from tests.canary.words import Canaries, Canary, Kind

pytestmark = pytest.mark.clause("L26")


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


def planted(canaries: Canaries, kind: Kind = Kind.WORD) -> Canary:
    return canaries.new(kind, page="page", box="box", sending=1)


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("letter.txt", text * 20)
    return packed.getvalue()


def shifted(text: str, by: int) -> bytes:
    return base64.b64encode(b"\xff" * by + text.encode() + b"\xff" * 7)


DISGUISES: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "in capitals": lambda word: word.upper().encode(),
    "UTF-16, little end first": lambda word: word.encode("utf-16-le"),
    "UTF-16, big end first": lambda word: word.encode("utf-16-be"),
    "UTF-16 at an odd place": lambda word: b"\x01" + word.encode("utf-16"),
    "UTF-32": lambda word: word.encode("utf-32"),
    "hexadecimal": lambda word: word.encode().hex().encode(),
    "hexadecimal, half a byte on": lambda word: b"a" + word.encode().hex().encode(),
    "bytes in a dump": lambda word: b"3\t\\\\x00" + word.encode().hex().encode() + b"\tx",
    "base64": lambda word: shifted(word, 0),
    "base64, one on": lambda word: shifted(word, 1),
    "base64, two on": lambda word: shifted(word, 2),
    "base64 in lines": lambda word: base64.encodebytes(b"\xfa" * 50 + word.encode()),
    "base64 in lines of JSON": lambda word: json.dumps(
        base64.encodebytes(b"\xfa" * 50 + word.encode()).decode()
    ).encode(),
    "base64 for addresses": lambda word: base64.urlsafe_b64encode(b"\xfb\xff\xbf" + word.encode() + b"\xff\xfe"),
    "base64 in a cookie": lambda word: quote(base64.b64encode(f'["{word}"]'.encode()).decode()).encode(),
    "base64 of UTF-16": lambda word: base64.b64encode(word.encode("utf-16")),
    "base64 twice": lambda word: base64.b64encode(base64.b64encode(word.encode())),
    "zlib": lambda word: b"blob" + zlib.compress(word.encode() * 9) + b"blob",
    "gzip": lambda word: gzip.compress(word.encode()),
    "zlib broken off": lambda word: zlib.compress((word * 400 + "z").encode(), 1)[:-9],
    "zlib in base64, as a session": lambda word: b"." + base64.urlsafe_b64encode(zlib.compress(b"a" * 99 + word.encode())),
    "zip": zipped,
    "zip broken off": lambda word: zipped(word)[:-40],
    "zip in base64": lambda word: base64.b64encode(zipped(word)),
    "zip in base64 in hexadecimal": lambda word: base64.b64encode(zipped(word)).hex().encode(),
    "an address": lambda word: "".join(f"%{byte:02X}" for byte in word.encode()).encode(),
    "an address in an address": lambda word: quote("".join(f"%{byte:02X}" for byte in word.encode())).encode(),
    "JSON's escapes": lambda word: "".join(f"\\u{ord(letter):04x}" for letter in word).encode(),
    "Python's escapes": lambda word: "".join(f"\\x{ord(letter):02x}" for letter in word).encode(),
    "SQL's octal escapes": lambda word: "".join(f"\\{ord(letter):03o}" for letter in word).encode(),
    "HTML's numbers": lambda word: "".join(f"&#{ord(letter)};" for letter in word).encode(),
    "HTML's hexadecimal numbers": lambda word: "".join(f"&#x{ord(letter):x};" for letter in word).encode(),
    "quoted-printable": lambda word: quopri.encodestring(("é" * 21 + word).encode()),
    "every letter quoted": lambda word: "".join(f"={ord(letter):02X}" for letter in word).encode(),
    "the text of a PDF": lambda word: HTML(string=f"<p>About {word}</p>").write_pdf(),
    "the title of a PDF": lambda word: HTML(string=f"<title>{word}</title>").write_pdf(),
    "a PDF by hand, attached": lambda word: base64.b64encode(paper(word)),
}  # fmt: skip


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_word_is_found_in_this_disguise(canaries: Canaries, disguise: str) -> None:
    word, other = planted(canaries), planted(canaries)
    found = Scanner(canaries).scan(b"\x00\xfe before " + DISGUISES[disguise](word.text) + b" after \xfe")
    assert word in found
    assert other not in found


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (Kind.MOBILE, lambda text: f"+44{text[1:]}"),
        (Kind.MOBILE, lambda text: f"{text[:5]} {text[5:8]} {text[8:]}"),
        (Kind.LANDLINE, lambda text: f"{text[:5]} {text[5:]}"),
        (Kind.POSTCODE, lambda text: text.replace(" ", "").lower()),
        (Kind.EMAIL, str.upper),
        (Kind.SHORT, str),
        (Kind.PASSWORD, str),
        (Kind.PAST, str),
        (Kind.PAST, lambda text: "/".join(reversed(text.split("-")))),
        (Kind.PAST, lambda text: text.replace("-", "")),
        (Kind.FUTURE, str),
    ],
)
@pytest.mark.parametrize("wrap", [str.encode, lambda text: base64.b64encode(text.encode("utf-16"))])
def test_numbers_days_and_addresses_are_found_as_people_and_programs_write_them(
    canaries: Canaries, kind: Kind, written: Callable[[str], str], wrap: Callable[[str], bytes]
) -> None:
    canary = planted(canaries, kind)
    assert set(Scanner(canaries).scan(wrap(f"at {written(canary.text)} then"))) == {canary}


def test_eight_digits_of_a_hash_are_no_day(canaries: Canaries) -> None:
    day = planted(canaries, Kind.PAST).text.replace("-", "")
    assert set(Scanner(canaries).scan(f"\\\\x{'ab' * 12}{day}{'0c' * 4}")) == set()
    assert len(Scanner(canaries).scan(f"dob{day}123059")) == 1


def test_half_a_word_is_found_and_said_to_be_half(canaries: Canaries) -> None:
    text = planted(canaries).text
    for half in (text[:13] + "*" * 13, "*" * 13 + text[13:]):
        assert set(Scanner(canaries).scan(half)) == {CUT}


def test_what_is_none_of_them_is_not_found(canaries: Canaries) -> None:
    for kind in Kind:
        if kind not in {Kind.TODAY, Kind.HOUR, Kind.NUMBER, Kind.NOTHING}:
            planted(canaries, kind)
    other = Canaries()
    others = " ".join(planted(other).text for _ in range(50))
    harmless = f"{others} 07911 123456 1921-02-30 ZQ zq5 1911 page.html %41 {'ab' * 40}"
    assert Scanner(canaries).scan(harmless) == {}


def test_what_redis_compresses_is_read(canaries: Canaries) -> None:
    """A snapshot by the server itself, which shows no word of it as it is."""
    word = planted(canaries)
    with redis.Redis.from_url(settings.ENV.redis_url) as server:
        server.set("planted", ("ab" * 200) + word.text + ("ba" * 200))
        packed = server.dump("planted")
        server.delete("planted")
    assert isinstance(packed, bytes)
    assert word.text.encode() in b"".join(lzf_strings(b"REDIS" + b"\xc3" * 9 + packed))
    assert word in Scanner(canaries).scan(b"REDIS0012" + packed)


def test_what_is_not_compressed_is_not_taken_for_it() -> None:
    for packed, whole in ((b"\x05ab", 6), (b"\x20\x05", 3), (b"\xe0", 9), (b"\x01ab", 3)):
        with pytest.raises(NotCompressed):
            decompress(packed, whole)
    assert decompress(b"\x01ab\x40\x01", 6) == b"ababab"


def test_a_dump_is_read_by_its_columns() -> None:
    dump = b'COPY public.cases_agency (id, "name") FROM stdin;\n1\tOakfield\n2\tMeadow\n\\.\n\nSELECT 1;\n'
    assert list(columns_of(dump)) == [
        ("cases_agency", "id", b"1\n2"),
        ("cases_agency", "name", b"Oakfield\nMeadow"),
    ]


def test_a_word_that_the_head_of_a_page_cuts_in_the_log_of_changes_is_read_whole(
    canaries: Canaries, tmp_path: Path
) -> None:
    word = planted(canaries)
    first, rest = word.text[:9].encode(), word.text[9:].encode()
    cut = (first.rjust(PAGE - LONG_HEAD, b"."), rest.ljust(PAGE - SHORT_HEAD, b"."))
    log = tmp_path / "000000010000000000000001"
    log.write_bytes(b"\xff" * LONG_HEAD + cut[0] + b"\xff" * SHORT_HEAD + cut[1])
    assert set(Scanner(canaries).scan(log.read_bytes())) == {CUT}
    assert set(Scanner(canaries).scan(written_ahead([log]))) == {word}


def test_a_packed_dump_is_read_without_its_blocks(canaries: Canaries) -> None:
    words = [planted(canaries) for _ in range(2)]
    streams = [zlib.compress(os.urandom(300) + word.text.encode(), 0) for word in words]
    blocks = [
        b"\0" + len(piece).to_bytes(4, "little") + piece
        for stream in streams
        for piece in (stream[:318], stream[318:], b"")
    ]
    dump = b"PGDMP" + b"".join([*blocks[:3], b"\1\0\0\0\0", *blocks[3:]])
    assert CUT in Scanner(canaries).scan(dump)
    assert set(Scanner(canaries).scan(in_one_piece(dump))) == set(words)


def test_what_only_looks_like_the_end_of_a_stream_is_no_beginning_of_one() -> None:
    number_and_text = b"PGDMP" + b"\0" * 5 + (0x178).to_bytes(4, "little") + b"A policy of 376 letters"
    assert in_one_piece(number_and_text) == number_and_text


def test_a_file_written_into_a_folder_is_found_and_one_from_before_is_not(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "deep" / "new.txt"
    new.parent.mkdir()
    old.write_text("old")
    new.write_text("new")
    since = new.stat().st_mtime
    os.utime(old, (since - 60, since - 60))
    assert list(written_since(tmp_path, since)) == [str(new).encode(), b"new"]


def test_what_lives_for_a_moment_is_seen(tmp_path: Path) -> None:
    me = os.getsid(0)
    with watching(tmp_path, [me]) as seen:
        (tmp_path / "there.txt").write_text("for a moment")
        time.sleep(0.3)
        (tmp_path / "there.txt").unlink()
        with tempfile.TemporaryFile(dir=tmp_path) as nameless:
            nameless.write(b"without a name")
            nameless.flush()
            time.sleep(0.6)
        subprocess.run(["sleep", "0.6"], env={"SUBJECT": "of a moment"}, check=True)
    assert {b"there.txt", b"for a moment", b"without a name"} <= seen.files
    assert any(b"SUBJECT=of a moment" in one for one in seen.commands)
    assert set(seen.core_limits) == {me}


A_PAGE = """<title>A &amp; B</title><a href="/x/?a=1">x</a>
<div class="govuk-error-summary"><h2>There is a problem</h2><ul><li><a href="#id_note">Enter a note</a></li></ul></div>
<form method="post" data-autosave="/drafts/k/" data-user="7"><input type="hidden" name="once" value="1">
<textarea name="note" id="id_note">kept &lt;b&gt;</textarea>
<div class="govuk-radios"><div><input type="radio" name="kind" value="post"></div>
<div class="govuk-radios__conditional"><input name="address"><div class="govuk-checkboxes"><div>
<input type="checkbox" name="more" value="yes"></div><div class="govuk-checkboxes__conditional">
<input type="tel" name="more_words">
</div></div></div><div><input type="radio" name="kind" value="email" checked></div></div>
<select name="of"><option value="">None</option><option value="1" selected>One</option></select>
<input type="file" name="paper" accept=".pdf"><button name="go" value="on">Go</button></form>
<form id="away"></form><button form="away" name="b" value="2">Away</button>"""


def test_every_box_of_a_page_is_read_with_what_reveals_it() -> None:
    page = read(A_PAGE)
    form, away = page.forms
    assert page.title == "A & B"
    assert page.links[0] == "/x/?a=1"
    assert [(problem.id, problem.words) for problem in page.problems] == [("id_note", "Enter a note")]
    assert [box.name for box in form.typed] == ["note", "address", "more_words", "paper"]
    assert form.boxes["note"].value == "kept <b>"
    assert (form.boxes["kind"].options, form.boxes["kind"].chosen) == (["post", "email"], ["email"])
    assert list(form.revealing(form.boxes["more_words"])) == [Choice("more", "yes"), Choice("kind", "post")]
    assert form.boxes["of"].chosen == ["1"]
    assert (form.autosave, form.user, form.buttons) == ("/drafts/k/", "7", [Choice("go", "on")])
    assert away.buttons == [Choice("b", "2")]


@pytest.mark.parametrize(
    ("table", "column", "page", "may"),
    [
        ("cases_agency", "name", "cases:agency_add", True),
        ("cases_agency", "name", "cases:person_add", False),
        ("cases_task", "due_on", "cases:task_add", True),
        ("cases_person", "family_name", "cases:person_add", False),
        ("cases_message", "subject", "cases:person_add", False),
        ("accounts_user", "name", "accounts:account_propose", True),
        ("accounts_user", "name", "cases:person_add", False),
        ("accounts_user", "password", "accounts:account_propose", False),
        ("django_session", "session_data", "cases:search", False),
        ("a_table_nobody_knows", "name", "accounts:account_propose", False),
    ],
)
def test_what_may_lie_in_clear_is_what_the_models_say(table: str, column: str, page: str, may: bool) -> None:
    canary = Canary("x", Kind.WORD, page, "box", 1)
    assert places.may_lie_in(table, column, canary) is may
