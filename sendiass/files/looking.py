"""The program that looks into what strangers send, and draws it: alone, within limits, without a disk or a secret.

Run by inspecting.py as a process of its own for each file. The file comes in by a pipe; the answer leaves by a pipe: a
line of JSON, then what was drawn. It knows nothing of the service and imports nothing from it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from typing import Any

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 30
OPEN_FILES = 64
MOST_PIXELS = 60_000_000
MOST_PARTS, MOST_UNPACKED, LONGEST_CONTENTS = 5_000, 500 * 1024**2, 1024**2
PREVIEW_WIDTH, PREVIEW_HEIGHT = 1000, 2000
PHOTO_QUALITY, PREVIEW_QUALITY = 90, 80
TEXT_CONTROLS = frozenset("\t\n\r\f")

PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
OFFICE = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD


class Unwelcome(Exception):
    """The file is not taken; the argument is the reason's name in inspecting.PROBLEMS."""


Answer = tuple[dict[str, Any], bytes]


def check(kind: str, content: bytes) -> Answer:
    """What a file is, and what of it is to be kept. Raises Unwelcome."""
    if kind == "pdf":
        return {"kind": "pdf", "pages": _pages(content)}, content
    if kind in PICTURES:
        return _drawn_anew(kind, content)
    if kind == "txt":
        _check_text(content)
    else:
        _check_office(kind, content)
    return {"kind": kind, "pages": None}, content


def picture(kind: str, content: bytes, number: int) -> Answer:
    """A page of a PDF, or a photograph, small enough for a screen. Raises Unwelcome."""
    drawn = _page(content, number) if kind == "pdf" else _opened(kind, content)
    drawn.thumbnail((PREVIEW_WIDTH, PREVIEW_HEIGHT))
    if kind == "jpg":
        return {"type": "image/jpeg"}, _saved(drawn, "JPEG", quality=PREVIEW_QUALITY)
    return {"type": "image/png"}, _saved(drawn, "PNG")


def _pages(content: bytes) -> int | None:
    """How many pages a PDF has; None when it asks for a password."""
    import pypdfium2

    if b"%PDF-" not in content[:1024]:
        raise Unwelcome("other")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD_NEEDED:
            return None
        raise Unwelcome("broken") from None
    pages = len(document)
    document.close()
    if not pages:
        raise Unwelcome("broken")
    return pages


def _page(content: bytes, number: int) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(PREVIEW_WIDTH / max(width, 1), PREVIEW_HEIGHT / max(height, 1))
    return page.render(scale=scale, may_draw_forms=False).to_pil()


def _opened(kind: str, content: bytes) -> Any:
    """A picture by the one decoder its kind needs, decoded whole."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    if kind == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        pillow_heif.options.DECODE_THREADS = 1
    try:
        opened = Image.open(io.BytesIO(content), formats=[PICTURES[kind]])
    except UnidentifiedImageError:
        raise Unwelcome("other") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Unwelcome("broken") from None
    if opened.width * opened.height > MOST_PIXELS:
        raise Unwelcome("pixels")
    try:
        opened.load()
    except (OSError, ValueError, SyntaxError, EOFError, IndexError):
        raise Unwelcome("broken") from None
    return opened


def _drawn_anew(kind: str, content: bytes) -> Answer:
    """The picture upright and by itself: where it was taken, by what and for whom is left behind."""
    from PIL import ImageOps

    upright = _in_plain_colours(ImageOps.exif_transpose(_opened(kind, content)))
    upright.info.clear()
    kept = "jpg" if kind == "heic" else kind
    if kept == "png":
        if upright.mode in ("P", "PA", "CMYK", "YCbCr", "LAB", "HSV", "F"):
            upright = upright.convert("RGBA")
        drawn = _saved(upright, "PNG")
    elif kept == "webp":
        drawn = _saved(upright.convert("RGBA"), "WEBP", quality=PHOTO_QUALITY)
    else:
        drawn = _saved(upright.convert("RGB"), "JPEG", quality=PHOTO_QUALITY)
    return {"kind": kept, "pages": None}, drawn


def _in_plain_colours(image: Any) -> Any:
    """The same colours without the profile that describes a camera's own."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile that can't be read says nothing about the colours


def _saved(image: Any, form: str, **options: Any) -> bytes:
    if form == "JPEG" and image.mode not in ("RGB", "L"):
        image = image.convert("RGB")
    image.info.clear()
    drawn = io.BytesIO()
    image.save(drawn, form, **options)
    return drawn.getvalue()


def _check_text(content: bytes) -> None:
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for coding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if not any(character < " " and character not in TEXT_CONTROLS for character in text):
            return
    raise Unwelcome("other")


def _check_office(kind: str, content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content))
        names = [part.filename.casefold() for part in parts.infolist()]
        unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise Unwelcome("other") from None
    if len(names) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise Unwelcome("bomb")
    contents = _part(parts, "[Content_Types].xml" if kind in OFFICE else "mimetype")
    if b"macroenabled" in contents.lower() or any(map(_is_macro, names)):
        raise Unwelcome("macros")
    if kind in OFFICE and OFFICE[kind] not in contents:
        raise Unwelcome("other")
    if kind in OPEN_DOCUMENT and OPEN_DOCUMENT[kind] != contents.strip():
        raise Unwelcome("other")


def _is_macro(name: str) -> bool:
    return name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/"))


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    try:
        with parts.open(name) as part:
            return part.read(LONGEST_CONTENTS)
    except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise Unwelcome("other") from None


def _limit() -> None:
    """So much and no more: memory, time, and not one byte into a file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """`check KIND` or `picture KIND NUMBER`, the file on standard input."""
    _limit()
    verb, kind, *number = sys.argv[1:]
    content = sys.stdin.buffer.read()
    try:
        said, drawn = check(kind, content) if verb == "check" else picture(kind, content, int(number[0]))
    except Unwelcome as unwelcome:
        said, drawn = {"problem": str(unwelcome)}, b""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + drawn)


if __name__ == "__main__":
    main()
