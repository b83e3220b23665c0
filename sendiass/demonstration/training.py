"""Plays a year of training and of recruiting: what was had and is due, sessions given, somebody new, and work beyond."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from cases.actions.documents import Offered
from governance.access.joining import is_ticked, joining_of
from governance.actions.given_sessions import NewSession, add_session, count_attendance, keep_feedback
from governance.actions.joining import (
    Applied,
    add_applicant,
    move_applicant,
    open_new_drive,
    record_check,
    say_done,
)
from governance.actions.training import NewTraining, find_work_above_training, record_training
from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
from governance.choices.training import Audience, ProviderKind, Usefulness
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal
from sendiass.demonstration.papers import letter
from sendiass.demonstration.people import Team
from sendiass.profiles import profile

Once = Callable[[], UUID]
K = ProviderKind

HAD: tuple[tuple[str, ProviderKind, str, str, int], ...] = (
    ("impartiality", K.IN_HOUSE, "", "3", 210),
    ("recognising_partiality", K.IN_HOUSE, "", "2", 210),
    ("confidentiality", K.IN_HOUSE, "", "2", 210),
    ("safeguarding", K.SAFEGUARDING_BOARD, "Safeguarding Children Partnership", "6", 300),
    ("legal_1", K.IPSEA, "IPSEA", "7", 340),
    ("legal_2", K.IPSEA, "IPSEA", "7", 250),
    ("local", K.LOCAL_AUTHORITY, "SEND team", "3", 120),
)
"""Training, who gave it, how many hours it took and how many days ago: what everybody had."""
LEVEL_3_AGO = (190, 160, None)
"""How many days ago each caseworker had level 3; the third is still to have it."""
GIVEN: tuple[tuple[str, Audience, ProviderKind, str, int, int], ...] = (
    ("What an annual review is for", Audience.FAMILIES, K.IN_HOUSE, "", 40, 14),
    ("Exclusions: what the law says", Audience.FAMILIES, K.IPSEA, "IPSEA", 95, 22),
    ("Working with an impartial service", Audience.PROFESSIONALS, K.IN_HOUSE, "", 150, 31),
    ("Your plan, your say", Audience.YOUNG_PEOPLE, K.NATIONAL_NETWORK, "National network", -20, 0),
)
SAID = (
    (Usefulness.VERY, "I did not know I could ask for that in writing."),
    (Usefulness.VERY, ""),
    (Usefulness.QUITE, "More time for questions, please."),
)
APPLICANTS = (
    ("Nadia Brook", "nadia@family.example", (ApplicantStage.INVITED, ApplicantStage.MET)),
    ("Owen Price", "07700 900655", ()),
    ("Ruth Adler", "ruth@family.example", (ApplicantStage.INVITED, ApplicantStage.WITHDREW)),
)


def train(team: Team, *, once: Once) -> None:
    """The team's training, one certificate, what is due, the sessions given, and work beyond its training."""
    at = clock.now()
    for worker in (*team.caseworkers, team.volunteer):
        for need, kind, provider, hours, ago in HAD:
            _had(team.manager, worker, need, (kind, provider, hours), ago, once=once, at=at)
    for worker, since in zip(team.caseworkers, LEVEL_3_AGO, strict=False):
        if since is not None:
            _had(team.manager, worker, "legal_3", (K.IPSEA, "IPSEA", "14"), since, once=once, at=at)
    for given in GIVEN:
        _given(team.administrator, given, once=once, at=at)
    find_work_above_training(by=ServicePrincipal("sweeps"), at=at)


def recruit(team: Team, *, once: Once) -> None:
    """What the volunteer did before their first case, and a drive with those who applied."""
    at = clock.now()
    on = clock.day_of(at)
    (joiner,) = joining_of([team.volunteer], on=on)
    for item in JoiningItem:
        if is_ticked(item):
            say_done(by=team.manager, joiner=joiner, item=item, done_on=on - timedelta(days=401), at=at)
    drive = open_new_drive(
        by=team.manager,
        title="Volunteers for the new year",
        where="Libraries, parents’ groups and the university’s noticeboard",
        places=4,
        opened_on=on - timedelta(days=35),
        once=once(),
        at=at,
    )
    for name, contact, stages in APPLICANTS:
        applied = Applied(name, contact, "Wants to help families to be heard.", on - timedelta(days=20))
        applicant = add_applicant(by=team.manager, drive=drive, applied=applied, once=once(), at=at)
        for stage in stages:
            move_applicant(by=team.manager, applicant=applicant, to=stage, note="", at=at)
        if ApplicantStage.MET in stages:
            record_check(
                by=team.manager,
                applicant=applicant,
                kind=CheckKind.REFERENCE,
                number="R-2026-1",
                dated_on=on - timedelta(days=6),
                once=once(),
                at=at,
            )


def _had(
    manager: User,
    worker: User,
    need: str,
    how: tuple[ProviderKind, str, str],
    ago: int,
    *,
    once: Once,
    at: datetime,
) -> None:
    asked = profile().training.need(need)
    if asked is None:
        return
    kind, provider, hours = how
    new = NewTraining(
        worker=worker,
        course=asked.label,
        need=need,
        provider_kind=kind,
        provider=provider,
        held_on=clock.day_of(at) - timedelta(days=ago),
        hours=Decimal(hours),
    )
    paper = letter(provider, f"Certificate of attendance: {asked.label}.")
    certificate = Offered("Certificate.pdf", paper) if need == "legal_1" else None
    record_training(by=manager, new=new, certificate=certificate, once=once(), at=at)


def _given(
    by: User, given: tuple[str, Audience, ProviderKind, str, int, int], *, once: Once, at: datetime
) -> None:
    title, audience, kind, provider, ago, came = given
    new = NewSession(
        title=title,
        audience=audience,
        provider_kind=kind,
        provider=provider,
        place="The library",
        held_on=clock.day_of(at) - timedelta(days=ago),
        hours=Decimal(2),
    )
    session = add_session(by=by, new=new, once=once(), at=at)
    if ago > 0:
        count_attendance(by=by, session=session, came=came, at=at)
        for useful, words in SAID:
            keep_feedback(by=by, session=session, useful=useful, words=words, once=once(), at=at)
