"""The directory of schools and agencies, and the mark of the local authority on it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.agencies import AgencyDetails, add_agency
from cases.choices import OrganisationKind, SettingType
from cases.models import Agency
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PATH = "/settings/directory/"
TYPED = {
    "name": "Élan Academy",
    "kind": "school",
    "is_local_authority": "no",
    "setting_type": "mainstream_secondary",
    "address": "1 High Street\r\nLeicester",
    "postcode": "le16zg",
    "phone": "0116 496 0000",
    "email": "office@elan.example",
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, query: str = "") -> str:
    response = signed_in(user).get(f"{PATH}{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_who_keeps_the_directory_and_who_does_not(cast: Cast) -> None:
    paths = (PATH, f"{PATH}add/", f"{PATH}{cast.primary.id}/")
    for keeper in (cast.team.caseworker, cast.team.manager, cast.team.administrator):
        assert [signed_in(keeper).get(path).status_code for path in paths] == [200, 200, 200]
    for other in (cast.team.volunteer, cast.team.board_member):
        assert [signed_in(other).get(path).status_code for path in paths] == [403, 403, 403]


def test_a_school_is_added_and_stands_in_the_list(cast: Cast) -> None:
    response = signed_in(cast.team.administrator).post(f"{PATH}add/", TYPED)
    assert response.headers["Location"] == PATH
    added = Agency.objects.get(name="Élan Academy")
    assert (added.kind, added.setting_type) == (OrganisationKind.SCHOOL, SettingType.MAINSTREAM_SECONDARY)
    assert (added.address, added.postcode, added.phone) == (
        "1 High Street\nLeicester",
        "LE1 6ZG",
        "+441164960000",
    )
    html = page(cast.team.administrator)
    assert "Élan Academy" in html
    assert "0116 496 0000" in html
    assert "None" not in html


def test_the_local_authority_is_marked_wherever_it_stands(cast: Cast) -> None:
    html = page(cast.team.manager)
    assert html.count(">Local authority</strong>") == 1
    assert "Select yes if it is part of the local authority" in (
        signed_in(cast.team.manager).post(f"{PATH}add/", {**TYPED, "is_local_authority": ""}).content.decode()
    )


def test_an_entry_is_changed_and_what_is_not_changed_stays(cast: Cast) -> None:
    client, path = signed_in(cast.team.manager), f"{PATH}{cast.primary.id}/"
    assert 'value="Oakfield Primary"' in client.get(path).content.decode()
    assert client.post(path, {**TYPED, "name": "Oakfield Academy"}).status_code == 302
    cast.primary.refresh_from_db()
    assert cast.primary.name == "Oakfield Academy"
    assert cast.primary.closed_on is None


def test_a_closed_school_is_left_out_of_the_list_but_can_be_shown(cast: Cast) -> None:
    client = signed_in(cast.team.manager)
    client.post(f"{PATH}{cast.primary.id}/", {**TYPED, "name": "Oakfield", "closed_on": "today"})
    cast.primary.refresh_from_db()
    assert cast.primary.closed_on == clock.today()
    assert "Oakfield" not in page(cast.team.manager)
    html = page(cast.team.manager, "?show=all")
    assert "Oakfield" in html
    assert ">Closed</strong>" in html


def test_the_list_is_narrowed_by_kind_and_words(cast: Cast) -> None:
    assert "Meadow High" in page(cast.team.manager, "?words=high+meadow")
    assert "Oakfield" not in page(cast.team.manager, "?words=high+meadow")
    html = page(cast.team.manager, "?kind=authority_send")
    assert "SEND team" in html
    assert "Meadow High" not in html
    assert "No entry matches these filters." in page(cast.team.manager, "?words=nowhere")


def test_an_entry_that_is_not_there_is_not_found(cast: Cast) -> None:
    assert signed_in(cast.team.manager).get(f"{PATH}{uuid4()}/").status_code == 404


@given(
    query=st.dictionaries(
        st.sampled_from(["words", "kind", "show", "page"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_the_list(cast: Cast, query: dict[str, str]) -> None:
    assert signed_in(cast.team.manager).get(PATH, query).status_code == 200


def test_what_cannot_be_is_refused_with_what_was_typed(cast: Cast) -> None:
    client = signed_in(cast.team.manager)
    for wrong in (
        {"name": ""},
        {"name": "x" * 301},
        {"name": "Élan\x00"},
        {"kind": "circus"},
        {"kind": ""},
        {"setting_type": "circus"},
        {"postcode": "nowhere"},
        {"phone": "abc"},
        {"email": "office"},
        {"address": "x" * 20_000},
    ):
        html = client.post(f"{PATH}add/", {**TYPED, **wrong}).content.decode()
        assert "There is a problem" in html, wrong
        assert "1 High Street" in html or "address" in wrong
    for closed_on in ("1/1/1899", "1/1/2999", "tomorrow", "soon"):
        html = client.post(f"{PATH}{cast.primary.id}/", {**TYPED, "closed_on": closed_on}).content.decode()
        assert "There is a problem" in html, closed_on
    assert not Agency.objects.filter(name__startswith="Élan").exists()


def test_a_team_of_the_authority_is_marked_so_whatever_was_ticked(cast: Cast) -> None:
    details = AgencyDetails("SEND team, north", OrganisationKind.AUTHORITY_SEND, is_local_authority=False)
    assert add_agency(by=cast.team.manager, details=details, at=clock.now()).is_local_authority
