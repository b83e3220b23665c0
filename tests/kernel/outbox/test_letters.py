"""Letters: accessible PDF on the service's headed paper, from words that were frozen, and nothing fetched."""

from __future__ import annotations

import io
import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject
from weasyprint.urls import FatalURLFetchingError

from sendiass.audit import ServicePrincipal, reading
from sendiass.outbox import documents, letterhead
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from sendiass.profiles import profile
from tests.kernel.outbox.post import AT_HOME, NOON, Write, fresh

GUJARATI, URDU = "પ્રિયા પટેલ", "عائشہ بیگم"


def printed(message: Message) -> PdfReader:
    """The letter as the person at the printer opens it."""
    with reading(by=ServicePrincipal("outbox"), subjects=[message.key_subject], purpose="test"):
        return PdfReader(io.BytesIO(documents.letter_pdf(fresh(message))))


def root(pdf: PdfReader) -> Any:
    """The document's catalogue."""
    return pdf.root_object


def drawn(pdf: PdfReader) -> list[bytes]:
    """What is drawn on each page."""
    return [content.get_data() for page in pdf.pages if (content := page.get_contents()) is not None]


def fonts(pdf: PdfReader) -> list[Any]:
    """Every font of every page."""
    found: list[Any] = []
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        found += [font.get_object() for font in resources["/Font"].values()]
    return found


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def tags(pdf: PdfReader) -> list[Any]:
    """The roles of the structure tree, in reading order, each with its alternative text."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K", []))

    walk(root(pdf)["/StructTreeRoot"]["/K"])
    return found


@pytest.mark.django_db
class TestPaper:
    """What is on the paper."""

    @pytest.mark.clause("Y18")
    def test_it_bears_the_services_name_and_address_the_recipient_the_date_and_the_reference(
        self, write: Write
    ) -> None:
        said = words(printed(write(to=AT_HOME)))
        identity = profile().identity
        for expected in (
            identity.name, identity.phone, identity.email, identity.website,
            *letterhead.letterhead().address_lines,
            "Amina Khan", "14 Narborough Road", "Leicester", "LE3 0BQ",
            "Monday 16 November 2026", "Our reference: LEI-2026-0042", "A note for you",
            "Dear Amina Khan", "Your appointment is on Monday.", "Yours sincerely", "Page 1 of 1",
        ):  # fmt: skip
            assert expected in said

    @pytest.mark.clause("Y18")
    def test_the_logo_is_the_profiles_own(self, write: Write) -> None:
        message = write(to=AT_HOME)
        with reading(by=ServicePrincipal("outbox"), subjects=[message.key_subject], purpose="test"):
            html = fresh(message).body["html"]
        assert letterhead.letterhead().logo in html
        assert letterhead.letterhead().logo.startswith("data:image/svg+xml;base64,")
        assert profile().identity.brand_colour in html

    def test_it_is_marked_as_pdf_ua(self, write: Write) -> None:
        pdf = printed(write(to=AT_HOME))
        assert root(pdf)["/MarkInfo"]["/Marked"]
        assert root(pdf)["/Lang"] == "en-GB"
        assert root(pdf)["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"pdfuaid:part" in root(pdf)["/Metadata"].get_data()
        assert pdf.metadata is not None
        assert pdf.metadata.title == "A note for you"
        assert pdf.metadata.author == profile().identity.name

    def test_its_parts_are_tagged_and_the_logo_has_words(self, write: Write) -> None:
        found = tags(printed(write(to=AT_HOME)))
        roles = [role for role, _ in found]
        assert {"/H1", "/H2", "/P", "/L", "/LI", "/Link"} <= set(roles)
        assert roles.index("/H1") < roles.index("/H2")
        figures = [alt for role, alt in found if role == "/Figure"]
        assert figures == [f"Logo of {profile().identity.name}"]

    def test_every_font_travels_with_it(self, write: Write) -> None:
        pdf = printed(write(to=Recipient.by_post(name=f"{GUJARATI} {URDU}", lines=("1 High Street",))))
        assert fonts(pdf)
        for font in fonts(pdf):
            described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in described or "/FontFile3" in described

    def test_a_name_in_another_script_has_letters_and_not_boxes(self, write: Write) -> None:
        pdf = printed(write(to=Recipient.by_post(name=f"{GUJARATI} {URDU}", lines=("1 High Street",))))
        names = " ".join(str(font["/BaseFont"]) for font in fonts(pdf))
        assert "Gujarati" in names
        assert "Arabic" in names

    def test_large_print_is_sixteen_point_throughout(self, write: Write) -> None:
        large = Recipient.by_post(name="Amina Khan", lines=("14 Narborough Road",), large_print=True)
        sizes = {round(size, 1) for size in text_sizes(printed(write(to=large)))}
        assert min(sizes) >= 16
        assert min(text_sizes(printed(write(to=AT_HOME)))) < 12

    def test_the_same_letter_is_printed_the_next_day(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message = write(to=AT_HOME)
        first = printed(message)
        with monkeypatch.context() as later:
            later.setattr("sendiass.clock.now", lambda: NOON + timedelta(days=9))
            again = printed(message)
        assert words(first) == words(again)
        assert drawn(first) == drawn(again)

    def test_what_has_no_gap_is_broken_and_nothing_runs_off_the_paper_or_breaks_our_own_address(
        self, write: Write
    ) -> None:
        endless = Recipient.by_post(name="N" * 190, lines=("A" * 900, "LE3 0BQ"))
        pdf = printed(write(to=endless, note="W" * 900))
        said = words(pdf)
        for letter, count in (("N", 190), ("A", 900), ("W", 900)):
            lines = [len(run) for run in re.findall(f"{letter}+", said) if len(run) > 1]
            assert sum(lines) >= count - 1
            assert max(lines) < 80, "a line of the paper holds fewer"
        for own in (*letterhead.letterhead().address_lines, profile().identity.email):
            assert own in said

    def test_what_was_typed_cannot_become_markup(self, write: Write) -> None:
        said = words(printed(write(to=AT_HOME, note="<img src='file:///etc/passwd'> & <b>bold</b>")))
        assert "<img src='file:///etc/passwd'> & <b>bold</b>" in said


def text_sizes(pdf: PdfReader) -> list[float]:
    """The point sizes of all text on all pages."""
    sizes: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            sizes.append(abs(size * tm[3] * cm[3]))

    for page in pdf.pages:
        page.extract_text(visitor_text=note)
    return sizes


class TestFetching:
    """A document may load only what it carries."""

    @pytest.fixture
    def knocks(self) -> Iterator[tuple[int, list[bytes]]]:
        heard: list[bytes] = []

        class Door(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                heard.append(self.rfile.readline())

        with socketserver.TCPServer(("127.0.0.1", 0), Door) as server:
            thread = threading.Thread(
                target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
            )
            thread.start()
            try:
                yield server.server_address[1], heard
            finally:
                server.shutdown()
                thread.join()

    @pytest.mark.parametrize(
        "loading",
        [
            '<link rel="stylesheet" href="{0}"><p>x</p>',
            '<img src="{0}" alt="x">',
            "<style>@import url({0});</style><p>x</p>",
            "<style>p {{ background: url({0}) }}</style><p>x</p>",
            "<style>@font-face {{ font-family: y; src: url({0}) }} p {{ font-family: y }}</style><p>x</p>",
            '<link rel="attachment" href="{0}"><p>x</p>',
            '<p><a rel="attachment" href="{0}">x</a></p>',
            '<object data="{0}">x</object>',
        ],
    )
    def test_what_a_document_refers_to_is_neither_asked_for_nor_left_out_silently(
        self, loading: str, knocks: tuple[int, list[bytes]], tmp_path: Path
    ) -> None:
        port, heard = knocks
        secret = tmp_path / "secret.txt"
        secret.write_text("the secret")
        for address in (f"http://127.0.0.1:{port}/a", secret.as_uri()):
            with pytest.raises(FatalURLFetchingError):
                documents.pdf(f"<html lang=en><title>x</title>{loading.format(address)}</html>")
        assert heard == []

    @pytest.mark.parametrize(
        "url", ["file:///etc/passwd", "http://127.0.0.1/", "https://127.0.0.1/", "ftp://x/"]
    )
    def test_every_other_scheme_is_refused(self, url: str) -> None:
        with pytest.raises((ValueError, FatalURLFetchingError), match="disallowed"):
            documents.fetcher().fetch(url)

    def test_what_it_carries_itself_is_read(self) -> None:
        assert documents.fetcher().fetch("data:text/plain,hello").read() == b"hello"
