"""The documents of a case: listed, added, looked at, downloaded, taken off. It turns requests into one call each."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from cases.access import may_hold_people, may_work_cases, open_case, open_document
from cases.actions.documents import add_documents, content_of, pages_of, remove_document
from cases.choices import CaseStatus
from cases.forms.documents import DocumentsForm, RemoveForm
from cases.models import Case, Document
from cases.rules import may_open_document, may_work_on
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.documents_shown import document_line, document_rows, page_number, page_shown
from cases.views.people_shown import bdi
from cases.views.shown import counted, posted
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.files import inspecting
from sendiass.files.choices import FileKind, Scan
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Row


@page(may=may_work_cases)
def documents_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Everything kept on the case, and the place to add more."""
    case = open_case(by=request.user, reference=reference)
    if request.method != "POST":
        return _show_documents(request, case)
    form = DocumentsForm(request.POST, request.FILES)
    kept: tuple[Document, ...] = ()
    if form.is_valid():
        try:
            taken = add_documents(
                by=request.user,
                case=case,
                files=form.offered(),
                description=form.cleaned_data["description"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            kept = taken.documents
            form.not_taken(taken.refused)
            if not taken.refused:
                keeping.discard(owner=request.user, form_key=_draft_key(case))
                messages.success(request, f"{counted(len(kept), 'document', 'documents')} added.")
                return redirect("cases:documents_page", case.reference)
    return _show_documents(request, case, form, kept)


@page(may=may_work_cases)
def document_page(request: StaffRequest, reference: str, document_id: UUID) -> HttpResponse:
    """One document: what is known of it, and a picture of its pages."""
    case = open_case(by=request.user, reference=reference)
    document = open_document(by=request.user, case=case, document_id=document_id)
    people = people_of(case)
    may_open = may_open_document(Scan(document.scan))
    with reading(
        by=request.user, subjects=subjects_on(case, people), purpose="a document", page="cases:document_page"
    ):
        if may_open:
            content_of(document)  # altered or erased, it says so here and not by a picture that is missing
        address = [case.reference, document.id]
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=request.user),
            "name": document.name,
            "rows": list(document_rows(document)),
            "may_open": may_open,
            "shown": page_shown(case, document, asked=request.GET.get("page", "1")) if may_open else None,
            "is_locked": document.kind == FileKind.PDF and document.pages is None,
            "download_url": reverse("cases:document_download", args=address),
            "remove_url": reverse("cases:document_remove", args=address),
            "may_work": may_work_on(CaseStatus(case.status)),
            "back_url": reverse("cases:documents_page", args=[case.reference]),
            "back_text": "Back to the documents",
        }
        return render(request, "cases/document_page.html", shown)


@page(may=may_work_cases)
def document_preview(request: StaffRequest, reference: str, document_id: UUID) -> HttpResponse:
    """A picture of one page: a reading."""
    case = open_case(by=request.user, reference=reference)
    document = open_document(by=request.user, case=case, document_id=document_id)
    if not pages_of(document):
        raise NotThere
    with reading(
        by=request.user,
        subjects=[case.key_subject],
        purpose="preview of a document",
        page="cases:document_preview",
    ):
        number = page_number(document, request.GET.get("page", "1"))
        drawn = inspecting.preview(FileKind(document.kind), content_of(document), number)
    if drawn is None:
        raise NotThere
    return HttpResponse(drawn.content, content_type=drawn.type)


@page(may=may_work_cases)
def document_download(request: StaffRequest, reference: str, document_id: UUID) -> HttpResponse:
    """The document itself, to be kept elsewhere: a reading, written before the first byte leaves."""
    case = open_case(by=request.user, reference=reference)
    document = open_document(by=request.user, case=case, document_id=document_id)
    with reading(
        by=request.user,
        subjects=[case.key_subject],
        purpose="download of a document",
        page="cases:document_download",
    ):
        content, name = content_of(document), document.name
    response = HttpResponse(content, content_type=inspecting.TYPES[FileKind(document.kind)])
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@page(may=may_work_cases)
def document_remove(request: StaffRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Take a document off the case, saying why."""
    case = open_case(by=request.user, reference=reference)
    document = open_document(by=request.user, case=case, document_id=document_id)
    may_work_on(CaseStatus(case.status)).require()
    form = RemoveForm(posted(request))
    if form.is_valid():
        try:
            remove_document(
                by=request.user, document=document, reason=form.cleaned_data["reason"], at=clock.now()
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Document removed.")
            return redirect("cases:documents_page", case.reference)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="removing a document",
        page="cases:document_remove",
    ):
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "heading": "Remove this document?",
            "rows": [Row("Document", bdi(document.name)), *document_rows(document)],
            "warning": "Nobody can open it after that. That it was here stays on record, with your reason.",
            "form": form,
            "button": "Remove the document",
            "danger": True,
            "cancel_url": reverse("cases:document_page", args=[case.reference, document.id]),
        }
        return render(request, "cases/case_confirm.html", shown)


def _show_documents(
    request: StaffRequest, case: Case, sent: DocumentsForm | None = None, kept: tuple[Document, ...] = ()
) -> HttpResponse:
    """The list and the form; `kept` is what was taken of a form that is shown again for the rest."""
    people = people_of(case)
    documents = list(Document.objects.kept().filter(case=case).select_related("added_by"))
    case.refresh_from_db()
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="documents of a case",
        page="cases:documents_page",
    ):
        draft = keeping.take(owner=request.user, form_key=_draft_key(case)) if sent is None else None
        newest = documents[0].id if documents else ""
        once = once_key(request.user.id, "documents", case.id, newest, len(documents))
        form = sent or DocumentsForm(initial={"once": once}, typed=draft.fields if draft else None)
        if sent is not None and kept:
            again = request.POST.copy()
            again["once"] = str(uuid4())  # what is sent next is something else
            form.data = again
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=request.user, current="documents_page"),
            "form": form,
            "draft": draft,
            "form_key": _draft_key(case),
            "documents": [document_line(case, one) for one in documents],
            "kept": [one.name for one in kept],
            "may_hold": may_hold_people(case),
            "may_work": may_work_on(CaseStatus(case.status)),
        }
        return render(request, "cases/documents_page.html", shown)


def _draft_key(case: Case) -> str:
    return f"case:{case.reference}:documents"
