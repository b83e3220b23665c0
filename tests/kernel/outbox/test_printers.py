"""Letters that GOV.UK Notify prints keep to where it prints; it refuses any other, and says so only after it took it.

The areas, in millimetres from the top left corner, are those of its letter specification, as its own check has them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pypdfium2
import pytest
from django.template.loader import render_to_string
from pytest_django import Settings

from sendiass.audit import ServicePrincipal, reading
from sendiass.environment import Notify
from sendiass.outbox import documents, kinds
from sendiass.outbox.letterhead import letterhead
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from tests.kernel.outbox.post import HELLO, Write, fresh

HIDDEN = replace(HELLO, can_be_hidden=True)

ADDRESS = (24.6, 39.5, 120.0, 66.3)
FIRST_PAGE = (
    (15.0, 5.0, 125.0, 30.0),  # the head
    (125.0, 5.0, 195.0, 95.0),  # who writes
    ADDRESS,
    (15.0, 95.0, 195.0, 292.0),  # what they write
)
OTHER_PAGES = ((15.0, 5.0, 195.0, 292.0),)
DOTS = 3
"""To the millimetre."""

LONGEST = Recipient.by_post(
    name="Amina Khan",
    lines=("Flat 2", "The Old Grammar School", "14 Narborough Road", "Leicester", "LE3 0BQ"),
)
LARGE = Recipient.by_post(
    name="Amina Khan", lines=("14 Narborough Road", "Leicester", "LE3 0BQ"), large_print=True
)


FRAMES = ("outbox/letter.html", "outbox/plain_letter.html")


def letter(
    to: Recipient, *, frame: str = FRAMES[0], paragraphs: int = 1, for_printers: bool = True
) -> pypdfium2.PdfDocument:
    """A letter that says the same so often, on headed paper or another."""
    template = "post/hello.html"
    on = datetime(2026, 11, 16, 12, 0, tzinfo=UTC).date()
    said = " ".join(["Your appointment is on Monday, and this line says so at some length."] * 9 * paragraphs)
    html = render_to_string(
        template, {**_context(to, on=on, note=said, for_printers=for_printers), "frame": frame}
    )
    return pypdfium2.PdfDocument(documents.pdf(html))


def _context(to: Recipient, *, on: date, note: str, for_printers: bool) -> dict[str, object]:
    return {
        "head": letterhead(),
        "subject": "A note for you",
        "to": to,
        "on": on,
        "reference": "LEI-2026-0042",
        "large_print": to.large_print,
        "for_printers": for_printers,
        "name": "Amina Khan",
        "note": note,
    }


def inked(page: pypdfium2.PdfPage) -> list[tuple[float, float]]:
    """Where something is printed."""
    drawn = page.render(scale=DOTS * 25.4 / 72, grayscale=True).to_pil()
    wide, high = drawn.size
    dots = drawn.tobytes()
    return [(x / DOTS, y / DOTS) for y, x in product(range(high), range(wide)) if dots[y * wide + x] < 250]


def within(point: tuple[float, float], area: tuple[float, float, float, float]) -> bool:
    return area[0] <= point[0] <= area[2] and area[1] <= point[1] <= area[3]


def astray(document: pypdfium2.PdfDocument) -> dict[int, set[tuple[int, int]]]:
    """By page, where something is printed that may not be: whole millimetres."""
    found = {}
    for number, page in enumerate(document):
        areas = OTHER_PAGES if number else FIRST_PAGE
        out = {(int(x), int(y)) for x, y in inked(page) if not any(within((x, y), area) for area in areas)}
        if out:
            found[number + 1] = out
    return found


def _pdf_of(message: Message) -> pypdfium2.PdfDocument:
    with reading(by=ServicePrincipal("outbox"), subjects=[message.key_subject], purpose="test"):
        return pypdfium2.PdfDocument(documents.letter_pdf(fresh(message)))


class TestPrinters:
    """On the headed paper of this service."""

    @pytest.mark.parametrize("frame", FRAMES)
    @pytest.mark.parametrize("paragraphs", [1, 6])
    @pytest.mark.parametrize("to", [LONGEST, LARGE], ids=["six lines", "large print"])
    def test_nothing_stands_where_they_do_not_print(self, to: Recipient, paragraphs: int, frame: str) -> None:
        assert astray(letter(to, frame=frame, paragraphs=paragraphs)) == {}

    @pytest.mark.parametrize("frame", FRAMES)
    def test_the_whole_address_stands_in_their_window_and_nothing_else_does(self, frame: str) -> None:
        text = letter(LONGEST, frame=frame)[0].get_textpage()
        left, top, right, bottom = (mm * 72 / 25.4 for mm in ADDRESS)
        high = 297 * 72 / 25.4
        shown = text.get_text_bounded(left=left, top=high - top, right=right, bottom=high - bottom)
        assert shown.split() == " ".join([LONGEST.name, *LONGEST.lines]).split()

    @pytest.mark.django_db
    @pytest.mark.parametrize("is_discreet", [False, True])
    def test_a_letter_is_laid_out_for_whoever_prints_it(
        self, write: Write, settings: Settings, *, is_discreet: bool
    ) -> None:
        settings.MESSAGE_KINDS = ["tests.kernel.outbox.test_printers.HIDDEN"]
        kinds.all_kinds.cache_clear()
        at_home = replace(LONGEST, is_discreet=is_discreet)
        settings.NOTIFY = None
        by_the_desk = _pdf_of(write(to=at_home, kind=HIDDEN, note="On Monday.", key="first"))
        settings.NOTIFY = Notify(api_key="", letters=True)
        by_notify = _pdf_of(write(to=at_home, kind=HIDDEN, note="On Monday.", key="second"))
        assert astray(by_notify) == {}
        assert astray(by_the_desk)

    def test_the_desks_own_letters_stand_in_the_window_of_their_envelopes_which_is_another(self) -> None:
        assert astray(letter(LONGEST, for_printers=False))
