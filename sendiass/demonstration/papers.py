"""Draws the made-up documents: a letter of two pages and a picture, the same every time."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from django.utils.html import format_html
from PIL import Image, ImageDraw

from sendiass.outbox.documents import pdf

LESSONS = ("Maths", "English", "Break", "PE", "Lunch", "Art", "Science")
LETTER = (
    '<html lang="en"><head><title>Letter</title></head><body><h1>{}</h1><p>{}</p>'
    "<p>We will go through what was tried this term and what helped.</p>"
    '<section style="break-before: page"><h2>Who will be there</h2><p>The class teacher and the SENCO.</p></section>'
    "</body></html>"
)


def letter(school: str, words: str) -> bytes:
    """A letter from a school as PDF."""
    return pdf(str(format_html(LETTER, school, words)))


@cache
def timetable() -> bytes:
    """A child's timetable on a wall, more or less."""
    image = Image.new("RGB", (900, 600), "#d9e4dd")
    drawing = ImageDraw.Draw(image)
    for day in range(5):
        for row in range(len(LESSONS)):
            left, top = 60 + day * 160, 40 + row * 75
            drawing.rectangle((left, top, left + 150, top + 66), fill="#ffffff", outline="#4a5a52")
            drawing.text(
                (left + 12, top + 20), LESSONS[(row + day) % len(LESSONS)], fill="#22302a", font_size=22
            )
    drawn = BytesIO()
    image.save(drawn, "PNG")
    return drawn.getvalue()
