"""A draft is its writer's alone: kept, given back and thrown away at no one else's word."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from sendiass import clock
from sendiass.access import NotThere, refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.crypto.errors import Closed
from sendiass.crypto.subjects import KeySubject
from sendiass.drafts import forms_kept, jobs, keeping, views
from sendiass.drafts.models import Draft
from tests.cast import Team, hire

pytestmark = pytest.mark.django_db
CASE = KeySubject("case", UUID("9c1a3f5e-0000-4000-8000-00000000000a"))
NOTE = "Zahra's mother is worried about the taxi."
HERE = "tests.kernel.drafts.test_draft_gate"


def case_subject(user: User, rest: str) -> KeySubject:
    """Stands in for the floor: the caseworker's and the manager's case, and nobody else's."""
    if user.role not in ("caseworker", "manager") or not rest.startswith("LEI-1"):
        raise NotThere
    return CASE


def own_subject(user: User, rest: str) -> None:
    """A form about nobody known: the writer's own key."""


def refusing(user: User, rest: str) -> None:
    """A form this person may not fill in."""
    refuse("This case is closed, so nothing more can be logged.", "L02").require()


@pytest.fixture(autouse=True)
def _forms(settings: Settings) -> None:
    settings.DRAFT_FORMS = {
        "case": f"{HERE}.case_subject",
        "enquiry": f"{HERE}.own_subject",
        "closed": f"{HERE}.refusing",
    }


@pytest.fixture
def team(db: None) -> Team:
    return hire(datetime(2026, 9, 1, 9, 0, tzinfo=UTC))


def save(
    client: Client, user: User | None, key: str = "case:LEI-1:log", body: Any = None, **more: Any
) -> HttpResponse:
    """Leave a draft as the page's script does, saying that `user` opened the page."""
    sent = body if isinstance(body, bytes) else json.dumps({"note": NOTE} if body is None else body).encode()
    headers = {"X-Draft-User": str(user.id)} if user else {}
    answer = client.post(f"/drafts/{key}/", sent, content_type="application/json", headers=headers, **more)
    assert isinstance(answer, HttpResponse)
    return answer


def taken(user: User, key: str = "case:LEI-1:log") -> keeping.Kept | None:
    subject = keeping.subject_of(owner=user, form_key=key)
    with reading(by=user, subjects=[subject], purpose="resuming a draft"):
        return keeping.take(owner=user, form_key=key)


