"""The library of law and guidance, and the independent sources: as they come, found, corrected, never overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.library import (
    SourceDetails,
    Wording,
    add_reference,
    add_source,
    change_reference,
    change_source,
    retire_source,
    take_source_back,
)
from cases.choices import LegalKind, Ties
from cases.deadlines import review_due_on
from cases.forms.law import references_like, references_meant
from cases.migrations._as_they_come import legal_entries, load
from cases.models import IndependentSource, LegalReference
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.profiles import profile
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y03")]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def law(key: str = "cfa-2014-section-36-8") -> LegalReference:
    return LegalReference.objects.get(key=key)


def wording_of(reference: LegalReference, **different: Any) -> Wording:
    names = ("instrument", "provision", "title", "says", "also", "url", "in_force_from", "in_force_until")
    kept = Wording(kind=LegalKind(reference.kind), **{name: getattr(reference, name) for name in names})
    return replace(kept, **different)


def changed(by: User, reference: LegalReference, **different: Any) -> LegalReference:
    return change_reference(
        by=by,
        reference=reference,
        wording=wording_of(reference, **different),
        is_checked=True,
        reason="The law changed.",
        once=uuid4(),
        at=clock.now(),
    )


class TestAsItComes:
    """What comes with the software."""

    def test_each_entry_is_there_whole_and_told_from_every_other(self) -> None:
        entries = dict(legal_entries())
        assert len(entries) > 80
        kept = LegalReference.objects.filter(key__isnull=False)
        assert set(kept.values_list("key", flat=True)) == set(entries)
        assert len({one.line for one in kept}) == len(entries)
        for one in kept:
            assert one.says.endswith("."), one.line
            assert one.url.startswith("https://"), one.line
            assert "{" not in one.url, one.line

    def test_nothing_that_came_is_called_checked(self) -> None:
        assert not LegalReference.objects.filter(checked_on__isnull=False).exists()
        assert not IndependentSource.objects.filter(reviewed_on__isnull=False).exists()

    def test_loading_again_adds_nothing_and_overwrites_nothing(self, cast: Cast) -> None:
        changed(cast.team.manager, law(), says="Our own words.")
        retire_source(
            by=cast.team.manager,
            source=IndependentSource.objects.get(key="contact"),
            reason="Ours.",
            at=clock.now(),
        )
        before = [
            list(model.objects.order_by("id").values()) for model in (LegalReference, IndependentSource)
        ]
        with connections["default"].schema_editor() as editor:
            load(apps, editor)
        assert before == [
            list(model.objects.order_by("id").values()) for model in (LegalReference, IndependentSource)
        ]


class TestFinding:
    """By number or by words, as people type them."""

    @pytest.mark.parametrize(
        ("typed", "key"),
        [
            ("s36(8)", "cfa-2014-section-36-8"),
            ("S. 36(8)", "cfa-2014-section-36-8"),
            ("section 36(8)", "cfa-2014-section-36-8"),
            ("reg 13", "send-regs-2014-regulation-13"),
            ("para 9.14", "send-code-2015-paragraph-9-14"),
            ("best endeav", "cfa-2014-section-66"),
            ("CFA s9", ""),
            ("EOTAS", "cfa-2014-section-61"),
            ("cfa s20", "cfa-2014-section-20"),
            ("PSED", "equality-2010-section-149"),
            ("s19 alternative", "education-1996-section-19"),
            ("rule 20", "tribunal-rules-2008-rule-20"),
        ],
    )
    def test_it_is_found(self, typed: str, key: str) -> None:
        found = references_like(typed)
        assert (found[0].key if found else "") == key

    def test_the_number_typed_comes_before_longer_ones(self) -> None:
        assert [one.provision for one in references_like("equality section 1")][:1] != ["section 149"]
        assert references_like("cfa s3")[0].provision != "section 3"

    def test_a_whole_line_means_one(self) -> None:
        for one in LegalReference.objects.all():
            assert references_meant(one.line) == [one], one.line

    @given(typed=st.text(max_size=40))
    def test_no_words_break_it(self, typed: str) -> None:
        references_like(typed)

    def test_what_ended_or_was_taken_off_is_not_offered(self, cast: Cast) -> None:
        yesterday = clock.today() - timedelta(days=1)
        changed(cast.team.manager, law(), in_force_until=yesterday)
        changed(cast.team.manager, law("cfa-2014-section-36-1"), is_offered=False)
        assert [one.key for one in references_like("s36")] == ["cfa-2014-section-36"]

    def test_the_box_is_answered_and_nobody_else_asks(self, cast: Cast) -> None:
        answer = signed_in(cast.team.volunteer).post("/library/find/", {"words": "s36(1)"})
        assert answer.json() == {
            "lines": ["Children and Families Act 2014, section 36(1): Asking for an assessment"],
            "more": False,
        }
        assert signed_in(cast.team.volunteer).get("/library/find/").status_code == 405

    def test_the_page_is_narrowed(self, cast: Cast) -> None:
        client = signed_in(cast.team.caseworker)
        html = client.get("/library/?words=mediation&kind=act").content.decode()
        assert "section 52" in html
        assert "regulation 42" not in html
        assert "Nothing matches" in client.get("/library/?words=zebra").content.decode()


class TestChanging:
    """A change is a new version; the one before stays, and stays with the advice given on it."""

    def test_it_stands_beside_the_earlier_one(self, cast: Cast) -> None:
        first = law()
        second = changed(cast.team.manager, first, says="It must assess if …")
        assert (second.version, second.original) == (2, first)
        assert first.says != second.says
        assert first not in LegalReference.objects.as_they_stand()
        client = signed_in(cast.team.caseworker)
        html = client.get(f"/library/{first.id}/").content.decode()
        assert "This is version 1" in html
        assert "The law changed." in html

    def test_only_the_manager_keeps_it(self, cast: Cast) -> None:
        for user in (cast.team.caseworker, cast.team.volunteer, cast.team.administrator):
            with pytest.raises(Refused):
                changed(user, law())
            assert signed_in(user).post("/library/add/", {}).status_code == 403

    def test_two_changes_of_one_version_are_one(self, cast: Cast) -> None:
        changed(cast.team.manager, law(), says="First.")
        with pytest.raises(Refused, match="Someone changed this"):
            changed(cast.team.manager, law(), says="Second.")

    def test_a_change_says_why(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="why this is changed"):
            change_reference(
                by=cast.team.manager,
                reference=law(),
                wording=wording_of(law()),
                is_checked=False,
                reason=" ",
                once=uuid4(),
                at=clock.now(),
            )

    def test_the_manager_checks_it_on_its_page(self, cast: Cast) -> None:
        reference = law()
        typed = {
            "kind": "act",
            "instrument": reference.instrument,
            "provision": reference.provision,
            "title": reference.title,
            "says": reference.says,
            "also": reference.also,
            "url": reference.url,
            "in_force_from_day": "1",
            "in_force_from_month": "9",
            "in_force_from_year": "2014",
            "checked": "yes",
            "is_offered": "yes",
            "reason": "Read it today.",
        }
        client = signed_in(cast.team.manager)
        answer = client.post(f"/library/{reference.id}/change/", typed)
        assert answer.status_code == 302, answer.content.decode()
        newest = LegalReference.objects.get(original=reference)
        assert (newest.checked_on, newest.recorded_by) == (clock.today(), cast.team.manager)
        assert (
            client.get(f"/library/{reference.id}/change/")
            .headers["Location"]
            .endswith(f"/library/{newest.id}/change/")
        )

    @pytest.mark.parametrize(
        ("different", "said"),
        [
            ({"provision": ""}, "Enter section, regulation or paragraph"),
            ({"url": "javascript:alert(1)"}, "Enter a web address"),
            (
                {"in_force_until_year": "2013", "in_force_until_month": "1", "in_force_until_day": "1"},
                "same as or after",
            ),
        ],
    )
    def test_a_mistake_is_named(self, cast: Cast, different: dict[str, str], said: str) -> None:
        typed = {
            "kind": "act",
            "instrument": "Care Act 2014",
            "provision": "section 58",
            "title": "Moving to adult care",
            "says": "A council assesses a child's needs for care after 18.",
            "in_force_from_day": "1",
            "in_force_from_month": "4",
            "in_force_from_year": "2015",
        }
        client = signed_in(cast.team.manager)
        html = client.post("/library/add/", {**typed, **different}).content.decode()
        assert "There is a problem" in html
        assert said in html
        assert client.post("/library/add/", typed).status_code == 302

    def test_the_same_form_sent_twice_adds_one(self, cast: Cast) -> None:
        once, at = uuid4(), clock.now()
        wording = Wording(LegalKind.ACT, "Care Act 2014", "section 58", "Moving on", "A sentence.")
        for _ in range(2):
            add_reference(by=cast.team.manager, wording=wording, is_checked=False, once=once, at=at)
        assert LegalReference.objects.filter(instrument="Care Act 2014").count() == 1


@pytest.mark.clause("Y13")
class TestSources:
    """Independent sources are reviewed, retired and never deleted."""

    DETAILS = SourceDetails("Local forum", "Parents' group.", "Paid by a charity.", Ties.NONE, "Here")

    def test_adding_is_the_first_review(self, cast: Cast) -> None:
        added = add_source(by=cast.team.manager, details=self.DETAILS, at=clock.now())
        months = profile().advice.source_review_months
        assert added.review_due_on == review_due_on(clock.today(), months)
        assert added.reviewed_by == cast.team.manager

    def test_what_is_due_is_on_the_managers_day_until_reviewed(self, cast: Cast) -> None:
        manager = signed_in(cast.team.manager)
        assert "sources to review" in manager.get("/today/").content.decode()
        assert "sources to review" not in signed_in(cast.team.caseworker).get("/today/").content.decode()
        for source in IndependentSource.objects.in_use():
            change_source(
                by=cast.team.manager,
                source=source,
                details=replace(self.DETAILS, name=source.name),
                is_reviewed=True,
                at=clock.now(),
            )
        assert not IndependentSource.objects.due_for_review(clock.today()).exists()
        assert "No source is due for review" in manager.get("/sources/?show=due").content.decode()

    def test_correcting_is_not_reviewing(self, cast: Cast) -> None:
        ipsea = IndependentSource.objects.get(key="ipsea")
        change_source(
            by=cast.team.manager, source=ipsea, details=self.DETAILS, is_reviewed=False, at=clock.now()
        )
        assert IndependentSource.objects.get(key="ipsea").reviewed_on is None

    def test_it_is_retired_and_taken_back_on_its_page(self, cast: Cast) -> None:
        ipsea, client = IndependentSource.objects.get(key="ipsea"), signed_in(cast.team.manager)
        address = f"/sources/{ipsea.id}/retire/"
        assert "Enter why" in client.post(address, {"reason": ""}).content.decode()
        assert client.post(address, {"reason": "It closed."}).status_code == 302
        assert "It closed." in client.get("/sources/").content.decode()
        assert client.post(address, {"back": "yes"}).status_code == 302
        assert IndependentSource.objects.get(key="ipsea").retired_on is None

    def test_only_the_manager_keeps_the_list(self, cast: Cast) -> None:
        ipsea, worker = IndependentSource.objects.get(key="ipsea"), cast.team.caseworker
        with pytest.raises(Refused):
            retire_source(by=worker, source=ipsea, reason="No.", at=clock.now())
        with pytest.raises(Refused):
            take_source_back(by=worker, source=ipsea, at=clock.now())
        assert signed_in(worker).get(f"/sources/{ipsea.id}/").status_code == 403
        assert "Change or review" not in signed_in(worker).get("/sources/").content.decode()

    def test_what_is_typed_about_one_is_checked(self, cast: Cast) -> None:
        client = signed_in(cast.team.manager)
        typed = {"name": "Forum", "helps_with": "Talk.", "standing": "A charity.", "ties": "none"}
        html = client.post("/sources/add/", {**typed, "website": "not a site", "phone": "x"}).content.decode()
        assert "Enter a web address" in html
        assert "Enter a telephone number" in html
        assert client.post("/sources/add/", {**typed, "website": "forum.example"}).status_code == 302
        assert IndependentSource.objects.get(name="Forum").website == "https://forum.example"


@given(day=st.dates(date(2000, 1, 1), date(2080, 1, 1)), months=st.integers(1, 36))
def test_a_review_is_due_so_many_months_on(day: date, months: int) -> None:
    due = review_due_on(day, months)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == months
    assert due.day == day.day or (due + timedelta(days=1)).day == 1
