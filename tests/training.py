"""Brings on stage what tests of training and of joining need: training that was had, a drive, an applicant, work beyond."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from cases.actions.documents import Offered
from cases.actions.interventions import Given, log_intervention
from cases.choices import Channel, HelpKind
from cases.models import Case, Intervention
from governance.actions.given_sessions import NewSession, add_session
from governance.actions.joining import Applied, add_applicant, move_applicant, open_new_drive, record_check
from governance.actions.training import NewTraining, find_work_above_training, record_training
from governance.choices.joining import ApplicantStage, CheckKind
from governance.choices.training import Audience, ProviderKind
from governance.models import Applicant, Drive, GivenSession, TrainingRecord, WorkAboveTraining
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal
from sendiass.profiles import profile
from tests.cast import Cast
from tests.papers import letter

SWEEPS = ServicePrincipal("sweeps")


def had(by: User, worker: User, need: str = "impartiality", **different: Any) -> TrainingRecord:
    """A training that somebody had, recorded by the manager."""
    certificate = different.pop("certificate", None)
    at: datetime = different.pop("at", clock.now())
    new = {
        "course": "A day's course",
        "provider_kind": ProviderKind.IN_HOUSE,
        "held_on": clock.day_of(at) - timedelta(days=1),
        "hours": Decimal(3),
        **different,
    }
    return record_training(
        by=by,
        new=NewTraining(worker=worker, need=need, **new),
        certificate=certificate,
        once=uuid4(),
        at=at,
    )


def trained_first(by: User, worker: User, **different: Any) -> list[TrainingRecord]:
    """Every training that comes before a first case."""
    return [had(by, worker, need, **different) for need in profile().joining.by_training.values()]


def paper() -> Offered:
    """A certificate as it comes."""
    return Offered("certificate.pdf", letter(("Certificate", "Legal training")))


def lawyered(by: User, worker: User, level: int = 3, **different: Any) -> TrainingRecord:
    """A level of the legal training."""
    certificate = paper() if by == worker else None
    kind = ProviderKind.IPSEA
    return had(by, worker, f"legal_{level}", provider_kind=kind, certificate=certificate, **different)


def worked_at(level: int, worker: User, case: Case, on: date | None = None) -> Intervention:
    """A piece of work at a level, whatever its worker was trained in."""
    return log_intervention(
        by=worker,
        case=case,
        given=Given(
            kinds=(HelpKind.SUPPORT,),
            channel=Channel.HELPLINE_CALL,
            level=level,
            minutes=30,
            note="Prepared the papers of the appeal.",
            happened_on=on or clock.today(),
        ),
        once=uuid4(),
        at=clock.now(),
    )


def training_of(cast: Cast) -> dict[str, Any]:
    """One of each thing that an address of training or of joining names; the training is the allocated volunteer's."""
    manager = cast.team.manager
    return {
        "record_id": had(manager, cast.team.volunteer, certificate=paper()).id,
        "above_id": beyond(cast).id,
        "given_id": given(manager).id,
        "drive_id": (drive := looking(manager)).id,
        "applicant_id": applied(manager, drive).id,
        "item": "agreement",
    }


def beyond(cast: Cast) -> WorkAboveTraining:
    """Work at level 4 by a worker without the legal training for it, found by the sweep."""
    work = worked_at(4, cast.team.colleague, cast.taylors.case)
    find_work_above_training(by=SWEEPS, at=clock.now())
    return WorkAboveTraining.objects.get(intervention=work)


def given(by: User, **different: Any) -> GivenSession:
    """A session for families, a week ago."""
    new = {
        "title": "Annual reviews",
        "audience": Audience.FAMILIES,
        "provider_kind": ProviderKind.IN_HOUSE,
        "held_on": clock.today() - timedelta(days=7),
        "hours": Decimal(2),
        **different,
    }
    return add_session(by=by, new=NewSession(**new), once=uuid4(), at=clock.now())


def looking(by: User) -> Drive:
    """A recruitment drive."""
    return open_new_drive(
        by=by,
        title="Volunteers",
        where="The library",
        places=3,
        opened_on=clock.today(),
        once=uuid4(),
        at=clock.now(),
    )


def applied(by: User, drive: Drive | None = None, at: datetime | None = None) -> Applicant:
    """Somebody who applied."""
    at = at or clock.now()
    return add_applicant(
        by=by,
        drive=drive or looking(by),
        applied=Applied("Nadia Brook", "07700 900456", "Two of her own go to school here.", clock.day_of(at)),
        once=uuid4(),
        at=at,
    )


def taken_on(by: User, applicant: Applicant) -> Applicant:
    """Whatever is asked for was seen, and they were taken on."""
    today = clock.today()
    for kind, number in (
        (CheckKind.REFERENCE, "R-1"),
        (CheckKind.REFERENCE, "R-2"),
        (CheckKind.DBS, "001234567890"),
    ):
        record_check(
            by=by, applicant=applicant, kind=kind, number=number, dated_on=today, once=uuid4(), at=clock.now()
        )
    for stage in list(ApplicantStage)[1:5]:
        move_applicant(by=by, applicant=applicant, to=stage, note="", at=clock.now())
    return applicant
