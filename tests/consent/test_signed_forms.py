"""The paper on which a permission was signed: asked for, added once, shown and opened."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions.documents import Offered, add_documents, remove_document
from cases.choices import TaskRule
from cases.models import Case, Document, Task
from consent.actions.signed_forms import add_signed_form
from consent.choices import HowGiven
from consent.models import SharingPermission, SignedForm
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from tests.cast import Cast
from tests.closing import closed_case
from tests.consent.test_sharing_pages import get, post, signed_in
from tests.papers import letter

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24")]
Permitted = Callable[..., SharingPermission]


def on_the_case(by: User, case: Case, name: str = "consent.pdf") -> Document:
    taken = add_documents(
        by=by,
        case=case,
        files=[Offered(name, letter(["Yes."]))],
        description="",
        once=uuid4(),
        at=clock.now(),
    )
    return taken.documents[0]


def open_tasks(case: Case) -> list[str]:
    return list(
        Task.objects.open().filter(case=case, rule=TaskRule.SIGNED_FORM).values_list("rule", flat=True)
    )


@pytest.mark.parametrize(("how", "asks"), [(HowGiven.FORM, 1), (HowGiven.LETTER, 1), (HowGiven.PHONE, 0)])
def test_a_yes_on_paper_asks_for_the_paper_and_says_that_it_is_not_there(
    cast: Cast, permitted: Permitted, how: HowGiven, asks: int
) -> None:
    permitted(how=how)
    assert len(open_tasks(cast.khans.case)) == asks
    assert ("Not on the case yet" in get(cast.team.caseworker, cast.khans.case)) == bool(asks)


def test_a_document_of_the_case_becomes_the_signed_form_and_the_task_is_done(
    cast: Cast, permitted: Permitted
) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    permission, document = permitted(how=HowGiven.FORM), on_the_case(worker, case)
    page = f"permissions/{permission.id}/form/"
    typed = {"once": str(uuid4()), "document": str(document.id)}
    assert post(worker, case, page, typed).status_code == 302
    assert SignedForm.objects.get().document == document
    assert open_tasks(case) == []
    html = signed_in(worker).get(f"/cases/{case.reference}/sharing/").content.decode()
    assert f'/cases/{case.reference}/documents/{document.id}/"' in html
    assert "Not on the case yet" not in html
    again = signed_in(worker).get(f"/cases/{case.reference}/sharing/{page}")
    assert again.status_code == 403


def test_a_form_that_comes_later_is_added_with_its_file(cast: Cast, permitted: Permitted) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    permission = permitted(how=HowGiven.PHONE)
    page = f"permissions/{permission.id}/form/"
    typed = {
        "once": str(uuid4()),
        "document": "new",
        "paper": SimpleUploadedFile("signed.pdf", letter(["Yes."]), content_type="application/pdf"),
    }
    assert post(worker, case, page, typed).status_code == 302
    assert SignedForm.objects.get().document.case == case
    assert "signed.pdf" in get(worker, case)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"document": ""}, "Select where the signed form is"),
        ({"document": "new"}, "Select the signed form"),
        ({"document": str(uuid4())}, "Select one of the choices"),
        ({"document": "new", "paper": "bad"}, "was not added"),
    ],
)
def test_what_is_no_form_is_refused_in_words_and_nothing_is_kept(
    cast: Cast, permitted: Permitted, typed: dict[str, object], words: str
) -> None:
    worker, case, permission = cast.team.caseworker, cast.khans.case, permitted()
    if "paper" in typed:
        typed = typed | {"paper": SimpleUploadedFile("run.exe", b"MZ\x90\x00")}
    before = Document.objects.count()
    response = post(worker, case, f"permissions/{permission.id}/form/", {"once": str(uuid4()), **typed})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not SignedForm.objects.exists()
    assert Document.objects.count() == before


def test_another_cases_document_is_refused(cast: Cast, permitted: Permitted) -> None:
    permission, theirs = permitted(), on_the_case(cast.team.colleague, cast.taylors.case)
    with pytest.raises(Refused, match="not on this case"):
        add_signed_form(by=cast.team.caseworker, permission=permission, document=theirs, at=clock.now())


def test_there_is_one_for_good(cast: Cast, permitted: Permitted) -> None:
    worker, permission = cast.team.caseworker, permitted()
    first, second = (on_the_case(worker, cast.khans.case, name) for name in ("one.pdf", "two.pdf"))
    form = add_signed_form(by=worker, permission=permission, document=first, at=clock.now())
    assert add_signed_form(by=worker, permission=permission, document=first, at=clock.now()) == form
    with pytest.raises(Refused, match="on the case already"):
        add_signed_form(by=worker, permission=permission, document=second, at=clock.now())


def test_taken_off_the_case_the_page_says_so(cast: Cast, permitted: Permitted) -> None:
    worker, permission = cast.team.caseworker, permitted(how=HowGiven.FORM)
    document = on_the_case(worker, cast.khans.case)
    add_signed_form(by=worker, permission=permission, document=document, at=clock.now())
    remove_document(by=worker, document=document, reason="Another family's.", at=clock.now())
    assert "Taken off the case" in get(worker, cast.khans.case)


def test_a_closed_case_takes_none(cast: Cast, permitted: Permitted) -> None:
    worker, case, permission = cast.team.caseworker, cast.khans.case, permitted(how=HowGiven.FORM)
    document = on_the_case(worker, case)
    closed_case(by=worker, case=case, reason="x", at=clock.now())
    typed = {"once": str(uuid4()), "document": str(document.id)}
    assert post(worker, case, f"permissions/{permission.id}/form/", typed).status_code == 403
    assert not SignedForm.objects.exists()
