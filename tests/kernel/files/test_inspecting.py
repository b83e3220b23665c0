"""What is taken, what is refused and in which words, and what is left of a photograph."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfWriter

from sendiass.access import Refused
from sendiass.files import inspecting, looking
from sendiass.files.choices import FileKind
from tests import papers


def why_not(name: str, content: bytes) -> str:
    """The reason a file is refused for."""
    with pytest.raises(Refused) as refused:
        inspecting.checked(name, content)
    return refused.value.decision.reason


@pytest.mark.parametrize(
    ("name", "content", "kind", "kept_as"),
    [
        ("a.pdf", papers.letter(["One", "Two", "Three"]), FileKind.PDF, "a.pdf"),
        ("a.PDF", papers.letter(["One"]), FileKind.PDF, "a.PDF"),
        ("a.jpeg", papers.picture("JPEG"), FileKind.JPEG, "a.jpeg"),
        ("a.png", papers.picture("PNG"), FileKind.PNG, "a.png"),
        ("a.webp", papers.picture("WEBP"), FileKind.WEBP, "a.webp"),
        ("IMG_1.HEIC", papers.picture("HEIF"), FileKind.JPEG, "IMG_1.jpg"),
        ("a.txt", "Żółć and ‘quotes’".encode(), FileKind.TEXT, "a.txt"),
        ("a.txt", "naïve".encode("cp1252"), FileKind.TEXT, "a.txt"),
        ("a.docx", papers.office(papers.WORD), FileKind.WORD, "a.docx"),
        ("a.xlsx", papers.office(papers.EXCEL), FileKind.EXCEL, "a.xlsx"),
        ("a.odt", papers.open_document(), FileKind.OPEN_TEXT, "a.odt"),
    ],
)
def test_a_document_of_a_kind_we_keep_is_taken(
    name: str, content: bytes, kind: FileKind, kept_as: str
) -> None:
    found = inspecting.checked(name, content)
    assert (found.kind, found.name) == (kind, kept_as)
    assert found.content == content or kind in inspecting.PICTURES
    assert found.pages == (content.count(b"/Type /Page ") if kind is FileKind.PDF else None)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", papers.picture("PNG"), "other"),
        ("a.pdf", b"%PDF-1.7 and nothing more", "broken"),
        ("a.png", papers.letter(["One"]), "other"),
        ("a.jpg", papers.picture("PNG"), "other"),
        ("a.png", papers.picture("PNG", (600, 400))[:-200], "broken"),
        ("a.docx", papers.office(papers.EXCEL), "other"),
        ("a.docx", b"PK\x03\x04 no more", "other"),
        ("a.docx", papers.packed({"run.exe": b"MZ"}), "other"),
        ("a.odt", papers.office(), "other"),
        ("a.docx", papers.office(more={"word/vbaProject.bin": b"x"}), "macros"),
        ("a.docx", papers.office(papers.WORD.replace("document.main", "document.macroEnabled.main")), "macros"),
        ("a.odt", papers.open_document({"Basic/Standard/x.xml": b"x"}), "macros"),
        ("a.txt", b"MZ\x90\x00\x03", "other"),
    ],
)  # fmt: skip
def test_what_is_not_what_its_name_says_is_refused_in_words(name: str, content: bytes, problem: str) -> None:
    assert why_not(name, content) == inspecting.PROBLEMS[problem]


@pytest.mark.parametrize(
    "name", ["a.exe", "a.docm", "a.xlsm", "a.html", "a.svg", "a.zip", "a", ".pdf", "a.pdf.exe"]
)
def test_other_kinds_are_refused_and_told_what_is_kept(name: str) -> None:
    assert "PDF" in why_not(name, papers.letter(["One"]))


def test_an_empty_file_is_refused() -> None:
    assert why_not("a.pdf", b"") == "It is empty."


def test_a_zip_that_unpacks_to_far_more_is_refused_without_unpacking_it() -> None:
    bomb = papers.office(more={f"word/{number}": bytes(100 * 1024 * 1024) for number in range(6)})
    assert len(bomb) < 1024 * 1024
    assert why_not("a.docx", bomb) == inspecting.PROBLEMS["bomb"]


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn() -> None:
    drawn = BytesIO()
    Image.new("1", (20_000, 20_000)).save(drawn, "PNG")
    assert why_not("a.png", drawn.getvalue()) == inspecting.PROBLEMS["pixels"]


@pytest.mark.clause("L26")
def test_a_photograph_is_kept_upright_and_without_where_and_by_what_it_was_taken() -> None:
    sent = papers.photograph("home of the family")
    before = Image.open(BytesIO(sent))
    assert before.getexif().get_ifd(papers.GPS)
    assert b"home of the family" in sent
    found = inspecting.checked("IMG.jpg", sent)
    after = Image.open(BytesIO(found.content))
    assert after.size == (before.height, before.width)
    top, bottom = after.getpixel((20, 5)), after.getpixel((20, 55))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200
    assert bottom[2] > 200
    assert not after.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp", "photoshop"} & set(after.info)
    for left in (b"home of the family", b"PhoneMaker", b"Exif"):
        assert left not in found.content


def test_a_pdf_with_a_password_is_kept_without_pages_to_show() -> None:
    writer = PdfWriter()
    writer.append(BytesIO(papers.letter(["One"])))
    writer.encrypt("secret")
    locked = BytesIO()
    writer.write(locked)
    found = inspecting.checked("a.pdf", locked.getvalue())
    assert found.pages is None
    assert inspecting.pages_to_show(found.kind, found.pages) == 0


def test_a_page_is_drawn_as_a_picture() -> None:
    drawn = inspecting.preview(FileKind.PDF, papers.letter(["One", "Two"]), 2)
    assert drawn
    picture = Image.open(BytesIO(drawn.content))
    assert (drawn.type, picture.format) == ("image/png", "PNG")
    assert picture.width == pytest.approx(looking.PREVIEW_WIDTH, abs=2)
    assert any(picture.convert("L").histogram()[:128]), "nothing is written on it"


def test_what_cannot_be_drawn_gives_no_picture() -> None:
    assert inspecting.preview(FileKind.PDF, b"%PDF-1.4 spoiled", 1) is None


@pytest.mark.parametrize("what", ["memory", "file", "environment"])
def test_the_process_apart_has_neither_memory_nor_disk_nor_secrets(
    what: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    trying = {
        "memory": "bytearray(3 * 1024**3)",
        "file": f"open({str(tmp_path) + '/left'!r}, 'wb', buffering=0).write(b'x')",
        "environment": "__import__('os').environ['SECRET_KEY']",
    }[what]
    program = f"import sys; sys.path.insert(0, {str(inspecting.LOOKING.parent)!r}); import looking; looking._limit(); {trying}"
    monkeypatch.setattr(inspecting, "LOOKING", "-c")
    assert inspecting._look(program, content=b"")[0] == {"problem": "too_much"}
    allowed = program.replace(trying, "print('{}')")
    assert inspecting._look(allowed, content=b"")[0] == {}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\letter.pdf", "letter.pdf"),
        ("letter\x00.pdf", "letter.pdf"),
        ("letter\u202efdp.exe", "letterfdp.exe"),
        ("  a   b .pdf", "a b .pdf"),
        ("...hidden.pdf", "hidden.pdf"),
        ("", "document"),
        ("/", "document"),
        ("заявление مدرسة 学校.pdf", "заявление مدرسة 学校.pdf"),
        ("می‌خواهم.pdf", "می‌خواهم.pdf"),
    ],
)
def test_a_name_is_kept_in_its_script_and_without_what_hides(name: str, safe: str) -> None:
    assert inspecting.safe_name(name) == safe


def test_a_very_long_name_keeps_its_ending() -> None:
    safe = inspecting.safe_name("x" * 300 + ".pdf")
    assert len(safe) == inspecting.LONGEST_NAME
    assert safe.endswith("x.pdf")
