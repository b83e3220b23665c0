"""Documents as their pages show them: plain values made inside a reading. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases.actions.documents import pages_of
from cases.models import Case, Document
from cases.rules import may_open_document
from cases.views.people_shown import bdi
from cases.views.shown import counted
from sendiass.files.choices import FileKind, Scan
from sendiass.files.uploads import megabytes
from sendiass.ui.parts import Colour, Link, Row, Tag
from sendiass.ui.words import clock_time, short_date

SCAN_COLOURS: dict[Scan, Colour] = {
    Scan.CLEAN: "green",
    Scan.NOT_SCANNED: "grey",
    Scan.WAITING: "yellow",
    Scan.INFECTED: "red",
}


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of the list, opened."""

    name: str
    url: str
    facts: str
    description: str
    by: str
    at: datetime
    scan: Tag
    download: Link | None


@dataclass(frozen=True, slots=True)
class PageShown:
    """One page of a document as a picture: its address, what is said in its place, and the pages beside it."""

    url: str
    alt: str
    number: int
    pages: int
    previous_url: str
    next_url: str


def document_line(case: Case, document: Document) -> DocumentLine:
    """One line; needs a reading of the case."""
    address = [case.reference, document.id]
    may_open = may_open_document(Scan(document.scan))
    return DocumentLine(
        name=document.name,
        url=reverse("cases:document_page", args=address),
        facts=", ".join(_facts(document)),
        description=document.description,
        by=document.added_by.name,
        at=document.added_at,
        scan=scan_tag(document),
        download=Link("Download", reverse("cases:document_download", args=address), document.name)
        if may_open
        else None,
    )


def document_rows(document: Document) -> Iterator[Row]:
    """What is known of it, for its own page; needs a reading of the case."""
    if document.description:
        yield Row("What it is", bdi(document.description))
    yield Row("Kind", ", ".join(_facts(document)))
    added = f"{short_date(document.added_at)} at {clock_time(document.added_at)}"
    yield Row("Added", f"{added} by {document.added_by.name}")
    yield Row("Viruses", tag=scan_tag(document))


def page_shown(case: Case, document: Document, *, asked: str) -> PageShown | None:
    """The page asked for, or the nearest there is; None for a document that is not drawn."""
    pages = pages_of(document)
    if not pages:
        return None
    number = page_number(document, asked)
    address = [case.reference, document.id]
    here = reverse("cases:document_page", args=address)
    what = FileKind(document.kind).label
    return PageShown(
        url=f"{reverse('cases:document_preview', args=address)}?page={number}",
        alt=f"Page {number} of {pages}. To have it read out, download it."
        if pages > 1
        else f"{what}, as kept",
        number=number,
        pages=pages,
        previous_url=f"{here}?page={number - 1}" if number > 1 else "",
        next_url=f"{here}?page={number + 1}" if number < pages else "",
    )


def page_number(document: Document, asked: str) -> int:
    """The number asked for, within the document."""
    wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    return max(1, min(wanted, pages_of(document)))


def scan_tag(document: Document) -> Tag:
    """What the scanner said."""
    scan = Scan(document.scan)
    return Tag(scan.label, SCAN_COLOURS[scan])


def _facts(document: Document) -> Iterator[str]:
    yield FileKind(document.kind).label
    yield megabytes(document.size)
    if document.pages:
        yield counted(document.pages, "page", "pages")
