"""Documents on cases: added several at once, refused in words, looked at, downloaded, taken off, scanned."""

from __future__ import annotations

import builtins
import os
import re
import tempfile
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image
from psycopg import errors

from cases.actions.documents import remove_document, scan_waiting
from cases.actions.first_contact import Answer, record_first_contact
from cases.choices import Agreement, CaseRole, FirstContactItem, ItemState
from cases.jobs import scan_waiting_documents
from cases.models import Document
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import ServicePrincipal, reading
from sendiass.audit.models import Reading
from sendiass.crypto.erasure import erase
from sendiass.files import scanning, uploads
from sendiass.files.choices import Scan
from sendiass.files.models import Chunk
from tests import papers
from tests.cast import Cast, document
from tests.closing import closed_case
from tests.scanner import EICAR, FakeScanner

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.team.caseworker)
    return client


def page_of(cast: Cast) -> str:
    return reverse("cases:documents_page", args=[cast.khans.case.reference])


def at(name: str, found: Document) -> str:
    return reverse(f"cases:document_{name}", args=[found.case.reference, found.id])


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text_of(response: Any) -> str:
    """What one reads on a page, without its marks."""
    html = re.sub(r"<[^>]+>", "", response.content.decode()).replace("&#x27;", "'")
    return re.sub(r"\s+", " ", html)


def names(cast: Cast) -> set[str]:
    with reading(by=cast.team.manager, subjects=[cast.khans.case.key_subject], purpose="test"):
        return {one.name for one in Document.objects.kept().filter(case=cast.khans.case)}


def test_several_documents_are_added_at_once_and_listed(cast: Cast, worker: Client) -> None:
    files = [sent("Letter.pdf", papers.letter(["Dear"])), sent("IMG.jpg", papers.photograph())]
    answer = worker.post(
        page_of(cast), {"documents": files, "description": "From the school", "once": uuid4()}
    )
    assert answer.status_code == 302
    shown = text_of(worker.get(page_of(cast)))
    for words in ("2 documents added", "Letter.pdf", "IMG.jpg", "PDF, 1 KB, 1 page", "From the school"):
        assert words in shown, words
    assert shown.index("Letter.pdf") < shown.index("IMG.jpg"), "not as they were chosen"
    history = text_of(worker.get(reverse("cases:case_page", args=[cast.khans.case.reference])))
    assert "Document added" in history


def test_good_files_are_kept_and_each_refused_one_is_named_with_its_reason(
    cast: Cast, worker: Client
) -> None:
    files = [
        sent("Letter.pdf", papers.letter(["Dear"])),
        sent("run.exe", b"MZ"),
        sent("fake.png", papers.letter(["Dear"])),
    ]
    answer = worker.post(page_of(cast), {"documents": files, "description": "Keep these words"})
    shown = text_of(answer)
    assert answer.status_code == 200
    assert "“run.exe” was not added. Its kind is not one that is kept here." in shown
    assert "“fake.png” was not added. What is in it is not what its name says." in shown
    assert re.search(r"These were added: ?Letter\.pdf", shown)
    assert "Keep these words" in shown
    assert names(cast) == {"Letter.pdf"}


def test_without_a_file_the_form_says_what_to_do(cast: Cast, worker: Client) -> None:
    assert "Select the documents to add" in text_of(worker.post(page_of(cast), {"description": "x"}))


@pytest.mark.clause("L02")
def test_the_same_form_sent_twice_makes_one_document(cast: Cast, worker: Client) -> None:
    once = str(uuid4())
    for _ in range(2):
        files = [sent("a.pdf", papers.letter(["One"])), sent("b.pdf", papers.letter(["Two"]))]
        assert worker.post(page_of(cast), {"documents": files, "once": once}).status_code == 302
    assert Document.objects.filter(case=cast.khans.case).count() == 2


