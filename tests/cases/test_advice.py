"""Options laid before a family: owed without delaying the log, written down whole, keeping a case open until they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from typing import cast as cast_to
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given as property_of
from hypothesis import strategies as st

from cases import rules
from cases.actions.advice import Option, choose_option, lay_options, signpost
from cases.actions.casework import change_status
from cases.actions.dates import finish_task
from cases.actions.enquiries import Asked, take_enquiry
from cases.actions.interventions import correct_intervention, log_intervention
from cases.actions.library import retire_source
from cases.choices import CaseStatus, Channel, HelpKind, Issue, TaskRule
from cases.models import (
    AdviceOption,
    Case,
    IndependentSource,
    Intervention,
    LegalReference,
    OptionChoice,
    Signposting,
    Task,
)
from cases.rules import OptionTold, may_lay
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.calendar import working_days_after
from sendiass.profiles import profile
from tests.cast import Cast, given, logged, new_case
from tests.closing import A_CALL_CAME_TO, closed_case

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y03", "Y10")]

ADVICE = (HelpKind.ADVICE,)


def advised(by: User, case: Case, note: str = "Talked through what they can do.") -> Intervention:
    return log_intervention(
        by=by, case=case, given=replace(given(note), kinds=ADVICE), once=uuid4(), at=clock.now()
    )


def law(key: str = "cfa-2014-section-36-8") -> LegalReference:
    return LegalReference.objects.get(key=key)


def two() -> list[Option]:
    return [Option("Appeal.", law()), Option("Ask again.", None, "It is a matter of tact.")]


def lay(by: User, advice: Intervention, options: list[Option] | None = None, **different: Any) -> None:
    assert advice.case is not None
    lay_options(
        by=by,
        case=advice.case,
        intervention=advice,
        options=two() if options is None else options,
        **{"once": uuid4(), "at": clock.now(), **different},
    )


def owed(case: Case) -> list[Task]:
    return list(Task.objects.open().filter(case=case, rule=TaskRule.ADVICE_OPTIONS))


def page_of(advice: Intervention) -> str:
    assert advice.case is not None
    return f"/cases/{advice.case.reference}/interventions/{advice.id}/options/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seen(user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(user: User, address: str, **typed: str) -> HttpResponse:
    return cast_to(HttpResponse, signed_in(user).post(address, typed))


def refused(answer: HttpResponse) -> str:
    assert answer.status_code == 200, "it was done"
    assert "There is a problem" in answer.content.decode()
    return answer.content.decode()


TYPED = {
    "words_1": "Appeal.",
    "law_1": "s36(8)",
    "because_1": "",
    "words_2": "Ask again.",
    "law_2": "",
    "because_2": "It is a matter of tact.",
}


class TestOwing:
    """Advice becomes a task; the log itself asks for nothing more."""

    def test_advice_owes_its_options_within_the_working_days_of_the_profile(self, cast: Cast) -> None:
        advised(cast.team.caseworker, cast.khans.case)
        (task,) = owed(cast.khans.case)
        days = profile().advice.options_within_working_days
        assert task.due_on == working_days_after(clock.today(), days)

    def test_information_and_support_owe_nothing(self, cast: Cast) -> None:
        for kind in (HelpKind.INFORMATION, HelpKind.SUPPORT):
            log_intervention(
                by=cast.team.caseworker,
                case=cast.khans.case,
                given=replace(given(), kinds=(kind,)),
                once=uuid4(),
                at=clock.now(),
            )
        assert owed(cast.khans.case) == []

    def test_two_pieces_of_advice_owe_two_sets_of_options(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        first, _ = advised(mine, case), advised(mine, case, "And another call.")
        assert len(owed(case)) == 2
        lay(mine, first)
        assert [task.intervention_id == first.id for task in owed(case)] == [False]

    def test_the_same_form_sent_twice_owes_once(self, cast: Cast) -> None:
        once, at, said = uuid4(), clock.now(), replace(given(), kinds=ADVICE)
        for _ in range(2):
            log_intervention(by=cast.team.caseworker, case=cast.khans.case, given=said, once=once, at=at)
        assert len(owed(cast.khans.case)) == 1

    def test_the_task_leads_to_one_page_from_today_and_from_the_case(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        advice = advised(mine, case)
        for address in ("/today/", f"/cases/{case.reference}/"):
            html = seen(mine, address)
            assert f'href="{page_of(advice)}"' in html
            assert "Write down the options laid before the family" in html

    def test_the_task_cannot_be_ticked_off(self, cast: Cast) -> None:
        advised(cast.team.caseworker, cast.khans.case)
        (task,) = owed(cast.khans.case)
        with pytest.raises(Refused, match="Write down the options"):
            finish_task(by=cast.team.caseworker, task=task, at=clock.now())

    def test_the_log_says_what_is_owed_and_by_when(self, cast: Cast) -> None:
        answer = signed_in(cast.team.caseworker).post(
            f"/cases/{cast.khans.case.reference}/",
            {
                "channel": "phone_call",
                "minutes": "15",
                "note": "They may appeal or wait.",
                "happened_on": "today",
                "kinds": "advice",
                "level": "2",
                "once": str(uuid4()),
            },
            follow=True,
        )
        assert "Write down the options you put to the family by" in answer.content.decode()

    def test_a_correction_that_makes_it_advice_owes_and_one_that_takes_that_off_releases(
        self, cast: Cast
    ) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        said = replace(given(), kinds=(HelpKind.INFORMATION,))
        logged = log_intervention(by=mine, case=case, given=said, once=uuid4(), at=clock.now())
        as_advice = correct_intervention(
            by=mine,
            intervention=logged,
            given=replace(said, kinds=ADVICE),
            reason="It was advice.",
            once=uuid4(),
            at=clock.now(),
        )
        assert [task.intervention_id for task in owed(case)] == [logged.id]
        correct_intervention(
            by=mine,
            intervention=as_advice,
            given=said,
            reason="It was not.",
            once=uuid4(),
            at=clock.now(),
        )
        assert owed(case) == []

    def test_what_was_given_before_the_case_owes_nothing(self, cast: Cast) -> None:
        given_advice = replace(given(), kinds=ADVICE)
        asked = Asked(Channel.HELPLINE_CALL, Issue.EXCLUSION, given=given_advice, came=A_CALL_CAME_TO)
        take_enquiry(by=cast.team.caseworker, asked=asked, once=uuid4(), at=clock.now())
        assert not Task.objects.filter(rule=TaskRule.ADVICE_OPTIONS).exists()


class TestWritingDown:
    """Options are whole: two, or one with its reason; each on law, or with the reason why not."""

    def test_options_written_down_finish_the_task_and_stand_beneath_the_entry(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        advice = advised(mine, case)
        answer = sent(mine, page_of(advice), **TYPED, once=str(uuid4()), chosen="2")
        assert answer.status_code == 302, refused(answer)
        assert owed(case) == []
        record = seen(mine, f"/cases/{case.reference}/")
        assert "Option 1: Children and Families Act 2014, section 36(8)" in record
        assert "Option 2, chosen by the family: no law or guidance behind it" in record
        assert "See the options" in record

    def test_the_words_are_sealed_with_the_case(self, cast: Cast) -> None:
        advice = advised(cast.team.caseworker, cast.khans.case)
        lay(cast.team.caseworker, advice)
        first = AdviceOption.objects.of_advice([advice.id]).first()
        assert first is not None
        with reading(by=cast.team.caseworker, subjects=[cast.khans.case.key_subject], purpose="test"):
            assert first.words == "Appeal."

    def test_one_option_alone_says_why(self, cast: Cast) -> None:
        mine = cast.team.caseworker
        advice = advised(mine, cast.khans.case)
        only = {"words_1": "Answer by Friday.", "law_1": "reg 13", "because_1": ""}
        html = refused(sent(mine, page_of(advice), **only))
        assert "Enter a second option, or why there was only one" in html
        assert "Answer by Friday." in html
        answer = sent(mine, page_of(advice), **only, only_because="Nothing else is in time.")
        assert answer.status_code == 302
        assert "The only option, because" in seen(mine, f"/cases/{cast.khans.case.reference}/")

    @pytest.mark.parametrize(
        ("different", "said"),
        [
            ({"law_1": ""}, "Enter the law or guidance behind option 1, or why there is none"),
            ({"because_1": "None"}, "Option 1: delete the reason why there is none"),
            ({"words_1": ""}, "Enter what option 1 is, or clear the boxes beneath it"),
            ({"law_1": "Magna Carta"}, "We found nothing called that"),
            ({"law_1": "section"}, "Select which one you mean, or type more of it above"),
            ({"law_1": "s36"}, "Select which one you mean"),
            ({"only_because": "No reason"}, "Delete this reason: there is more than one option"),
            ({"words_1": "x" * 2001}, "Option 1: what you put to them must be 2,000 characters or fewer"),
            ({"words_2": "x" * 2001}, "Option 2: what you put to them must be 2,000 characters or fewer"),
            ({"law_2": "x" * 501}, "Option 2: the law or guidance behind it must be 500 characters or fewer"),
            (
                {"because_2": "a\x00b"},
                "Option 2: or why no law or guidance is behind it has a hidden character",
            ),
            ({"words_1": "a\x00b"}, "hidden character"),
            ({"chosen": "9"}, "Select one of the choices for"),
            (dict.fromkeys(TYPED, ""), "Enter option 1"),
        ],
    )
    def test_a_mistake_is_named_with_its_remedy_and_nothing_is_kept(
        self, cast: Cast, different: dict[str, str], said: str
    ) -> None:
        advice = advised(cast.team.caseworker, cast.khans.case)
        html = refused(sent(cast.team.caseworker, page_of(advice), **{**TYPED, **different}))
        assert said in html
        assert not AdviceOption.objects.exists()

    def test_which_of_several_is_meant_is_asked_without_a_script(self, cast: Cast) -> None:
        mine = cast.team.caseworker
        advice = advised(mine, cast.khans.case)
        html = refused(sent(mine, page_of(advice), **{**TYPED, "law_1": "s36"}))
        assert "Which one do you mean?" in html
        chosen = str(law("cfa-2014-section-36-1").id)
        answer = sent(mine, page_of(advice), **{**TYPED, "law_1": "s36", "which_1": chosen})
        assert answer.status_code == 302
        assert AdviceOption.objects.get(place=1).reference == law("cfa-2014-section-36-1")

    def test_another_option_is_asked_for_without_a_script_and_keeps_what_was_typed(self, cast: Cast) -> None:
        advice = advised(cast.team.caseworker, cast.khans.case)
        answer = sent(cast.team.caseworker, page_of(advice), **TYPED, add="yes")
        html = answer.content.decode()
        assert "There is a problem" not in html
        assert "Option 3" in html
        assert "It is a matter of tact." in html
        assert not AdviceOption.objects.exists()

    def test_the_same_form_sent_twice_writes_them_once(self, cast: Cast) -> None:
        mine = cast.team.caseworker
        advice, once = advised(mine, cast.khans.case), str(uuid4())
        for _ in range(2):
            assert sent(mine, page_of(advice), **TYPED, once=once).status_code == 302
        assert AdviceOption.objects.count() == 2

    def test_more_options_may_follow(self, cast: Cast) -> None:
        mine = cast.team.caseworker
        advice = advised(mine, cast.khans.case)
        lay(mine, advice)
        html = seen(mine, page_of(advice))
        assert "Add an option" in html
        more = {"words_3": "Mediation.", "law_3": "section 52", "because_3": ""}
        assert sent(mine, page_of(advice), **more).status_code == 302
        assert AdviceOption.objects.get(place=3).reference == law("cfa-2014-section-52")

    def test_what_is_not_advice_takes_no_options(self, cast: Cast) -> None:
        logged = log_intervention(
            by=cast.team.caseworker, case=cast.khans.case, given=given(), once=uuid4(), at=clock.now()
        )
        with pytest.raises(Refused, match="Only advice lays options"):
            lay(cast.team.caseworker, logged)

    def test_a_correction_keeps_its_options(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        advice = advised(mine, case)
        lay(mine, advice)
        corrected = correct_intervention(
            by=mine,
            intervention=advice,
            given=replace(given(), kinds=ADVICE, minutes=25),
            reason="It took longer.",
            once=uuid4(),
            at=clock.now(),
        )
        assert "Option 2" in seen(mine, page_of(corrected))
        assert owed(case) == []

    def test_the_family_may_choose_later_and_choose_anew(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        advice = advised(mine, case)
        lay(mine, advice)
        options = list(AdviceOption.objects.of_advice([advice.id]))
        for taken in (str(options[0].id), str(options[1].id), "undecided"):
            assert sent(mine, f"{page_of(advice)}chosen/", chosen=taken).status_code == 302
        said = OptionChoice.objects.order_by("recorded_at").values_list("option", flat=True)
        assert list(said) == [options[0].id, options[1].id, None]
        assert "chosen by the family" not in seen(mine, f"/cases/{case.reference}/")

    def test_where_no_options_are_there_is_nothing_to_choose(self, cast: Cast) -> None:
        mine, advice = cast.team.caseworker, advised(cast.team.caseworker, cast.khans.case)
        answer = sent(mine, f"{page_of(advice)}chosen/", chosen="undecided")
        assert answer["Location"] == page_of(advice)
        assert not OptionChoice.objects.exists()

    def test_an_option_of_other_advice_cannot_be_chosen(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        one, other = advised(mine, case), advised(mine, case, "Another.")
        lay(mine, one)
        option = AdviceOption.objects.of_advice([one.id])[0]
        with pytest.raises(Refused, match="belongs to other advice"):
            choose_option(by=mine, case=case, intervention=other, option=option, at=clock.now())


WORDS = st.sampled_from(["", " ", "Appeal."])


@property_of(
    options=st.lists(st.builds(OptionTold, WORDS, st.booleans(), WORDS), max_size=4),
    only=WORDS,
    already=st.integers(0, 3),
)
def test_options_stand_only_if_each_is_whole_and_together_they_are_enough(
    options: list[OptionTold], only: str, already: int
) -> None:
    whole = all(
        one.words.strip() and one.has_reference != bool(one.no_reference_because.strip()) for one in options
    )
    together = already + len(options)
    enough = together >= 2 if not only.strip() else together == 1
    assert bool(may_lay(options, only_because=only, already=already)) == bool(options and whole and enough)


class TestClosing:
    """A case does not close over advice whose options nobody wrote down."""

    def test_it_is_refused_and_the_page_leads_to_what_is_missing(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        advice = advised(mine, case)
        address = f"/cases/{case.reference}/close/"
        html = seen(mine, address)
        assert "Before you can close it" in html
        assert f'href="{page_of(advice)}"' in html
        closing = {"came_0": "reached", "reason": "All done.", "told_of_none_because": "Knew IPSEA."}
        assert "Write down the options of one piece of advice" in refused(sent(mine, address, **closing))
        lay(mine, advice)
        assert "Before you can close it" not in seen(mine, address)
        assert sent(mine, address, **closing).status_code == 302

    def test_resting_is_not_closing(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        advised(mine, case)
        change_status(by=mine, case=case, to=CaseStatus.INACTIVE, reason="", at=clock.now())

    def test_a_closed_case_takes_no_options(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        advice = advised(mine, case)
        lay(mine, advice)
        closed_case(by=mine, case=case, reason="Done.", at=clock.now())
        with pytest.raises(Refused, match="This case is closed"):
            lay(mine, advice, [Option("More.", law())])
        assert "This case is closed" in seen(mine, page_of(advice))

    def test_the_refusal_counts(self) -> None:
        assert rules.may_close_with(0)
        assert "2 pieces of advice" in rules.may_close_with(2).reason


@pytest.mark.clause("Y13")
class TestSignposting:
    """Families are told of others, it is noted in a few steps, and closing without any asks why."""

    def test_it_is_noted_and_stands_in_the_record(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, cast.khans.case
        ipsea, contact = (IndependentSource.objects.get(key=key) for key in ("ipsea", "contact"))
        answer = signed_in(mine).post(
            f"/cases/{case.reference}/signposting/add/",
            {"sources": [str(ipsea.id), str(contact.id)], "told_on": "yesterday"},
        )
        assert answer.status_code == 302
        record = seen(mine, f"/cases/{case.reference}/")
        assert "Told of IPSEA on" in record
        assert "Told of Contact on" in record
        assert "told of no independent source" not in seen(mine, f"/cases/{case.reference}/status/")

    def test_a_source_due_for_review_is_marked_and_a_retired_one_is_not_offered(self, cast: Cast) -> None:
        html = seen(cast.team.caseworker, f"/cases/{cast.khans.case.reference}/signposting/add/")
        assert "Due for review since" in html
        assert "Advisory Centre for Education" not in html

    def test_a_retired_source_is_refused(self, cast: Cast) -> None:
        ipsea = IndependentSource.objects.get(key="ipsea")
        retire_source(by=cast.team.manager, source=ipsea, reason="Closed.", at=clock.now())
        ipsea.refresh_from_db()
        with pytest.raises(Refused, match="no longer told of IPSEA"):
            signpost(
                by=cast.team.caseworker,
                case=cast.khans.case,
                sources=[ipsea],
                told_on=clock.today(),
                at=clock.now(),
            )

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"told_on": "today"}, "Select whom you told them of"),
            ({"told_on": "tomorrow", "sources": "ipsea"}, "must be today or in the past"),
            ({"told_on": "1/1/1950", "sources": "ipsea"}, "or later"),
            ({"told_on": "", "sources": "ipsea"}, "Enter the day you told them"),
            ({"told_on": "today", "sources": "nobody"}, "Select one of the choices"),
        ],
    )
    def test_a_mistake_is_named(self, cast: Cast, typed: dict[str, str], said: str) -> None:
        if typed.get("sources") == "ipsea":
            typed = {**typed, "sources": str(IndependentSource.objects.get(key="ipsea").id)}
        address = f"/cases/{cast.khans.case.reference}/signposting/add/"
        assert said in refused(sent(cast.team.caseworker, address, **typed))

    def test_sent_twice_it_counts_once(self, cast: Cast) -> None:
        typed = {"sources": str(IndependentSource.objects.get(key="ipsea").id), "told_on": "today"}
        for _ in range(2):
            sent(
                cast.team.caseworker,
                f"/cases/{cast.khans.case.reference}/signposting/add/",
                **typed,
                once="6b0f7a52-54b6-4b0e-9d3e-5f1f0f6f6a12",
            )
        assert Signposting.objects.count() == 1

    def test_closing_without_any_asks_why_and_keeps_the_answer(self, cast: Cast) -> None:
        mine, case = cast.team.caseworker, new_case(cast.team.caseworker, at=clock.now())
        address = f"/cases/{case.reference}/close/"
        closing = {"came_0": "reached", "reason": "All done."}
        assert "or enter why they were told of nobody" in refused(sent(mine, address, **closing))
        because = {"told_of_none_because": "They wanted nobody else."}
        assert sent(mine, address, **closing, **because).status_code == 302
        record = seen(mine, f"/cases/{case.reference}/")
        assert "Told of no independent source, because" in record
        assert "They wanted nobody else." in record

    def test_nothing_is_noted_in_the_future(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="in the future"):
            signpost(
                by=cast.team.caseworker,
                case=cast.khans.case,
                sources=[IndependentSource.objects.get(key="ipsea")],
                told_on=clock.today() + timedelta(days=1),
                at=clock.now(),
            )


def test_of_what_was_no_advice_the_page_says_so_and_leads_to_the_correction(cast: Cast) -> None:
    support = logged(cast.team.caseworker, cast.khans.case)
    html = seen(cast.team.caseworker, page_of(support))
    assert "This is not logged as advice, so no options belong to it." in html
    assert f"/interventions/{support.id}/correct/" in html
    assert "Save the options" not in html
