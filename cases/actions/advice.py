"""Writing down the options laid before a family, which one they took, and who else they were told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases import deadlines, rules
from cases.access import may_work_cases
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.choices import CaseStatus, HelpKind, TaskRule
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
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class Option:
    """One option as it was put to the family, with the law behind it or why there is none."""

    words: str
    reference: LegalReference | None = None
    no_reference_because: str = ""

    @property
    def told(self) -> rules.OptionTold:
        """What the rule asks of it."""
        return rules.OptionTold(self.words, self.reference is not None, self.no_reference_because)


@transaction.atomic
def lay_options(
    *,
    by: User,
    case: Case,
    intervention: Intervention,
    options: Sequence[Option],
    once: UUID,
    at: datetime,
    only_because: str = "",
) -> list[AdviceOption]:
    """Write down the options of a piece of advice; its task, if one is open, is done (Y03, Y10).

    The same `once` twice writes them once. Raises Refused for a closed case, for what is not advice, for an
    option without its law or the reason why none, and for a single one without its reason.
    """
    may_work_cases(by).require()
    one_at_a_time(once)
    held = _held(case)
    advice = intervention.original or intervention
    ids = [same_each_time(once, by.id, advice.id, place, option) for place, option in enumerate(options)]
    earlier = list(AdviceOption.objects.filter(pk__in=ids))
    if earlier:
        return earlier
    rules.may_work_on(CaseStatus(held.status)).require()
    if not is_advice(advice):
        refuse(
            "Only advice lays options before a family. Correct the entry if it gave advice.", "Y10"
        ).require()
    already = AdviceOption.objects.filter(intervention=advice).count()
    told = [option.told for option in options]
    rules.may_lay(told, only_because=only_because, already=already).require()
    laid = [
        AdviceOption.objects.create(
            id=option_id,
            case=case,
            intervention=advice,
            place=place,
            words=option.words,
            reference=option.reference,
            no_reference_because=None if option.reference else option.no_reference_because,
            only_because=only_because if only_because.strip() else None,
            recorded_at=at,
            recorded_by=by,
        )
        for place, (option_id, option) in enumerate(zip(ids, options, strict=True), already + 1)
    ]
    settle_options(by=by, advice=advice, at=at)
    return laid


@transaction.atomic
def choose_option(
    *, by: User, case: Case, intervention: Intervention, option: AdviceOption | None, at: datetime
) -> None:
    """Which option the family took; None where they have not decided, or no longer. What was said before stays."""
    may_work_cases(by).require()
    held = _held(case)
    rules.may_work_on(CaseStatus(held.status)).require()
    advice = intervention.original or intervention
    if option and option.intervention_id != advice.id:
        refuse("This option belongs to other advice.", "Y10").require()
    newest: OptionChoice | None = OptionChoice.objects.filter(intervention=advice).first()
    if (newest.option_id if newest else None) == (option.id if option else None):
        return
    OptionChoice.objects.create(case=case, intervention=advice, option=option, recorded_at=at, recorded_by=by)


@transaction.atomic
def signpost(
    *,
    by: User,
    case: Case,
    sources: Sequence[IndependentSource],
    told_on: date,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """That the family was told of these independent sources (Y13). The same under the same `once` counts once.

    Raises Refused for a closed case, a day not yet come, none at all, and a source that has been retired.
    """
    may_work_cases(by).require()
    held = _held(case)
    if not sources:
        refuse("Select at least one source.", "Y13").require()
    ids = {same_each_time(once or uuid4(), by.id, case.id, told_on, one.id): one for one in sources}
    kept = set(Signposting.objects.filter(pk__in=ids).values_list("pk", flat=True))
    if kept == set(ids):
        return
    rules.may_log(status=CaseStatus(held.status), happened_on=told_on, on=clock.day_of(at)).require()
    for one in sources:
        if one.retired_on is not None:
            refuse(f"Families are no longer told of {one.name}. Select another source.", "Y13").require()
    for key, one in ids.items():
        if key not in kept:
            Signposting.objects.create(
                id=key, case=case, source=one, told_on=told_on, recorded_at=at, recorded_by=by
            )


def owe_options(*, by: User, advice: Intervention, at: datetime) -> None:
    """Advice on a case owes its options: a task due in working days, until they are written down (Y03, Y10)."""
    has_task = Task.objects.open().filter(intervention=advice).exists()
    if advice.case_id is None or has_task or AdviceOption.objects.filter(intervention=advice).exists():
        return
    days = profile().advice.options_within_working_days
    Task.objects.create(
        case_id=advice.case_id,
        rule=TaskRule.ADVICE_OPTIONS,
        intervention=advice,
        due_on=deadlines.options_due_on(clock.day_of(at), days),
        created_at=at,
        created_by=by,
    )


def settle_options(*, by: User, advice: Intervention, at: datetime) -> None:
    """The options are written down: their task, if one is open, is done too."""
    for task in Task.objects.open().filter(intervention=advice):
        task.done_at, task.done_by = at, by
        task.save(update_fields=["done_at", "done_by"])


def owe_or_release(*, by: User, corrected: Intervention, at: datetime) -> None:
    """A correction may make an entry advice, which owes its options, or take that off it, which owes none."""
    advice = corrected.original or corrected
    if HelpKind.ADVICE in corrected.kinds:
        owe_options(by=by, advice=advice, at=at)
        return
    for task in Task.objects.open().filter(intervention=advice):
        task.withdrawn_at = at
        task.save(update_fields=["withdrawn_at"])


def is_advice(advice: Intervention) -> bool:
    """Whether an entry, as it stands now, gave advice."""
    newest = Intervention.objects.versions_of(advice.id).only("id", "kinds").first()
    return newest is not None and HelpKind.ADVICE in newest.kinds


def _held(case: Case) -> Case:
    locked: Case = Case.objects.select_for_update().get(pk=case.pk)
    return locked
