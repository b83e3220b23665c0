"""Puts a letter on headed paper. It fetches nothing.

The HTML is frozen when the letter is written; the accessible PDF is made each time it is opened for printing.
"""

from __future__ import annotations

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from sendiass.outbox.emails import without_gaps
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.models import Message

PDF_VARIANT = "pdf/ua-1"


def rendered(kind: MessageKind, context: dict[str, object], *, is_discreet: bool = False) -> dict[str, str]:
    """The letter as it will be printed, whole: style and logo are inside `html`; `text` is its words alone.

    Where others may see it, it is on plain paper and nothing but name and address stands in the window.
    """
    frame = "outbox/plain_letter" if is_discreet else "outbox/letter"
    text = render_to_string(f"{kind.template}.txt", {**context, "frame": f"{frame}.txt"})
    return {
        "html": render_to_string(f"{kind.template}.html", {**context, "frame": f"{frame}.html"}),
        "text": without_gaps(text),
    }


def fetcher() -> URLFetcher:
    """What a document may load: only what it carries itself; files and servers are refused (SECURITY 8).

    A document that refers to anything else isn't printed with a gap: making it fails.
    """
    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)


def pdf(html: str) -> bytes:
    """`html` as PDF/UA. The same HTML gives the same pages, however often it is opened."""
    document = HTML(string=html, url_fetcher=fetcher())
    return bytes(document.write_pdf(pdf_variant=PDF_VARIANT, font_config=FontConfiguration()))


def letter_pdf(message: Message) -> bytes:
    """The letter as PDF. Opens sealed fields: call it inside a reading."""
    return pdf(message.body["html"])
