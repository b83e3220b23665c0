"""A record that was erased, or altered behind the service's back, says so on its page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from sendiass.crypto.erasure import erase
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("L26")
def test_a_case_whose_child_was_erased_says_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.team.caseworker)
    erase(cast.khans.child.key_subject)
    response = client.get(reverse("cases:case_page", args=[cast.khans.case.reference]))
    assert response.status_code == 200
    assert "Record erased" in response.content.decode()


@pytest.mark.clause("L26")
def test_a_case_that_was_erased_says_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.team.caseworker)
    erase(cast.khans.case.key_subject)
    response = client.get(reverse("cases:case_page", args=[cast.khans.case.reference]))
    assert response.status_code == 410
    assert "erased for good" in response.content.decode()


def test_an_altered_value_is_never_shown(cast: Cast, client: Client) -> None:
    client.force_login(cast.team.caseworker)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_person SET given_names = (SELECT given_names FROM cases_person WHERE id = %s)"
            " WHERE id = %s",
            [cast.khans.parent.id, cast.khans.child.id],
        )
    response = client.get(reverse("cases:case_page", args=[cast.khans.case.reference]))
    assert response.status_code == 500
    assert "cannot be opened" in response.content.decode()
    assert "Samira" not in response.content.decode()
