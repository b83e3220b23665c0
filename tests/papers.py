"""Files as families send them, made here: letters, photographs, office documents and what pretends to be one."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

import pillow_heif
from PIL import Image

GPS = 0x8825
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"


def letter(pages: Sequence[str]) -> bytes:
    """A PDF with one line on each page, written by hand."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, line in enumerate(pages):
        drawn = f"BT /F1 24 Tf 72 720 Td ({line}) Tj ET"
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        ]
    made, places = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture, red on its left and blue on its right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    pillow_heif.register_heif_opener()
    drawn = BytesIO()
    image.save(drawn, form)
    return drawn.getvalue()


def photograph(note: str = "taken at home") -> bytes:
    """A JPEG as a phone takes it: lying on its side, with the place, the phone and a note in it."""
    image = Image.open(BytesIO(picture("PNG")))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    exif[0x010F], exif[0x010E] = "PhoneMaker", note
    exif[GPS] = {1: "N", 2: (52.0, 38.0, 1.5), 3: "W", 4: (1.0, 8.0, 2.5)}
    drawn = BytesIO()
    image.save(drawn, "JPEG", exif=exif, comment=note.encode(), quality=95)
    return drawn.getvalue()


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these parts in their order."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in parts.items():
            pack.writestr(name, content)
    return made.getvalue()


def office(content_type: str = WORD, more: Mapping[str, bytes] | None = None) -> bytes:
    """A document as Word or Excel writes it, as far as anyone looks."""
    contents = f'<Types><Override PartName="/main.xml" ContentType="{content_type}"/></Types>'
    return packed({"[Content_Types].xml": contents, "main.xml": "<x/>", **(more or {})})


def open_document(more: Mapping[str, bytes] | None = None) -> bytes:
    """A document as LibreOffice writes it, as far as anyone looks."""
    return packed({"mimetype": OPEN_TEXT, "content.xml": "<x/>", **(more or {})})
