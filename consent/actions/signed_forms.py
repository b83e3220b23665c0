"""Naming the paper on which a permission was signed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases.access import may_hold_people, may_work_cases
from cases.choices import CaseStatus
from cases.models import Case, Document
from cases.rules import may_work_on
from consent import rules
from consent.actions.reminders import settle
from consent.models import SharingPermission, SignedForm
from sendiass.access import refuse
from sendiass.accounts.models import User


@transaction.atomic
def add_signed_form(
    *, by: User, permission: SharingPermission, document: Document, at: datetime
) -> SignedForm:
    """Say which document of the case is a permission's signed form: once, for good. The same again changes nothing.

    Raises Refused for a document of another case or one taken off it, for a second paper, and on a closed case.
    """
    may_work_cases(by).require()
    case: Case = Case.objects.select_for_update().get(pk=permission.case_id)
    may_work_on(CaseStatus(case.status)).require()
    may_hold_people(case).require()
    earlier: SignedForm | None = SignedForm.objects.filter(permission=permission).first()
    if earlier and earlier.document_id == document.id:
        return earlier
    rules.may_add_form(has_one=earlier is not None).require()
    if not Document.objects.kept().filter(pk=document.pk, case=case).exists():
        refuse("That document is not on this case.", "L24").require()
    form: SignedForm = SignedForm.objects.create(
        case=case, permission=permission, document=document, added_at=at, added_by=by
    )
    settle(by=by, case=case, at=at)
    return form
