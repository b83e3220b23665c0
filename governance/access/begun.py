"""Which forms of this floor keep what is half-written, for whom, and under whose key (B06). It changes nothing.

Each rule takes what follows the prefix in a form's key: `<id>:<form>`, or the form alone where it is about nobody yet.
They raise NotThere for a form that is not this person's to fill in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from governance.access.file_checks import is_checked, may_check_files, open_check
from governance.access.joining import may_recruit, open_applicant, open_drive, open_joiner
from governance.access.supervision import may_keep_supervision, open_worker
from governance.access.training import (
    may_give_sessions,
    may_keep_training,
    open_above_training,
    open_given_session,
    open_trained,
    open_training,
)
from governance.choices.joining import JoiningItem
from sendiass import clock
from sendiass.access import NotThere
from sendiass.accounts.models import User
from sendiass.crypto.subjects import KeySubject

Form = Callable[[User, UUID], KeySubject | None]


def worker_draft_subject(user: User, rest: str) -> KeySubject | None:
    """Booking somebody's supervision, their leave, and who is above them: sealed under the writer's own key."""
    return _of(user, rest, {"book": _worker, "leave": _worker, "above": _worker_kept})


def group_draft_subject(user: User, rest: str) -> None:
    """A session of the group, under the writer's own key until it is saved."""
    _stands(rest == "new" and bool(may_keep_supervision(user)))


def training_draft_subject(user: User, rest: str) -> KeySubject | None:
    """A training recorded or taken back, under the writer's own key; what follows from work beyond it, under its worker's."""
    return _of(user, rest, {"record": _trained, "take_back": _training, "above": _above_training})


def given_draft_subject(user: User, rest: str) -> KeySubject | None:
    """A session that we give, under the writer's own key; what is said of one, under its own."""
    if rest == "new":
        _stands(bool(may_give_sessions(user)))
        return None
    return _of(user, rest, {"attendance": _given, "feedback": _given})


def joining_draft_subject(user: User, rest: str) -> KeySubject | None:
    """What is written about an applicant or a joiner is sealed under their key; a new one's under the writer's own."""
    if rest == "drive":
        _stands(bool(may_recruit(user)))
        return None
    again = {f"again-{item}": _joiner for item in JoiningItem.values}
    done = {f"done-{item}": _joiner for item in JoiningItem.values}
    theirs = {"applicant": _drive, "step": _applicant, "check": _applicant, "leave": _joiner}
    return _of(user, rest, {**theirs, **again, **done})


def file_check_draft_subject(user: User, rest: str) -> KeySubject | None:
    """What was found in a file, and the reply to it, under the case's key; what to draw, under the writer's own."""
    if rest == "draw":
        _stands(bool(may_check_files(user)))
        return None
    return _of(user, rest, {"findings": _to_check, "reply": _to_reply})


def _of(user: User, rest: str, forms: Mapping[str, Form]) -> KeySubject | None:
    named, _, form = rest.partition(":")
    try:
        key = UUID(named)
    except ValueError:
        raise NotThere from None
    if form not in forms:
        raise NotThere
    return forms[form](user, key)


def _stands(is_so: bool) -> None:
    if not is_so:
        raise NotThere


def _worker(user: User, key: UUID) -> None:
    open_worker(by=user, worker_id=key)


def _worker_kept(user: User, key: UUID) -> None:
    _stands(bool(may_keep_supervision(user)))
    open_worker(by=user, worker_id=key)


def _trained(user: User, key: UUID) -> None:
    _stands(bool(may_keep_training(user)))
    open_trained(by=user, account=key)


def _training(user: User, key: UUID) -> None:
    _stands(bool(may_keep_training(user)))
    open_training(by=user, record_id=key)


def _above_training(user: User, key: UUID) -> KeySubject:
    return open_above_training(by=user, key=key).key_subject


def _given(user: User, key: UUID) -> KeySubject:
    return open_given_session(by=user, session_id=key).key_subject


def _drive(user: User, key: UUID) -> None:
    open_drive(by=user, drive_id=key)


def _applicant(user: User, key: UUID) -> KeySubject:
    return open_applicant(by=user, applicant_id=key).key_subject


def _joiner(user: User, key: UUID) -> KeySubject:
    _stands(bool(may_recruit(user)))
    return open_joiner(by=user, account=key, on=clock.today()).worker.key_subject


def _to_check(user: User, key: UUID) -> KeySubject:
    check = open_check(by=user, check_id=key)
    _stands(bool(may_check_files(user)) and check.worker_id != user.pk and not is_checked(check))
    return check.key_subject


def _to_reply(user: User, key: UUID) -> KeySubject:
    check = open_check(by=user, check_id=key)
    _stands(check.worker_id == user.pk)
    return check.key_subject