def error_of(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["error"]


def test_what_was_typed_comes_back_to_its_writer(team: Team, client: Client) -> None:
    client.force_login(team.caseworker)
    answer = save(
        client, team.caseworker, body={"note": NOTE, "needs": ["1", "2"], "csrfmiddlewaretoken": "x"}
    )
    assert answer.status_code == 200
    assert "saved" in json.loads(answer.content)
    kept = taken(team.caseworker)
    assert kept is not None
    assert kept.fields == {"note": NOTE, "needs": ["1", "2"]}


def test_the_newest_draft_takes_the_place_of_the_one_before(team: Team, client: Client) -> None:
    client.force_login(team.caseworker)
    save(client, team.caseworker)
    save(client, team.caseworker, body={"note": "shorter"})
    assert Draft.objects.count() == 1
    kept = taken(team.caseworker)
    assert kept is not None
    assert kept.fields == {"note": "shorter"}


def test_a_signed_out_page_is_told_so_and_never_sent_to_sign_in(team: Team, client: Client) -> None:
    assert error_of(save(client, team.caseworker)) == (401, "signed-out")
    assert client.get("/drafts/token/").status_code == 401
    assert not Draft.objects.exists()


def test_nobody_else_signed_in_on_the_same_computer_gets_the_text(team: Team, client: Client) -> None:
    client.force_login(team.manager)
    assert error_of(save(client, team.caseworker)) == (403, "other-user")
    assert error_of(save(client, None)) == (403, "other-user")
    assert not Draft.objects.exists()


def test_the_token_says_who_is_signed_in_now(team: Team, client: Client) -> None:
    client.force_login(team.manager)
    told = client.get("/drafts/token/").json()
    assert told["user"] == str(team.manager.id)
    assert told["token"]


def test_a_draft_without_the_forms_token_is_not_taken(team: Team) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(team.caseworker)
    assert save(client, team.caseworker).status_code == 403
    token = client.get("/drafts/token/").json()["token"]
    answer = client.post(
        "/drafts/case:LEI-1:log/",
        b"{}",
        content_type="application/json",
        headers={"X-Draft-User": str(team.caseworker.id), "X-CSRFToken": token},
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("role", ["volunteer", "administrator", "board_member"])
def test_a_draft_about_a_case_needs_the_case(team: Team, client: Client, role: str) -> None:
    user: User = getattr(team, role)
    client.force_login(user)
    assert error_of(save(client, user)) == (404, "not-there")


@pytest.mark.parametrize(
    "key",
    ["case:LEI-2:log", "case", "unheard", "unheard:LEI-1", "Case:LEI-1", "case:LEI 1", "case:" + "x" * 300],
)
def test_an_unknown_form_and_another_persons_case_are_one_answer(
    team: Team, client: Client, key: str
) -> None:
    client.force_login(team.caseworker)
    assert save(client, team.caseworker, key).status_code == 404


def test_a_refusal_carries_its_reason(team: Team, client: Client) -> None:
    client.force_login(team.caseworker)
    answer = save(client, team.caseworker, "closed:LEI-1")
    assert error_of(answer) == (403, "refused")
    assert "This case is closed" in answer.content.decode()


def test_one_draft_for_each_person_and_form(team: Team, client: Client) -> None:
    for user in (team.caseworker, team.manager):
        client.force_login(user)
        save(client, user, body={"note": user.name})
    save(client, team.manager, "enquiry", body={"note": "a call"})
    manager, caseworker = taken(team.manager), taken(team.caseworker)
    assert manager is not None
    assert caseworker is not None
    assert (manager.fields["note"], caseworker.fields["note"]) == (team.manager.name, team.caseworker.name)
    assert Draft.objects.count() == 3


def test_a_draft_about_nobody_known_is_sealed_under_its_writers_own_key(team: Team, client: Client) -> None:
    client.force_login(team.administrator)
    save(client, team.administrator, "enquiry")
    assert Draft.objects.get().key_subject == KeySubject("worker", team.administrator.id)


def test_the_data_base_never_sees_the_words(team: Team, client: Client) -> None:
    client.force_login(team.caseworker)
    save(client, team.caseworker)
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text, position('taxi'::bytea IN data) FROM drafts_draft d")
        row, found_at = cursor.fetchone()
    assert "taxi" not in row
    assert found_at == 0


def test_a_draft_opens_only_inside_a_reading(team: Team, client: Client) -> None:
    client.force_login(team.caseworker)
    save(client, team.caseworker)
    with pytest.raises(Closed):
        keeping.take(owner=team.caseworker, form_key="case:LEI-1:log")


def test_who_loses_the_case_loses_the_draft(team: Team, client: Client, settings: Settings) -> None:
    client.force_login(team.caseworker)
    save(client, team.caseworker)
    team.caseworker.role = "administrator"
    with pytest.raises(NotThere):
        keeping.take(owner=team.caseworker, form_key="case:LEI-1:log")


def test_a_draft_sealed_for_another_case_does_not_come_back(
    team: Team, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(team.caseworker)
    save(client, team.caseworker)
    monkeypatch.setattr(f"{HERE}.CASE", KeySubject("case", UUID("9c1a3f5e-0000-4000-8000-00000000000b")))
    assert taken(team.caseworker) is None


def test_a_form_that_was_sent_leaves_no_draft(team: Team, client: Client) -> None:
    client.force_login(team.caseworker)
    save(client, team.caseworker)
    keeping.discard(owner=team.caseworker, form_key="case:LEI-1:log")
    assert taken(team.caseworker) is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b'["a"]', 400),
        (b'{"note": 7}', 400),
        (b'{"note": ["a", 7]}', 400),
        (b'{"note": "\\ud800"}', 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (json.dumps({f"f{n}": "" for n in range(views.MOST_FIELDS + 1)}).encode(), 400),
        (json.dumps({"note": "x" * views.MOST_BYTES}).encode(), 413),
        (json.dumps({"note": "é\0\u202e👩‍👧" * 100}).encode(), 200),
        (json.dumps({"note": "ش" * 20_000}, ensure_ascii=False).encode(), 200),
    ],
)
def test_what_is_no_form_is_refused_and_what_is_one_is_kept(
    team: Team, client: Client, body: bytes, status: int
) -> None:
    client.force_login(team.caseworker)
    assert save(client, team.caseworker, body=body).status_code == status
    assert Draft.objects.exists() is (status == 200)


def test_a_form_sent_where_a_draft_belongs_is_turned_away(team: Team) -> None:
    """Looking for the token, Django reads a form's fields before the page gets it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(team.caseworker)
    token = client.get("/drafts/token/").json()["token"]
    headers = {"X-Draft-User": str(team.caseworker.id)}
    left = client.post("/drafts/enquiry/", {"csrfmiddlewaretoken": token, "note": NOTE}, headers=headers)
    assert left.status_code == 415
    assert not Draft.objects.exists()


def test_a_draft_is_left_by_post_alone(team: Team, client: Client) -> None:
    client.force_login(team.caseworker)
    assert client.get("/drafts/enquiry/").status_code == 405
    assert client.post("/drafts/token/").status_code == 405


def test_drafts_nobody_came_back_to_are_forgotten(team: Team, client: Client) -> None:
    client.force_login(team.caseworker)
    save(client, team.caseworker)
    save(client, team.caseworker, "enquiry")
    Draft.objects.filter(form_key="enquiry").update(saved_at=clock.now() - timedelta(days=400))
    assert jobs.forget_drafts() == 1
    assert jobs.forget_drafts() == 0
    assert Draft.objects.get().form_key == "case:LEI-1:log"


@given(
    fields=st.dictionaries(
        st.text(st.characters(codec="utf-8"), max_size=20), st.text(st.characters(codec="utf-8"))
    )
)
@hypothesis_settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_was_typed_comes_back_exactly(team: Team, fields: dict[str, str]) -> None:
    keeping.keep(owner=team.caseworker, form_key="enquiry", fields=dict(fields), at=clock.now())
    kept = taken(team.caseworker, "enquiry")
    assert kept is not None
    assert kept.fields == fields


def test_start_up_refuses_a_form_whose_rule_is_gone(settings: Settings) -> None:
    settings.DRAFT_FORMS = {"case": "upstairs.gone"}
    assert [problem.id for problem in forms_kept.draft_forms_are_sound()] == ["drafts.E001"]
