"""The words of files with a fixed meaning."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    """What a file is, by its content and not only by its name. The value is the end of its name."""

    PDF = "pdf", "PDF"
    JPEG = "jpg", "Photograph (JPEG)"
    PNG = "png", "Picture (PNG)"
    WEBP = "webp", "Picture (WebP)"
    TEXT = "txt", "Plain text"
    WORD = "docx", "Word document"
    EXCEL = "xlsx", "Excel workbook"
    OPEN_TEXT = "odt", "OpenDocument text"
    OPEN_SHEET = "ods", "OpenDocument spreadsheet"


class Scan(TextChoices):
    """What the scanner for viruses said of a file."""

    CLEAN = "clean", "No virus found"
    NOT_SCANNED = "not_scanned", "Not scanned for viruses"
    WAITING = "waiting", "Waiting to be scanned"
    INFECTED = "infected", "Virus found"
