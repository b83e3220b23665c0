"""Asking families what an authority wants to know, and keeping what they answer word for word (L29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.actions.idempotency import one_at_a_time
from cases.choices import Language
from cases.models import Agency, Case, Person
from consent.choices import Channel, Content, Told, Way
from consent.disclosures import Said, disclose
from feedback import rules
from feedback.access import (
    BEHIND_THE_VIEWS,
    may_hand_over_views,
    may_prepare_exercises,
    may_read_views,
    may_take_views,
)
from feedback.choices import TranslatedBy
from feedback.models import (
    GivenView,
    NamedView,
    ViewMark,
    ViewsExercise,
    ViewsRelease,
    ViewTranslation,
    WithdrawnView,
)
from sendiass import clock
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.models import User
from sendiass.audit.actors import serving
from sendiass.crypto.erasure import erase, is_erased
from sendiass.crypto.subjects import KeySubject

NUMBERING = UUID("3f0c9f1e-5a6b-4d0b-9a75-0d2f6a1c7e29")
OTHER_WORDS = refuse(
    "You have sent this form already, with other words. Open the page again to send another view.", "L29"
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a family says, in its words and language."""

    words: str
    language: Language = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class Signed:
    """Under which name a view goes, and about whom the permission for that is."""

    name: str
    about: Person


@dataclass(frozen=True, slots=True)
class Receipted:
    """A view as it was kept, with the code that is told once."""

    view: GivenView
    code: str


@transaction.atomic
def prepare_exercise(
    *, by: User, agency: Agency, question: str, opens_on: date, closes_on: date, at: datetime
) -> ViewsExercise:
    """Write down what an agency asks families, as it asks it. Nobody can answer until it is opened."""
    may_prepare_exercises(by).require()
    rules.may_ask_from_to(opens_on, closes_on).require()
    one_at_a_time(NUMBERING)
    exercise: ViewsExercise = ViewsExercise.objects.create(
        slug=_next_slug(clock.day_of(at).year),
        agency=agency,
        question=question,
        opens_on=opens_on,
        closes_on=closes_on,
        prepared_at=at,
        prepared_by=by,
    )
    return exercise


@transaction.atomic
def reword_exercise(
    *, by: User, exercise: ViewsExercise, question: str, opens_on: date, closes_on: date
) -> None:
    """Put right what an agency asks, or its days, before anybody can answer. Raises Refused once it was opened."""
    may_prepare_exercises(by).require()
    held = _held(exercise)
    rules.may_reword_exercise(is_opened=held.opened_at is not None).require()
    rules.may_ask_from_to(opens_on, closes_on).require()
    held.question, held.opens_on, held.closes_on = question, opens_on, closes_on
    held.save(update_fields=["question", "opens_on", "closes_on"])


@transaction.atomic
def open_to_families(*, by: User, exercise: ViewsExercise, at: datetime) -> None:
    """From its first day on families can answer. The question stays as it is from now on."""
    may_hand_over_views(by).require()
    held = _held(exercise)
    rules.may_open_exercise(
        is_opened=held.opened_at is not None, closes_on=held.closes_on, on=clock.day_of(at)
    ).require()
    held.opened_at, held.opened_by = at, by
    held.save(update_fields=["opened_at", "opened_by"])


@transaction.atomic
def close_to_families(*, by: User, exercise: ViewsExercise, at: datetime) -> None:
    """Take no more views, before the last day. What was given stays, and is handed over."""
    may_hand_over_views(by).require()
    held = _held(exercise)
    rules.may_close_exercise(
        is_opened=held.opened_at is not None, is_closed=held.closed_at is not None
    ).require()
    held.closed_at, held.closed_by = at, by
    held.save(update_fields=["closed_at", "closed_by"])


@transaction.atomic
def give_view(*, exercise: ViewsExercise, answered: Answered, once: UUID, at: datetime) -> Receipted:
    """Keep a view as it was sent, by whomever. The same form sent twice is one view, and tells its code again.

    Raises Refused when no views are taken, for an empty view, and for the same form with other words.
    """
    is_open = ViewsExercise.objects.open_on(clock.day_of(at)).filter(pk=exercise.pk).exists()
    receipt = rules.receipt_for(once)
    digest = rules.fingerprint_of_view(
        exercise=exercise.id, language=answered.language, words=answered.words, salt=receipt.salt
    )
    one_at_a_time(once)
    with serving(BEHIND_THE_VIEWS):
        earlier: GivenView | None = GivenView.objects.filter(receipt=receipt.digest).first()
        if earlier is None:
            rules.may_give_view(is_open=is_open, words=answered.words).require()
            earlier = GivenView.objects.create(
                exercise=exercise,
                language=answered.language,
                words=answered.words,
                salt=receipt.salt,
                digest=digest,
                receipt=receipt.digest,
            )
        if earlier.digest != digest:
            OTHER_WORDS.require()
    return Receipted(earlier, receipt.code(digest))


