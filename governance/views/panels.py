"""What this floor has on pages of the floors below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from cases.access import may_keep_policy
from governance.access import may_have_supervision
from governance.access.file_checks import may_check_files, may_have_files_checked
from governance.access.own_day import SOON, OwnDay, SessionNow, own_day_of
from governance.access.policy import draft_edition
from governance.choices.training import NeedState
from governance.models import FileCheck
from governance.rules import Step
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.ui.words import clock_time, due_in_words, long_date, short_date

MOST_SHOWN = 10


def policy_to_word(_request: HttpRequest, user: User) -> str:
    """Where versions of the policy are kept: the way to the draft of the next."""
    if not may_keep_policy(user):
        return ""
    return render_to_string("governance/parts/policy_to_word.html", {"draft": draft_edition()})


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One thing that is asked of somebody, where it is done, and by when in words."""

    words: str
    url: str
    when: str
    is_late: bool = False


def own_day(_request: HttpRequest, user: User) -> str:
    """On the day's page: what supervision, training, the policy and checks of files ask of somebody now, and nothing else.

    Two questions, and one more for whoever checks files; it opens nothing.
    """
    if not may_have_supervision(user):
        return ""
    day, today = own_day_of(user, at=clock.now()), clock.today()
    lines = [
        *_of_supervision(user, day, today),
        *(_of_session(one, today) for one in day.sessions if _asks(one)),
        *_of_agenda(day),
        *_of_agreed(day, today),
        *_of_training(day, today),
        *_of_policy(day, today),
        *_of_files(user),
    ]
    others = [*_of_others(day), *_of_files_to_check(user)]
    if not (lines or others):
        return ""
    return render_to_string("governance/parts/own_day.html", {"lines": lines, "others": others})


def _of_supervision(user: User, day: OwnDay, today: date) -> Iterator[OwnLine]:
    """That one's own is due soon or overdue, where no session near at hand says so already."""
    is_near = day.booked is not None and clock.day_of(day.booked) <= today + SOON
    if day.due is None or day.due > today + SOON or (is_near and day.due >= today):
        return
    if day.booked is None:
        words = "Book your supervision"
    elif day.due < today or clock.day_of(day.booked) > day.due:
        words = f"Your supervision is booked for {short_date(day.booked)}, after it is due"
    else:
        return
    yield OwnLine(
        words, reverse("governance:worker_page", args=[user.pk]), _in_words(day.due, today), day.due < today
    )


def _asks(one: SessionNow) -> bool:
    """Whether a session asks something of this one of the two now: of the supervisor to write, of whoever has not to sign."""
    if one.held_on is None:
        return True
    return not one.is_signed if one.has_record else not one.is_own


def _of_session(one: SessionNow, today: date) -> OwnLine:
    of = f"supervision with {one.with_whom}" if one.is_own else f"supervision of {one.with_whom}"
    day = clock.day_of(one.starts_at)
    if one.held_on is not None:
        step = Step.SIGN if one.has_record else Step.RECORD
        words = f"Sign the record of {of}" if one.has_record else f"Write the record of {of}"
        return OwnLine(words, _step(one, step), f"held {short_date(one.held_on)}")
    if one.starts_at <= clock.now():
        return OwnLine(f"Say whether {of} was held", _page(one), short_date(day))
    when = f"{long_date(day)} at {clock_time(one.starts_at)}"
    return OwnLine(f"{of[0].upper()}{of[1:]}: {when}", _page(one), due_in_words(day, today=today))


def _of_agenda(day: OwnDay) -> Iterator[OwnLine]:
    for one in day.sessions:
        if one.held_on is None and one.starts_at > clock.now() and one.is_own and not one.has_agenda:
            words = "Say what you want to talk about in supervision"
            yield OwnLine(words, _step(one, Step.AGENDA), f"by {short_date(one.starts_at)}")


def _of_agreed(day: OwnDay, today: date) -> Iterator[OwnLine]:
    for one in day.agreed:
        things = "1 thing" if one.number == 1 else f"{one.number} things"
        url = reverse("governance:session_page", args=[one.session])
        is_late = one.due_on < today
        yield OwnLine(f"{things} you agreed in supervision to do", url, _in_words(one.due_on, today), is_late)


def _of_training(day: OwnDay, today: date) -> Iterator[OwnLine]:
    url = reverse("governance:training_own")
    for one in day.needs:
        if one.due_on is not None:
            is_late = one.state is NeedState.LATE
            yield OwnLine(f"Training: {one.need.label}", url, _in_words(one.due_on, today), is_late)


def _of_policy(day: OwnDay, today: date) -> Iterator[OwnLine]:
    last = day.policy.last_day
    if last is None:
        return
    left = (last - today).days
    when = f"{left} {'day' if left == 1 else 'days'} left" if left > 0 else "today is the last day"
    if left < 0:
        is_stopped = not day.policy.may_take_cases(on=today)
        when = "no new cases until then" if is_stopped else _in_words(last, today)
    yield OwnLine("Read the impartiality policy", reverse("cases:policy_read"), when, left < 0)


def _of_files(user: User) -> Iterator[OwnLine]:
    """Files of one's own that were checked and not replied to yet."""
    if not may_have_files_checked(user):
        return
    checks = FileCheck.objects.visible_to(user).filter(worker=user).done().not_replied_to()
    for one in checks.select_related("case", "outcome").as_drawn()[:MOST_SHOWN]:
        url = reverse("governance:check_page", args=[one.pk])
        words = f"{one.case.reference}: read what was found, and reply"
        yield OwnLine(words, url, f"checked {short_date(one.outcome.at)}")


def _of_others(day: OwnDay) -> Iterator[OwnLine]:
    if day.below_late:
        where = reverse("governance:supervision_list")
        yield OwnLine(f"Supervision of {_people(day.below_late)}", where, "overdue, not booked", is_late=True)
    if day.trained_late:
        where = reverse("governance:training_list")
        yield OwnLine(f"Training of {_people(day.trained_late)}", where, "overdue", is_late=True)


def _of_files_to_check(user: User) -> Iterator[OwnLine]:
    if not may_check_files(user):
        return
    waiting = FileCheck.objects.visible_to(user).exclude(worker=user).waiting().count()
    if waiting:
        words = "1 file was drawn" if waiting == 1 else f"{waiting} files were drawn"
        yield OwnLine(words, reverse("governance:sample_list"), "to check")


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _in_words(due: date, today: date) -> str:
    words = due_in_words(due, today=today)
    return words if due < today else f"due {words}"


def _page(one: SessionNow) -> str:
    return reverse("governance:session_page", args=[one.id])


def _step(one: SessionNow, step: Step) -> str:
    return reverse("governance:session_step", args=[one.id, step.value])
