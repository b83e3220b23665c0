"""Adding the paper on which a permission was signed. It turns a request into one call and a page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_hold_people, may_work_cases, open_case, open_document
from cases.actions.documents import add_documents
from cases.choices import CaseStatus
from cases.models import Case, Document
from cases.rules import may_work_on
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.shown import posted
from consent.access import open_permission
from consent.actions.signed_forms import add_signed_form
from consent.forms.signed_forms import SignedFormForm
from consent.models import SignedForm
from consent.rules import may_add_form
from sendiass import clock
from sendiass.access import Refused, refuse
from sendiass.audit import reading
from sendiass.files.choices import Scan
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key

WHAT_IT_IS = "The signed form of a permission to share"


@page(may=may_work_cases)
def signed_form_add(request: StaffRequest, reference: str, permission_id: UUID) -> HttpResponse:
    """Say which document of the case is this permission's signed form, or add it to the case."""
    case = open_case(by=request.user, reference=reference)
    permission = open_permission(by=request.user, case=case, permission_id=permission_id)
    (may_work_on(CaseStatus(case.status)) and may_hold_people(case)).require()
    if request.method != "POST":
        has_one = SignedForm.objects.filter(permission=permission).exists()
        may_add_form(has_one=has_one).require()
    people = people_of(case)
    documents = Document.objects.kept().filter(case=case).exclude(scan=Scan.INFECTED)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="adding a signed form",
        page="consent:signed_form_add",
    ):
        form = SignedFormForm(
            posted(request),
            request.FILES or None,
            documents=[(one.id, one.name) for one in documents],
            initial={"once": once_key(request.user.id, "signed form", permission.id)},
        )
        if form.is_valid():
            try:
                with transaction.atomic():
                    document = _document(request, case, form)
                    add_signed_form(by=request.user, permission=permission, document=document, at=clock.now())
            except Refused as refused:
                form.add_error("document", refused.decision.reason)
            else:
                messages.success(request, "The signed form is with the permission.")
                return redirect("consent:sharing_page", case.reference)
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "permission": permission,
            "form": form,
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
        }
        return render(request, "consent/signed_form_add.html", shown)


def _document(request: StaffRequest, case: Case, form: SignedFormForm) -> Document:
    """The document that was chosen, or the one just added. Raises Refused for a file that is not taken."""
    chosen = form.chosen()
    if chosen:
        return open_document(by=request.user, case=case, document_id=chosen)
    taken = add_documents(
        by=request.user,
        case=case,
        files=[form.offered()],
        description=WHAT_IT_IS,
        once=form.cleaned_data["once"],
        at=clock.now(),
    )
    for file in taken.refused:
        refuse(f"“{file.name}” was not added. {file.reason}", "documents").require()
    return taken.documents[0]