@transaction.atomic
def take_view(
    *,
    by: User,
    case: Case,
    exercise: ViewsExercise,
    answered: Answered,
    signed: Signed | None,
    once: UUID,
    at: datetime,
) -> Receipted:
    """Keep what a family of this case says, in its words. Their name goes with it only under their permission (L24).

    Without a name it is a view like any other, and nothing in it leads to the case. Raises Refused as `give_view` and
    `disclose` do.
    """
    may_take_views(by).require()
    taken = give_view(exercise=exercise, answered=answered, once=once, at=at)
    if signed is None or NamedView.objects.filter(view=taken.view).exists():
        return taken
    disclosure = disclose(
        by=by,
        case=case,
        said=Said(
            agency=exercise.agency,
            about=signed.about,
            way=Way.INTERMEDIARY,
            channel=Channel.LETTER,
            contents={Content.VIEWS: f"Their name, under a view on question {exercise.slug}."},
            happened_at=at,
            told=Told.SAID,
        ),
        once=once,
        at=at,
    )
    NamedView.objects.create(view=taken.view, case=case, disclosure=disclosure, signed=signed.name)
    return taken


def find_view(exercise: ViewsExercise, code: str) -> GivenView | None:
    """The view of that receipt code, withdrawn or not; None for a code that never was one, or fits other words."""
    secret, check = code[: rules.SECRET_LENGTH], code[rules.SECRET_LENGTH :]
    receipt = rules.receipt_of(rules.fingerprint("withdraw", secret))
    with serving(BEHIND_THE_VIEWS):
        found: GivenView | None = (
            GivenView.objects.of(exercise)
            .select_related("withdrawn", "numbered__release")
            .filter(receipt=receipt)
            .first()
        )
    return found if found and rules.check_part(found.digest) == check else None


@transaction.atomic
def withdraw_view(*, exercise: ViewsExercise, code: str) -> None:
    """Its author takes a view back: its words are destroyed, its number and fingerprint stay. Done again, it changes nothing.

    The releases that have it lose their content, too; what the authority has got is with the authority. Raises NotThere.
    """
    _held(exercise)
    view = find_view(exercise, code)
    if view is None:
        raise NotThere
    proof = rules.fingerprint("withdraw", code[: rules.SECRET_LENGTH])
    with serving(BEHIND_THE_VIEWS):
        withdrawn = getattr(view, "withdrawn", None) or WithdrawnView.objects.create(
            view=view, proof=proof, last_in=_last_release_with(view)
        )
        gone = _goes_with(withdrawn)
    transaction.on_commit(lambda: _erase_all(gone))


def erase_withdrawn() -> None:
    """Destroy what is left of withdrawn views, where a stop came between their withdrawal and that."""
    for one in WithdrawnView.objects.select_related("view__numbered__release", "last_in"):
        _erase_all(_goes_with(one))


@transaction.atomic
def add_translation(
    *, by: User, view: GivenView, answered: Answered, made: TranslatedBy, translator: str, at: datetime
) -> ViewTranslation:
    """Set a translation beside a view. The view stays as it is."""
    may_read_views(by).require()
    _may_stand_beside(view).require()
    beside: ViewTranslation = ViewTranslation.objects.create(
        view=view,
        language=answered.language,
        words=answered.words,
        made=made,
        translator=translator,
        added_at=at,
        added_by=by,
    )
    return beside


@transaction.atomic
def mark_names(*, by: User, view: GivenView, note: str, at: datetime) -> ViewMark:
    """Say that a view names people, with what the authority reads about that in the cover note."""
    may_read_views(by).require()
    _may_stand_beside(view).require()
    if ViewMark.objects.filter(view=view).exists():
        refuse("This view has been marked already.", "L29").require()
    mark: ViewMark = ViewMark.objects.create(view=view, note=note, marked_at=at, marked_by=by)
    return mark


def _may_stand_beside(view: GivenView) -> Decision:
    if WithdrawnView.objects.filter(view=view).exists():
        return refuse("Its author has withdrawn this view.", "L29")
    return allow("L29")


def _held(exercise: ViewsExercise) -> ViewsExercise:
    held: ViewsExercise = ViewsExercise.objects.select_for_update().get(pk=exercise.pk)
    return held


def _next_slug(year: int) -> str:
    taken = ViewsExercise.objects.filter(slug__startswith=f"{year}-").count()
    return f"{year}-{taken + 1}"


def _last_release_with(view: GivenView) -> ViewsRelease | None:
    """The newest release, if the view is in it: once it has a number it is in every one."""
    if not hasattr(view, "numbered"):
        return None
    newest: ViewsRelease | None = (
        ViewsRelease.objects.filter(exercise=view.exercise_id).order_by("-number").first()
    )
    return newest


def _goes_with(withdrawn: WithdrawnView) -> list[KeySubject]:
    """Whose keys go when a view is withdrawn: its own, and those of the releases that have its words."""
    view, last = withdrawn.view, withdrawn.last_in
    if last is None:
        return [view.key_subject]
    first = view.numbered.release.number
    with_it = ViewsRelease.objects.filter(exercise=view.exercise_id, number__range=(first, last.number))
    return [view.key_subject, *(one.key_subject for one in with_it)]


def _erase_all(subjects: list[KeySubject]) -> None:
    for subject in subjects:
        if not is_erased(subject):
            erase(subject)
