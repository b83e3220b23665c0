"""Handing families' views over to whoever asked: numbered, frozen, word for word, and to be checked by anyone (L29)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.choices import Language
from consent.access import cover_of
from consent.models import SharingPermission
from consent.rules import holds
from feedback import rules
from feedback.access import may_hand_over_views
from feedback.models import GivenView, NamedView, ViewNumber, ViewsExercise, ViewsRelease
from feedback.releases.building import Asked, Beside, Built, Entry, Said, Standing, built
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, reading
from sendiass.audit.actors import serving
from sendiass.audit.recording import create_recorded
from sendiass.crypto.errors import Tampered
from sendiass.files import keeping
from sendiass.profiles import profile

AT_THE_DOOR = ServicePrincipal("outbox")
"""Who asks whether a name may still leave: as with mail, at the moment it does, whoever hands over."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be handed over now."""

    number: int
    count: int
    new: int
    gaps: int


def next_release(exercise: ViewsExercise) -> Preview:
    """What would be handed over now; nothing is opened."""
    views = GivenView.objects.of(exercise)
    count = views.count()
    return Preview(
        number=ViewsRelease.objects.of(exercise).count() + 1,
        count=count,
        new=views.filter(numbered__isnull=True).count(),
        gaps=count - views.standing().count(),
    )


@transaction.atomic
def hand_over(*, by: User, exercise: ViewsExercise, note: str, expected: int, at: datetime) -> ViewsRelease:
    """Freeze everything that families said as the next release. It never changes again.

    `expected` is the number of the release that was looked at. Raises Refused where there is nothing, or where somebody
    else handed over meanwhile; Tampered where a view is not what was sent.
    """
    may_hand_over_views(by).require()
    held: ViewsExercise = (
        ViewsExercise.objects.select_for_update(of=("self",)).select_related("agency").get(pk=exercise.pk)
    )
    ahead = next_release(held)
    rules.may_hand_over(count=ahead.count, expected=expected, number=ahead.number).require()
    last: ViewsRelease | None = ViewsRelease.objects.of(held).last()
    views = views_of(held)
    with reading(
        by=by,
        subjects=[one.key_subject for one in views if not hasattr(one, "withdrawn")],
        purpose="handing families' views over",
        page="feedback:release_make",
    ):
        made = build(held, views, number=ahead.number, previous=last.root if last else "", note=note, at=at)
    release_id = uuid4()
    release: ViewsRelease = ViewsRelease.objects.create(
        id=release_id,
        exercise=held,
        number=ahead.number,
        previous=last.root if last else "",
        root=made.root,
        count=ahead.count,
        gaps=ahead.gaps,
        file_key=keeping.keep(made.content, file_id=release_id),
        handed_over_at=at,
        handed_over_by=by,
    )
    _keep_numbers(release, views, made)
    return release


def build(
    exercise: ViewsExercise,
    views: Iterable[GivenView],
    *,
    number: int,
    previous: str,
    note: str,
    at: datetime,
) -> Built:
    """The release of these views; needs a reading of them. Raises Tampered for one that is not what was sent."""
    asked = Asked(
        service=profile().identity.long_name,
        exercise=str(exercise.id),
        slug=exercise.slug,
        agency=exercise.agency.name,
        question=exercise.question,
        opens_on=exercise.opens_on,
        closes_on=exercise.closes_on,
    )
    sharing = profile().sharing
    names = _names_that_may_leave(exercise, at)
    return built(
        asked,
        [_entry(one, names) for one in views],
        number=number,
        previous=previous,
        on=clock.day_of(at),
        cover=Standing((sharing.relayed_words, sharing.written_to_agencies), note),
    )


def content_of(release: ViewsRelease) -> bytes:
    """The release as it was frozen; needs a reading of it. Raises Erased once a view in it was withdrawn."""
    return keeping.opened(file_id=release.id, key=release.file_key)


def views_of(exercise: ViewsExercise) -> list[GivenView]:
    """All that families said, with what stands beside it, closed."""
    return list(
        GivenView.objects.of(exercise)
        .select_related("withdrawn", "mark", "numbered__release")
        .prefetch_related("translations")
        .in_no_telling_order()
    )


def _entry(view: GivenView, names: Mapping[UUID, NamedView]) -> Entry:
    numbered = getattr(view, "numbered", None)
    withdrawn = getattr(view, "withdrawn", None)
    return Entry(
        digest=view.digest,
        receipt=view.receipt,
        said=None if withdrawn else _said(view, names.get(view.id)),
        proof=withdrawn.proof if withdrawn else "",
        number=numbered.number if numbered else None,
        since=numbered.release.number if numbered else None,
    )


def _said(view: GivenView, named: NamedView | None) -> Said:
    words, salt = view.words, view.salt
    if view.digest != rules.fingerprint_of_view(
        exercise=view.exercise_id, language=view.language, words=words, salt=salt
    ):
        raise Tampered(f"view {view.id} is not what was sent")
    mark = getattr(view, "mark", None)
    return Said(
        language=view.language,
        language_name=str(Language(view.language).label),
        words=words,
        salt=salt,
        signed=named.signed if named else "",
        translations=tuple(
            Beside(one.language, one.words, one.made, one.translator) for one in view.translations.all()
        ),
        names_people=mark.note if mark else "",
    )


def _names_that_may_leave(exercise: ViewsExercise, at: datetime) -> dict[UUID, NamedView]:
    """Under whose name a view goes, where the permission for that still holds (L24). Ending one waits for it."""
    with serving(AT_THE_DOOR):
        named = list(NamedView.objects.filter(view__exercise=exercise).select_related("disclosure"))
        permissions = (
            SharingPermission.objects.select_for_update(of=("self",), no_key=True)
            .select_related("about")
            .filter(pk__in=[one.disclosure.permission_id for one in named])
            .order_by("pk")
        )
        live = {one.pk for one in permissions if holds(cover_of(one), at=at)}
    return {one.view_id: one for one in named if one.disclosure.permission_id in live}


def _keep_numbers(release: ViewsRelease, views: Iterable[GivenView], made: Built) -> None:
    by_digest = {one.digest: one for one in views}
    create_recorded(
        ViewNumber,
        [
            ViewNumber(
                view=by_digest[one.digest],
                exercise_id=release.exercise_id,
                number=one.number or 0,
                release=release,
            )
            for one in made.entries
            if one.since == release.number
        ],
    )
