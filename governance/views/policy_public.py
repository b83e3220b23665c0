"""The impartiality policy for anybody: the page, the paper, and what each version changed (L33, Y16, Y27)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.access import policy_in_force
from cases.models import PolicyVersion
from governance.access.policy import clauses_of, edition_in_force, edition_numbered, review_due_on
from governance.documents.policy import PolicyPaper, policy_pdf
from governance.models import PolicyEdition
from governance.rules.policy import differences
from governance.views.policy_shown import clause_lines, difference_lines
from sendiass import clock
from sendiass.access import NotThere
from sendiass.pages import public_page

LARGEST = 10**6


@public_page
def policy_page(request: HttpRequest) -> HttpResponse:
    """The policy in force, clause by clause with what keeps each, its version and when it is reviewed."""
    on = clock.today()
    version, edition = policy_in_force(on=on), edition_in_force(on=on)
    shown = {
        "version": version,
        "edition": edition,
        "lines": clause_lines(clauses_of(edition)),
        "review_on": review_due_on(),
        "earlier": [one.adoption.version for one in _in_force_until(version)],
    }
    return render(request, "governance/policy_page.html", shown)


@public_page
def policy_paper(request: HttpRequest) -> HttpResponse:
    """The policy in force on headed paper; with `?print=large` in large print."""
    on = clock.today()
    version = policy_in_force(on=on)
    if version is None:
        raise NotThere
    response = HttpResponse(
        policy_pdf(paper_of(version, large_print=request.GET.get("print") == "large")),
        content_type="application/pdf",
    )
    response["Content-Disposition"] = 'inline; filename="impartiality.pdf"'
    return response


@public_page
def policy_changes(request: HttpRequest, policy_number: int) -> HttpResponse:
    """What a version in force, or one before it, changed in the one before itself, word by word."""
    edition = edition_numbered(policy_number) if policy_number < LARGEST else None
    if edition is None or edition.adoption.version.in_force_on > clock.today():
        raise NotThere
    shown = {
        "version": edition.adoption.version,
        "is_first": edition.based_on is None,
        "differences": difference_lines(differences(clauses_of(edition.based_on), clauses_of(edition))),
    }
    return render(request, "governance/policy_changes.html", shown)


def paper_of(version: PolicyVersion, *, large_print: bool = False) -> PolicyPaper:
    """What stands on the paper of a version."""
    edition = edition_numbered(version.number)
    return PolicyPaper(
        version.number,
        version.in_force_on,
        review_due_on(),
        tuple(clauses_of(edition)),
        "" if edition else version.words,
        large_print,
    )


def _in_force_until(version: PolicyVersion | None) -> list[PolicyEdition]:
    if version is None:
        return []
    found = PolicyEdition.objects.adopted().select_related("adoption__version")
    return list(found.filter(adoption__version__number__lte=version.number))
