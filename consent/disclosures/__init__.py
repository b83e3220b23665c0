"""The one way out of the building: what was said to whom, under which yes (L24). Anything else is refused.

The same rules stand in the data base (SECURITY 5); this room gives their refusals words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.access import may_work_cases
from cases.actions.idempotency import one_at_a_time
from cases.models import Agency, Case, Person
from consent.access import cover_of, may_disclose
from consent.actions.passing_on import hear
from consent.choices import Channel, Content, Told, Way
from consent.models import DisclosedContent, Disclosure, SharingPermission
from consent.querysets import PermissionQuerySet
from consent.rules import holds, may_have_spoken
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class Said:
    """A contact with an agency: with whom there, how, the words on each kind of content, and what they said.

    `told` is whether they were told that the family will hear it and that we want no outcome (L25, Y02), `because` why
    not. `heard` is what they said, empty where they said nothing: it is kept even where the family only let us tell
    them, since an answer cannot be unheard and is the family's to hear.
    """

    agency: Agency
    about: Person
    way: Way
    channel: Channel
    contents: Mapping[Content, str]
    happened_at: datetime
    told: Told
    because: str = ""
    spoke_to: str = ""
    heard: str = ""


@transaction.atomic
def disclose(*, by: User, case: Case, said: Said, once: UUID, at: datetime) -> Disclosure:
    """Write down what is said to an agency, under the permission that covers all of it; what it said is owed on.

    The same `once` twice is one disclosure. Raises Refused, naming what is missing, when no permission of this
    family for this agency covered it at that moment, or when it isn't said whether the agency was told what L25 asks.
    """
    may_work_cases(by).require()
    one_at_a_time(once)
    earlier: Disclosure | None = Disclosure.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    if said.happened_at > at:
        refuse("This is in the future. Enter when it happened.", "dates-make-sense").require()
    permission = _covering(case, said)
    may_have_spoken(way=said.way, told=said.told, because=said.because, heard=said.heard).require()
    disclosure: Disclosure = Disclosure.objects.create(
        permission=permission,
        case=case,
        agency=said.agency,
        about=said.about,
        way=said.way,
        channel=said.channel,
        spoke_to=said.spoke_to,
        told=said.told,
        not_told_because=said.because if said.told is Told.NOT_POSSIBLE else None,
        happened_at=said.happened_at,
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    for content in Content:
        if content in said.contents:
            DisclosedContent.objects.create(
                disclosure=disclosure,
                permission=permission,
                case=case,
                content=content,
                words=said.contents[content],
            )
    if said.heard.strip():
        hear(by=by, disclosure=disclosure, words=said.heard, at=at)
    return disclosure


def words_to_carry(way: Way) -> str:
    """What has to stand on whatever is said this way, on paper too: views we relay are the family's, not ours (Y17)."""
    return profile().sharing.relayed_words if way is Way.INTERMEDIARY else ""


def _covering(case: Case, said: Said) -> SharingPermission:
    """The newest permission that covers it, held until the transaction ends so that nobody ends it meanwhile."""
    held: PermissionQuerySet = (
        SharingPermission.objects.of(case)
        .filter(agency=said.agency, about=said.about)
        .select_for_update()
        .order_by("-recorded_at", "id")
    )
    wanted = frozenset(said.contents)
    permission: SharingPermission
    for permission in held:
        cover = cover_of(permission)
        if (
            holds(cover, at=said.happened_at)
            and said.way in cover.ways
            and wanted
            and wanted <= cover.contents
        ):
            return permission
    may_disclose(
        case=case,
        agency=said.agency,
        about=said.about,
        way=said.way,
        contents=wanted,
        at=said.happened_at,
    ).require()
    raise AssertionError("what the rules allow, a permission covers")
