"""Adding documents to a case once the family agrees to records (L26), taking them off, and having them scanned."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from cases import rules
from cases.access import may_hold_people
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.choices import CaseStatus
from cases.models import Case, Document
from sendiass.access import Decision, Refused, refuse
from sendiass.accounts.models import User
from sendiass.audit import Actor, reading
from sendiass.crypto.errors import Erased, Tampered
from sendiass.files import inspecting, keeping
from sendiass.files.choices import FileKind, Scan
from sendiass.files.scanning import scanned

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offered:
    """A file as it came. `problem` says why its content did not get this far."""

    name: str
    content: bytes
    problem: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that was refused, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files of one form: the documents there are now, and what was refused."""

    documents: tuple[Document, ...]
    refused: tuple[NotTaken, ...]


def add_documents(
    *, by: User, case: Case, files: Sequence[Offered], description: str, once: UUID, at: datetime
) -> Taken:
    """Put these files on the case, each by itself: one that is refused keeps none of the others out.

    The same file under the same `once` counts once. Raises Refused for a closed case and while the family does not
    agree to records being kept.
    """
    _may_add(case, case.status).require()
    ready, refused = _inspected(files)
    documents = [
        _add(
            by=by,
            case=case,
            file=file,
            scan=scan,
            said=(digest, description),
            once=once,
            at=at - timedelta(microseconds=place),  # the newest stand first, and these as they were chosen
        )
        for place, (file, digest, scan) in enumerate(_scanned_in_turn(ready))
    ]
    return Taken(tuple(dict.fromkeys(documents)), tuple(refused))


@transaction.atomic
def remove_document(*, by: User, document: Document, reason: str, at: datetime) -> None:
    """Take a document off the case: it stays on record with the reason, and can't be opened. Once.

    Raises Refused without a reason, and for a closed case.
    """
    if not reason.strip():
        refuse("Enter why you remove this document.", "documents").require()
    held: Case = Case.objects.select_for_update().get(pk=document.case_id)
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.removed_at is not None:
        return
    rules.may_work_on(CaseStatus(held.status)).require()
    document.removed_at, document.removed_by, document.reason_removed = at, by, reason
    document.save(update_fields=["removed_at", "removed_by", "reason_removed"])


def content_of(document: Document) -> bytes:
    """The document itself; needs a reading that names its case.

    Raises Refused while it may not be opened, Tampered when it is not what was kept, and Erased.
    """
    rules.may_open_document(Scan(document.scan)).require()
    return _content(document)


def pages_of(document: Document) -> int:
    """How many of its pages can be shown as pictures."""
    return inspecting.pages_to_show(FileKind(document.kind), document.pages)


def scan_waiting(*, by: Actor, at: datetime) -> None:
    """Ask the scanner about documents it gave no answer for; stops when it still gives none.

    One whose key is gone, or that was altered, can't be scanned and stays shut.
    """
    for document_id in list(Document.objects.to_be_scanned().values_list("id", flat=True)):
        with transaction.atomic():
            document = Document.objects.select_for_update().get(pk=document_id)
            if document.removed_at is not None or document.scan != Scan.WAITING:
                continue
            with reading(by=by, subjects=[document.key_subject], purpose="scanning for viruses"):
                try:
                    answer = scanned(_content(document))
                except Erased:
                    continue
                except Tampered:
                    log.critical(
                        "document %s was altered in the data base, so it is not scanned", document.id
                    )
                    continue
            if answer is Scan.WAITING:
                return
            document.scan, document.scanned_at = answer, at
            document.save(update_fields=["scan", "scanned_at"])


def _may_add(case: Case, status: str) -> Decision:
    return rules.may_work_on(CaseStatus(status)) and may_hold_people(case)


def _inspected(
    files: Sequence[Offered],
) -> tuple[list[tuple[inspecting.Checked, str]], list[NotTaken]]:
    """The files that may be kept, with what tells one upload from another; and those that may not."""
    ready, refused = [], []
    for offered in files:
        name = inspecting.safe_name(offered.name)
        try:
            if offered.problem:
                refuse(offered.problem, inspecting.RULE).require()
            ready.append((inspecting.checked(name, offered.content), sha256(offered.content).hexdigest()))
        except Refused as no:
            refused.append(NotTaken(name, no.decision.reason))
    return ready, refused


def _scanned_in_turn(
    ready: Sequence[tuple[inspecting.Checked, str]],
) -> Iterator[tuple[inspecting.Checked, str, Scan]]:
    """Each with what the scanner says; one that stays silent is not waited for a second time."""
    silent = False
    for file, digest in ready:
        scan = Scan.WAITING if silent else scanned(file.content)
        silent = silent or scan is Scan.WAITING
        yield file, digest, scan


@transaction.atomic
def _add(
    *,
    by: User,
    case: Case,
    file: inspecting.Checked,
    scan: Scan,
    said: tuple[str, str],
    once: UUID,
    at: datetime,
) -> Document:
    one_at_a_time(once)
    document_id = same_each_time(once, by.id, case.id, "document", file.name, *said)
    earlier: Document | None = Document.objects.filter(pk=document_id).first()
    if earlier:
        return earlier
    held: Case = Case.objects.select_for_update().get(pk=case.pk)
    _may_add(held, held.status).require()
    return Document.objects.create(
        id=document_id,
        case=case,
        name=file.name,
        description=said[1],
        file_key=keeping.keep(file.content, file_id=document_id),
        kind=file.kind,
        size=len(file.content),
        pages=file.pages,
        scan=scan,
        scanned_at=at if scan in (Scan.CLEAN, Scan.INFECTED) else None,
        added_at=at,
        added_by=by,
    )


def _content(document: Document) -> bytes:
    return keeping.opened(file_id=document.id, key=document.file_key)
