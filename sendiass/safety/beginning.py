"""What a service that begins has still to put on record: its policy, who supervises whom, who is trained for which work."""

from __future__ import annotations

from collections.abc import Iterator

from cases.access import policy_in_force, who_may_be_allocated
from governance.access import COUNTS, SUPERVISED
from governance.models import Supervises
from sendiass import clock
from sendiass.accounts.access import legal_levels_of
from sendiass.accounts.models import User
from sendiass.audit.actors import serving
from sendiass.profiles import profile
from sendiass.safety.findings import Finding, advice


def policy_on_record() -> Iterator[Finding]:
    """Whether a version of the impartiality policy is in force here, for everybody to read."""
    if policy_in_force(on=clock.today()) is None:
        yield advice(
            "No version of the impartiality policy is on record.",
            why="Nobody is asked to read it, and no volunteer can be cleared: having read it comes before a first case.",
            rule="Y16",
            remedy="Let a manager put it in: Settings, The impartiality policy.",
        )


def trained_for_the_work() -> Iterator[Finding]:
    """Whether anybody has the legal training that the profile asks of whoever takes a case, at each level of work."""
    asked = profile().training.legal_level_for
    if not any(asked):
        return
    workers = list(who_may_be_allocated())
    most = max(legal_levels_of(workers, on=clock.today()).values(), default=0)
    beyond = [str(level) for level, asks in enumerate(asked, start=1) if asks > most]
    if beyond:
        yield advice(
            f"Nobody has the legal training that cases at level {', '.join(beyond)} ask for.",
            why="Such a case could be given to nobody.",
            rule="L21",
            remedy="Let a manager record it under Training, or take in its spreadsheet there; until then, [training] "
            "legal_level_for of the profile can be noughts.",
        )


def supervisors_known() -> Iterator[Finding]:
    """Whether it is on record who supervises those who are to be supervised."""
    owed = User.objects.active().filter(role__in=SUPERVISED)
    with serving(COUNTS):
        known = Supervises.objects.begun_by(clock.today()).values_list("worker_id", flat=True)
        missing = owed.exclude(pk__in=list(known)).count()
    if missing:
        yield advice(
            f"Of {owed.count()} people who have supervision, {missing} have no supervisor on record.",
            why="When their supervision is due is not known, and nobody is told that it is late.",
            rule="L14",
            remedy="Let a manager say who supervises whom, under Supervision.",
        )
