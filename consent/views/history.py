"""What sharing has in a case's history: each contact with an agency, and what of it reached the family."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from cases.models import Case
from cases.views.case_timeline import Brought, Entry, FromAbove, Line
from consent.choices import PassOnOutcome
from consent.models import Approach, DisclosedContent, Disclosure, Heard, PassedOn, SafeguardingDisclosure
from consent.views.letters_shown import fate_of
from consent.views.safeguarding_shown import review_in_words, told_words
from consent.views.sharing_shown import (
    carried_by,
    link_to_letter,
    link_to_pass_on,
    owed_in_words,
    passed_on_in_words,
    spoken_with,
    title_of,
    told_of,
    worded,
)
from sendiass.database.questions import question
from sendiass.ui.parts import Link


def _contacts(case: Case, keys: Sequence[UUID]) -> Brought:
    contacts = _disclosed(ids=list(keys))
    contents: dict[UUID, list[DisclosedContent]] = {one.id: [] for one in contacts}
    for content in _contents(disclosures=list(keys)):
        contents[content.disclosure_id].append(content)
    heard = {one.disclosure_id: one for one in _heard(disclosures=list(keys))}
    settled = set(_settled(disclosures=list(keys)))

    def tell(one: Disclosure) -> Entry:
        said = heard.get(one.id)
        lines = [Line(each.what, each.words) for each in worded(contents[one.id])]
        if carried := carried_by(one):
            lines.insert(0, Line(carried))
        if fate := fate_of(one):
            lines.insert(0, Line(fate))
        lines.append(Line(told_of(one), one.not_told_because or ""))
        links = [link_to_letter(one, case)]
        is_owed = said is not None and said.id not in settled
        if said:
            lines.append(Line("What they said", said.words))
        if said and is_owed:
            said.agency = one.agency
            lines.append(Line(owed_in_words(said)))
            links.append(link_to_pass_on(said, case))
        return Entry(
            title=title_of(one),
            by=one.recorded_by.name,
            at=one.happened_at,
            facts=spoken_with(one),
            lines=tuple(line for line in lines if line.text),
            links=tuple(link for link in links if link),
        )

    return Brought({one.id: one for one in contacts}, tell, naming=((contacts, ("recorded_by",)),))


def _approaches(case: Case, keys: Sequence[UUID]) -> Brought:
    rows = _came(ids=list(keys))
    heard = {one.approach_id: one for one in _heard_unasked(approaches=list(keys))}

    def tell(one: Approach) -> Entry:
        said = heard[one.id]
        said.agency = one.agency
        is_owed = not hasattr(said, "passed_on")
        return Entry(
            title=title_of(one),
            by=one.recorded_by.name,
            at=one.happened_at,
            facts=spoken_with(one),
            lines=(
                Line(carried_by(one)),
                Line(told_of(one), one.not_told_because or ""),
                Line("What they said", said.words),
                *((Line(owed_in_words(said)),) if is_owed else ()),
            ),
            links=(link_to_pass_on(said, case),) if is_owed else (),
        )

    return Brought({one.id: one for one in rows}, tell, naming=((rows, ("recorded_by",)),))


@question
def _came(*, ids: list[UUID]) -> QuerySet[Approach]:
    return Approach.objects.filter(id__any_of=ids).select_related("agency")


@question
def _heard_unasked(*, approaches: list[UUID]) -> QuerySet[Heard]:
    return Heard.objects.filter(approach__id__any_of=approaches).select_related("passed_on")


@question
def _disclosed(*, ids: list[UUID]) -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(id__any_of=ids).with_their_letters().select_related("agency")


@question
def _contents(*, disclosures: list[UUID]) -> QuerySet[DisclosedContent]:
    return DisclosedContent.objects.filter(disclosure__id__any_of=disclosures)


@question
def _heard(*, disclosures: list[UUID]) -> QuerySet[Heard]:
    return Heard.objects.filter(disclosure__id__any_of=disclosures)


@question
def _settled(*, disclosures: list[UUID]) -> QuerySet[PassedOn, UUID]:
    found = PassedOn.objects.filter(heard__disclosure__id__any_of=disclosures)
    settled: QuerySet[PassedOn, UUID] = found.values_list("heard", flat=True)
    return settled


@question
def _passed_on(*, ids: list[UUID]) -> QuerySet[PassedOn]:
    return PassedOn.objects.filter(id__any_of=ids).select_related("told", "heard__agency")


def _kept_safe(case: Case, keys: Sequence[UUID]) -> Brought:
    rows = _safeguarding(ids=list(keys))
    reviews = [one.review for one in rows if hasattr(one, "review")]

    def tell(one: SafeguardingDisclosure) -> Entry:
        url = f"{reverse('consent:safeguarding_page', args=[case.reference])}#{one.id}"
        return Entry(
            title=f"Shared without permission to keep someone safe: {told_words(one)}",
            by=one.recorded_by.name,
            at=one.happened_at,
            facts=review_in_words(one),
            links=(Link("See what was shared", url, f"with {told_words(one)}"),),
        )

    return Brought(
        {one.id: one for one in rows}, tell, ((rows, ("recorded_by",)), (reviews, ("recorded_by",)))
    )


@question
def _safeguarding(*, ids: list[UUID]) -> QuerySet[SafeguardingDisclosure]:
    return SafeguardingDisclosure.objects.filter(id__any_of=ids).select_related("agency", "review")


def _told_to_the_family(_case: Case, keys: Sequence[UUID]) -> Brought:
    rows = _passed_on(ids=list(keys))

    def tell(one: PassedOn) -> Entry:
        is_withheld = one.outcome == PassOnOutcome.WITHHELD
        answer = [Line("What they said to it", one.answer)] if one.answer else []
        return Entry(
            title=f"{'Not passed on' if is_withheld else 'Passed on'}: what {one.heard.agency.name} said",
            by=one.recorded_by.name,
            at=one.recorded_at,
            note=one.because or "",
            facts=passed_on_in_words(one),
            lines=tuple(answer),
        )

    told = dict.fromkeys(one.told.key_subject for one in rows if one.told)
    return Brought({one.id: one for one in rows}, tell, ((rows, ("recorded_by",)),), tuple(told))


SAID = FromAbove(
    "said",
    "SELECT 'said', id, (happened_at AT TIME ZONE %(zone)s)::date, happened_at"
    " FROM consent_disclosure WHERE case_id = %(case)s",
    _contacts,
)
APPROACHED = FromAbove(
    "approached",
    "SELECT 'approached', id, (happened_at AT TIME ZONE %(zone)s)::date, happened_at"
    " FROM consent_approach WHERE case_id = %(case)s",
    _approaches,
)
PASSED_ON = FromAbove(
    "passed_on",
    "SELECT 'passed_on', id, happened_on, recorded_at FROM consent_passedon WHERE case_id = %(case)s",
    _told_to_the_family,
)
KEPT_SAFE = FromAbove(
    "kept_safe",
    "SELECT 'kept_safe', id, (happened_at AT TIME ZONE %(zone)s)::date, happened_at"
    " FROM consent_safeguardingdisclosure WHERE case_id = %(case)s",
    _kept_safe,
)
