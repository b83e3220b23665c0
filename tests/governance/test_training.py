"""The register of training: what allocation asks, what the sweeps tell, what a spreadsheet brings, and what SQL cannot do."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from cases.actions.casework import allocate
from cases.models import Allocation, Intervention
from governance.access.training import needs_of, open_training
from governance.actions.training import (
    NewTraining,
    find_work_above_training,
    record_training,
    remind_of_training,
    see_above_training,
    take_back_training,
)
from governance.choices.training import NeedState, ProviderKind
from governance.models import TrainingRecord, WorkAboveTraining
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.access import legal_levels_of
from sendiass.accounts.models import LegalTraining, User
from sendiass.database import standing
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.cast import Cast
from tests.training import SWEEPS, beyond, had, lawyered, paper, worked_at

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L20", "L21", "Y28")]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(user: User, kind: str) -> int:
    return sum(f":{user.id}" in one.key for one in Message.objects.filter(kind=f"governance.{kind}"))


def give(cast: Cast, worker: User) -> Allocation:
    return allocate(
        by=cast.team.manager, case=cast.khans.case, worker=worker, reason="Appeal.", at=clock.now()
    )


def test_a_case_at_level_4_goes_to_nobody_without_level_3_and_the_refusal_says_who_could_take_it(
    cast: Cast,
) -> None:
    team = cast.team
    give(cast, team.volunteer)  # before any work at that level
    worked_at(4, team.caseworker, cast.khans.case)
    with pytest.raises(Refused, match="Nobody here could take it now") as refused:
        give(cast, team.colleague)
    assert refused.value.decision.rule == "L21"
    lawyered(team.manager, team.manager)
    with pytest.raises(Refused, match="Moira Patel could take it"):
        give(cast, team.colleague)
    lawyered(team.manager, team.colleague, level=2)
    with pytest.raises(Refused):
        give(cast, team.colleague)
    lawyered(team.manager, team.colleague)
    assert give(cast, team.colleague).worker == team.colleague


def test_training_that_has_expired_or_was_taken_back_no_longer_counts(cast: Cast) -> None:
    team, today = cast.team, clock.today()
    lawyered(
        team.manager, team.colleague, held_on=today - timedelta(days=9), expires_on=today - timedelta(days=1)
    )
    assert legal_levels_of([team.colleague], on=today - timedelta(days=1))[team.colleague.id] == 3
    assert legal_levels_of([team.colleague], on=today)[team.colleague.id] == 0
    record = lawyered(team.manager, team.colleague)
    assert legal_levels_of([team.colleague], on=today)[team.colleague.id] == 3
    take_back_training(by=team.manager, record=record, reason="Another's certificate.", at=clock.now())
    assert legal_levels_of([team.colleague], on=today)[team.colleague.id] == 0
    with pytest.raises(Refused, match="already"):
        take_back_training(by=team.manager, record=record, reason="Once more.", at=clock.now())


def test_work_beyond_its_training_is_logged_and_told_to_the_manager_once(cast: Cast) -> None:
    found = beyond(cast)
    assert Intervention.objects.filter(pk=found.intervention_id).exists()
    assert (found.asked, found.had) == (3, 0)
    for days in (0, 1, 3):  # the clock's ticks of the next days change nothing
        assert find_work_above_training(by=SWEEPS, at=clock.now() + timedelta(days=days)) == 0
    assert told(cast.team.manager, "above_training") == 1
    with pytest.raises(NotThere):
        see_above_training(by=cast.team.colleague, key=found.id, what_follows="Nothing.", at=clock.now())
    see_above_training(by=cast.team.manager, key=found.id, what_follows="Course booked.", at=clock.now())
    assert not WorkAboveTraining.objects.to_be_seen().exists()


def test_work_within_its_training_is_not_noted(cast: Cast) -> None:
    lawyered(cast.team.manager, cast.team.colleague)
    worked_at(4, cast.team.colleague, cast.taylors.case)
    worked_at(3, cast.team.caseworker, cast.khans.case)
    assert find_work_above_training(by=SWEEPS, at=clock.now()) == 0


def test_each_is_reminded_once_of_each_due_date_though_nothing_ran_for_a_day(cast: Cast) -> None:
    team = cast.team
    (need,) = [one for one in needs_of([team.caseworker], on=clock.today()) if one.need.key == "impartiality"]
    assert need.due_on
    at, soon = clock.now() + (need.due_on - clock.today()), profile().training.remind_before_days
    for days in (-soon - 1, 1 - soon, 2 - soon, 1, 2, 3):  # the day it falls due is missed
        remind_of_training(by=SWEEPS, at=at + timedelta(days=days))
    mine = Message.objects.filter(kind="governance.training_due", key__contains=":impartiality:")
    assert sum(f"{team.caseworker.id}:impartiality" in one.key for one in mine) == 1
    late = Message.objects.filter(kind="governance.training_overdue")
    assert sum(f"{team.caseworker.id}:impartiality" in one.key for one in late) == 1


def test_what_is_due_was_had_and_is_due_again(cast: Cast) -> None:
    def state(days: int = 0) -> NeedState:
        found = needs_of([cast.team.caseworker], on=clock.today() + timedelta(days=days))
        return next(one.state for one in found if one.need.key == "impartiality")

    assert state(60) is NeedState.LATE
    had(cast.team.manager, cast.team.caseworker)
    assert state(60) is NeedState.HAD
    assert state(731) is NeedState.LATE


def test_the_manager_s_own_needs_its_certificate_and_nobody_else_records(cast: Cast) -> None:
    manager = cast.team.manager
    with pytest.raises(Refused, match="certificate"):
        had(manager, manager)
    assert had(manager, manager, certificate=paper()).certificate.size > 100
    for other in (cast.team.caseworker, cast.team.administrator, cast.team.volunteer):
        with pytest.raises(Refused):
            had(other, cast.team.colleague)


def test_one_s_own_training_is_there_for_oneself_and_nobody_else_s(cast: Cast) -> None:
    record = had(cast.team.manager, cast.team.caseworker, certificate=paper())
    assert open_training(by=cast.team.caseworker, record_id=record.id) == record
    with pytest.raises(NotThere):
        open_training(by=cast.team.colleague, record_id=record.id)
    url = reverse("governance:certificate_download", args=[record.id])
    answer = signed_in(cast.team.caseworker).get(url)
    assert answer.content.startswith(b"%PDF")
    assert "attachment" in answer.headers["Content-Disposition"]


HEAD = ["Email", "Course", "Training", "Who gave it", "Provider", "Legal level", "Date", "Hours", "Expires"]


def sheet(*lines: list[Any]) -> SimpleUploadedFile:
    book, out = Workbook(), BytesIO()
    for line in (HEAD, *lines):
        book.active.append(line)
    book.save(out)
    return SimpleUploadedFile("training.xlsx", out.getvalue())


def test_a_spreadsheet_is_looked_over_first_and_taken_whole(cast: Cast) -> None:
    client, url = signed_in(cast.team.manager), reverse("governance:training_upload")
    day = clock.today() - timedelta(days=30)
    lines = [
        [cast.team.caseworker.email, "SEND law", "", "IPSEA", "IPSEA", 2, day, 7.5, None],
        [
            cast.team.volunteer.email.upper(),
            "Being impartial",
            "Impartiality",
            "in house",
            "",
            "",
            f"{day:%d/%m/%Y}",
            3,
            "",
        ],
    ]
    answer = client.post(url, {"spreadsheet": sheet(*lines)})
    assert not TrainingRecord.objects.exists()
    carried = answer.context["carried"]
    assert carried
    assert [line[2] for line in answer.context["lines"]] == ["Legal training, level 2", "Impartiality"]
    for _ in range(2):
        client.post(url, {"carried": carried})
        assert TrainingRecord.objects.count() == 2
    legal = TrainingRecord.objects.get(worker=cast.team.caseworker)
    assert (legal.need, legal.legal_level, legal.hours) == ("legal_2", 2, Decimal("7.5"))
    assert not client.post(url, {"carried": f"{carried}x"}).context["looked"]


def test_one_wrong_cell_and_nothing_of_a_spreadsheet_is_taken(cast: Cast) -> None:
    client, url = signed_in(cast.team.manager), reverse("governance:training_upload")
    good = [cast.team.caseworker.email, "SEND law", "", "IPSEA", "", 2, "1/3/2026", 7, ""]
    wrong = ["nobody@example.org", "", "Juggling", "A friend", "", 9, "soon", "many", "1/2/2025"]
    answer = client.post(url, {"spreadsheet": sheet(good, wrong)})
    assert not answer.context["carried"]
    said = answer.content.decode()
    for column in ("Email", "Course", "Training", "Who gave it", "Legal level", "Date", "Hours"):
        assert f"Row 3, {column}:" in said
    assert "Row 2" not in said
    assert not TrainingRecord.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"\x00\x01", b"Email\n", b"a,b\n1,2\n"])
def test_what_is_no_spreadsheet_is_refused_in_words(cast: Cast, content: bytes) -> None:
    client, url = signed_in(cast.team.manager), reverse("governance:training_upload")
    for name in ("training.xlsx", "training.csv"):
        answer = client.post(url, {"spreadsheet": SimpleUploadedFile(name, content)})
        assert answer.status_code == 200
        assert not answer.context["carried"]
    assert not TrainingRecord.objects.exists()


def refused_by(statement: str, *values: Any) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(caught.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def test_sql_writes_nobody_s_training_in_the_manager_s_name_and_rewrites_none(cast: Cast) -> None:
    record = lawyered(cast.team.manager, cast.team.caseworker)
    other = (
        "INSERT INTO governance_trainingrecord (id, worker_id, course, need, provider_kind, provider, held_on, hours, "
        "recorded_at, recorded_by_id, withdrawn_reason) "
        "VALUES (%s, %s, 'x', '', 'other', '', current_date, 1, now(), %s, '')"
    )
    own = [uuid4(), cast.team.caseworker.id]
    assert refused_by(other, *own, cast.team.caseworker.id) == "recorded_by_whoever_keeps_it"
    with standing.standing_as(standing.worker(cast.team.caseworker.id)):
        assert refused_by(other, *own, cast.team.manager.id) == "recorded_by_whoever_keeps_it"
        assert TrainingRecord.objects.count() == 1
    with standing.standing_as(standing.worker(cast.team.colleague.id)):
        assert not TrainingRecord.objects.exists()
    rewritten = "UPDATE governance_trainingrecord SET held_on = current_date WHERE id = %s"
    assert refused_by(rewritten, record.id) == "only_so_changed"
    longer = "UPDATE accounts_legaltraining SET until_on = NULL, level = 3 WHERE worker_id = %s"
    assert refused_by(longer, cast.team.caseworker.id) == "not_rewritten"
    forged = (
        "INSERT INTO accounts_legaltraining (id, worker_id, level, from_on, recorded_at, recorded_by_id) "
        "VALUES (%s, %s, 3, current_date, now(), %s)"
    )
    assert refused_by(forged, uuid4(), cast.team.colleague.id, cast.team.colleague.id) == "said_by_a_manager"


def test_there_is_no_level_beyond_the_last(cast: Cast) -> None:
    new = NewTraining(cast.team.caseworker, "x", ProviderKind.OTHER, clock.today(), Decimal(1), legal_level=9)
    with pytest.raises(Refused, match=f"1 to {profile().training.legal_levels}"):
        record_training(by=cast.team.manager, new=new, once=uuid4(), at=clock.now())
    assert not LegalTraining.objects.exists()