def test_a_file_over_the_limit_is_named_with_its_size_and_the_others_are_kept(
    cast: Cast, worker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [sent("big.pdf", b"%PDF-" + bytes(21 * uploads.MEGABYTE)), sent("a.pdf", papers.letter(["x"]))]
    shown = text_of(worker.post(page_of(cast), {"documents": files}))
    assert "“big.pdf” was not added. It is 21.1 MB, and a file can be 20 MB at most." in shown
    assert names(cast) == {"a.pdf"}


def test_more_files_or_more_bytes_than_there_is_room_for_are_asked_for_again(
    cast: Cast, worker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    monkeypatch.setattr(uploads, "MOST_BYTES_AT_ONCE", uploads.MEGABYTE)
    files = [sent("a.txt", b"a"), sent("b.txt", b"b" * uploads.MEGABYTE), sent("c.txt", b"c")]
    shown = text_of(worker.post(page_of(cast), {"documents": files}))
    assert "“b.txt” was not added. You can add files of 1 MB in all at a time." in shown
    assert "“c.txt” was not added. You can add 2 files at a time." in shown
    assert names(cast) == {"a.txt"}


@pytest.mark.clause("L26")
def test_an_upload_touches_no_disk(cast: Cast, worker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    opened, made = builtins.open, os.open

    def watched(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if set(mode) & set("wax+"):
            written.append(str(file))
        return opened(file, mode, *args, **kwargs)

    def made_watched(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            written.append(str(path))
        return made(path, flags, *args, **kwargs)

    def refused(*_: Any, **__: Any) -> Any:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(builtins, "open", watched)
    monkeypatch.setattr(os, "open", made_watched)
    for maker in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, maker, refused)
    before = set(os.listdir(tempfile.gettempdir()))  # noqa: PTH208
    content = b"line of text\n" * (10 * uploads.MEGABYTE // 13)
    assert worker.post(page_of(cast), {"documents": [sent("long.txt", content)]}).status_code == 302
    found = Document.objects.get(case=cast.khans.case)
    assert worker.get(at("download", found)).content == content
    assert [one for one in written if one != "/dev/null"] == []
    fresh = set(os.listdir(tempfile.gettempdir())) - before  # noqa: PTH208
    assert not any("upload" in name for name in fresh)


def test_what_a_visitor_sends_along_is_not_held() -> None:
    answer = Client().post("/account/login/", {"login": "x", "file": sent("a.pdf", bytes(1000))})
    upload = answer.wsgi_request.FILES["file"]
    assert upload.problem == "Sign in before you send files."  # type: ignore[union-attr]
    handler = uploads.MemoryUploadHandler(answer.wsgi_request)
    handler.new_file("file", "a.pdf", "application/pdf", 1000)
    handler.receive_data_chunk(bytes(1000), 0)
    assert handler.file_complete(1000).read() == b""


@pytest.mark.clause("L26")
def test_a_download_is_an_attachment_and_a_reading(cast: Cast, worker: Client) -> None:
    content = papers.letter(["Dear"])
    found = document(cast.team.caseworker, cast.khans.case, "Lettre à Zoë – 学校.pdf", content)
    answer = worker.get(at("download", found))
    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/pdf"
    encoded = quote("Lettre à Zoë – 学校.pdf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{encoded}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    noted = Reading.objects.get(page="cases:document_download")
    assert (noted.actor_id, noted.subjects) == (cast.team.caseworker.id, [cast.khans.case.id])


def test_a_preview_is_a_picture_of_the_page_asked_for(cast: Cast, worker: Client) -> None:
    found = document(cast.team.caseworker, cast.khans.case, content=papers.letter(["One", "Two", "Three"]))
    page = worker.get(at("page", found), {"page": "2"}).content.decode()
    assert "Page 2 of 3" in page
    assert "?page=1" in page
    assert "?page=3" in page
    answer = worker.get(at("preview", found), {"page": "2"})
    assert answer.headers["Content-Type"] == "image/png"
    assert "no-store" in answer.headers["Cache-Control"]
    assert Image.open(BytesIO(answer.content)).width > 500
    assert Reading.objects.filter(page="cases:document_preview").count() == 1
    for odd in ("0", "-1", "99", "x", "", "9" * 400, "²"):
        assert worker.get(at("preview", found), {"page": odd}).status_code == 200, odd


def test_what_is_not_drawn_says_so_and_has_no_preview(cast: Cast, worker: Client) -> None:
    found = document(cast.team.caseworker, cast.khans.case, "a.docx", papers.office())
    assert "Documents of this kind are not shown here." in text_of(worker.get(at("page", found)))
    assert worker.get(at("preview", found)).status_code == 404


def test_a_removed_document_is_on_record_and_no_longer_there(cast: Cast, worker: Client) -> None:
    found = document(cast.team.caseworker, cast.khans.case)
    assert "Enter why you remove this document" in text_of(worker.post(at("remove", found), {"reason": " "}))
    assert worker.post(at("remove", found), {"reason": "Of another family"}).status_code == 302
    for name in ("page", "preview", "download", "remove"):
        assert worker.get(at(name, found)).status_code == 404, name
    assert "No documents are kept on this case." in text_of(worker.get(page_of(cast)))
    found.refresh_from_db()
    assert found.removed_by == cast.team.caseworker
    assert Chunk.objects.filter(file_id=found.id).exists()
    history = text_of(worker.get(reverse("cases:case_page", args=[cast.khans.case.reference])))
    assert re.search(r"Document removed, because .*Of another family", history)


def test_documents_of_a_closed_case_hold_still_and_can_be_read(cast: Cast, worker: Client) -> None:
    found = document(cast.team.caseworker, cast.khans.case)
    closed_case(by=cast.team.caseworker, case=cast.khans.case, reason="Done.", at=clock.now())
    answer = worker.post(page_of(cast), {"documents": [sent("a.pdf", papers.letter(["x"]))]})
    assert "This case is closed." in text_of(answer)
    assert Document.objects.filter(case=cast.khans.case).count() == 1
    assert worker.post(at("remove", found), {"reason": "x"}).status_code == 403
    with pytest.raises(Refused):
        remove_document(by=cast.team.caseworker, document=found, reason="x", at=clock.now())
    assert worker.get(at("download", found)).status_code == 200


@pytest.mark.clause("L26")
def test_nothing_is_kept_once_the_family_said_no(cast: Cast, worker: Client) -> None:
    case, by = cast.khans.case, cast.team.caseworker
    found = document(by, case)
    no = Answer(
        FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.DECLINED, who=CaseRole.PARENT_CARER
    )
    record_first_contact(by=by, case=case, answers=[no], at=clock.now())
    worker.post(page_of(cast), {"documents": [sent("a.pdf", papers.letter(["x"]))]})
    assert Document.objects.filter(case=case).count() == 1
    columns = (
        "id, case_id, name, description, file_key, kind, size, scan, added_at, added_by_id, reason_removed"
    )
    with (
        pytest.raises(Exception, match="has not agreed") as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO cases_document ({columns}) SELECT %s, {columns.partition(', ')[2]} "
            "FROM cases_document WHERE id = %s",
            [uuid4(), found.id],
        )
    assert "agreement_before_documents" in str(refused.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


@pytest.mark.clause("L26")
def test_the_files_of_an_erased_case_are_erased(cast: Cast, worker: Client) -> None:
    found = document(cast.team.caseworker, cast.khans.case)
    erase(cast.khans.case.key_subject)
    for name in ("page", "preview", "download"):
        assert worker.get(at(name, found)).status_code == 410, name


@pytest.mark.parametrize("statement", ["UPDATE files_chunk SET number = 9", "DELETE FROM files_chunk"])
def test_the_application_can_neither_change_nor_remove_a_chunk(
    app_sql: psycopg.Connection, owner_db: psycopg.Connection, statement: str
) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app_sql.execute(statement)
    with pytest.raises(errors.RestrictViolation):
        owner_db.execute(statement)


def test_a_virus_shuts_the_document_and_the_page_says_so(
    cast: Cast, worker: Client, scanner: FakeScanner
) -> None:
    found = document(cast.team.caseworker, cast.khans.case, "a.txt", b"x\n" + EICAR)
    assert found.scan == Scan.INFECTED
    manager = Client()
    manager.force_login(cast.team.manager)
    assert "Virus found" in text_of(manager.get(page_of(cast)))
    assert "A virus was found in this document" in text_of(worker.get(at("page", found)))
    for client in (worker, manager):
        assert client.get(at("download", found)).status_code == 403
    assert EICAR not in worker.get(at("page", found)).content


def test_a_document_waits_for_a_silent_scanner_and_opens_once_it_has_answered(
    cast: Cast, worker: Client, scanner: FakeScanner
) -> None:
    scanner.answer = b""
    files = [sent(name, papers.letter([name])) for name in ("a.pdf", "b.pdf", "c.pdf")]
    worker.post(page_of(cast), {"documents": files})
    assert len(scanner.received) == 1, "a silent scanner is not waited for file after file"
    found = Document.objects.filter(case=cast.khans.case).order_by("id")[0]
    assert worker.get(at("download", found)).status_code == 403
    assert "Waiting to be scanned" in text_of(worker.get(page_of(cast)))
    scan_waiting_documents()
    assert set(Document.objects.values_list("scan", flat=True)) == {Scan.WAITING}
    scanner.answer = None
    scan_waiting_documents()
    assert set(Document.objects.values_list("scan", flat=True)) == {Scan.CLEAN}
    assert worker.get(at("download", found)).status_code == 200
    noted = Reading.objects.filter(purpose="scanning for viruses").latest("at")
    assert noted.actor_id == ServicePrincipal("sweeps").id


def test_what_was_erased_or_removed_meanwhile_is_not_scanned(cast: Cast, scanner: FakeScanner) -> None:
    scanner.answer = b""
    removed = document(cast.team.caseworker, cast.khans.case)
    document(cast.team.colleague, cast.taylors.case)
    remove_document(by=cast.team.caseworker, document=removed, reason="x", at=clock.now())
    erase(cast.taylors.case.key_subject)
    scanner.answer, before = None, len(scanner.received)
    scan_waiting(by=ServicePrincipal("sweeps"), at=clock.now() + timedelta(minutes=5))
    assert len(scanner.received) == before
    assert scanning.scanned(b"x") is Scan.CLEAN
