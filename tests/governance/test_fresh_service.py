"""On the first day nobody is supervised, trained or looked for yet: each page says so, and what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse

from sendiass.accounts.models import User
from tests.cast import hire
from tests.commenting import signed_in

pytestmark = pytest.mark.django_db

PAGES = {
    "supervision_list": "Nobody supervises them",
    "group_list": "No session yet.",
    "group_add": "Who came?",
    "figures_page": "How often supervision fell due",
    "training_list": "Everyone",
    "training_own": "Nothing has been recorded yet.",
    "training_mix": "Nothing in these twelve months.",
    "training_upload": "One line for each training.",
    "above_list": "No work went beyond its training.",
    "given_list": "No session has been written down yet.",
    "given_add": "The day it is given",
    "joiner_list": "There has been no drive yet.",
    "drive_add": "What you look for",
    "sample_list": "No files have been drawn yet.",
    "sample_draw": "Whose work?",
    "theme_list": "Nothing has been checked yet.",
    "own_checks": "Your files have not been checked yet.",
}
FORMS = ("group_add", "given_add", "drive_add", "sample_draw", "training_upload")


@pytest.fixture
def manager(db: None) -> User:
    return hire(datetime(2026, 9, 1, 9, 0, tzinfo=UTC)).manager


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_nothing_on_it_says_so(manager: User, name: str) -> None:
    answer = signed_in(manager).get(reverse(f"governance:{name}"))
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    assert PAGES[name] in page
    assert "None" not in page


@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_a_fresh_service_sent_empty_says_what_to_do(manager: User, name: str) -> None:
    answer = signed_in(manager).post(reverse(f"governance:{name}"), {})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_a_worker_of_a_fresh_service_is_told_who_would_supervise_them(manager: User) -> None:
    page = signed_in(manager).get(reverse("governance:worker_page", args=[manager.pk])).content.decode()
    assert "Nobody yet" in page
    assert "First say who supervises them." in page
    above = unescape(
        signed_in(manager).get(reverse("governance:above_set", args=[manager.pk])).content.decode()
    )
    assert "Who is their line manager?" in above
