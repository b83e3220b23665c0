"""Whom a family means: any agency of the directory, its own school, or any other school by its name."""

from __future__ import annotations

import pytest

from cases.actions.agencies import AgencyDetails, add_agency
from cases.choices import OrganisationKind, SettingType
from cases.models import Agency
from consent.models import SharingPermission
from sendiass import clock
from tests.cast import Cast
from tests.consent.test_sharing_pages import a_yes, post, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24")]
PAGE = "permissions/add/"


def school(cast: Cast, name: str) -> Agency:
    return add_agency(
        by=cast.team.manager,
        details=AgencyDetails(name, OrganisationKind.SCHOOL, False, SettingType.MAINSTREAM_PRIMARY),
        at=clock.now(),
    )


def test_the_child_s_school_and_every_agency_are_in_the_list_and_other_schools_are_not(cast: Cast) -> None:
    charity = add_agency(
        by=cast.team.manager,
        details=AgencyDetails("Autism charity", OrganisationKind.VOLUNTARY, False, None),
        at=clock.now(),
    )
    html = signed_in(cast.team.caseworker).get(f"/cases/{cast.khans.case.reference}/sharing/{PAGE}")
    listed = html.content.decode().split('name="agency"')[1].split("</select>")[0]
    for one in (cast.primary, cast.authority, charity):
        assert str(one.id) in listed
    assert str(cast.secondary.id) not in listed
    assert "data-typeahead-source" in html.content.decode()


def test_another_school_is_typed_and_listed_from_then_on(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    assert post(worker, case, PAGE, a_yes(cast, agency="", school_named="meadow high")).status_code == 302
    assert SharingPermission.objects.get().agency == cast.secondary
    html = signed_in(worker).get(f"/cases/{case.reference}/sharing/{PAGE}").content.decode()
    assert str(cast.secondary.id) in html.split('name="agency"')[1].split("</select>")[0]


def test_of_several_schools_the_one_meant_is_chosen_without_any_script(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    first, _second = school(cast, "Holly Bank Primary"), school(cast, "Holly Bank Academy")
    typed = a_yes(cast, agency="", school_named="holly bank")
    html = post(worker, case, PAGE, typed).content.decode()
    assert "Select which school you mean" in html
    assert "Which school do you mean? (optional)" not in html
    assert "Yes, tell them about school." in html
    assert post(worker, case, PAGE, typed | {"school": str(first.id)}).status_code == 302
    assert SharingPermission.objects.get().agency == first


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"agency": "", "school_named": ""}, "Select the agency, or type the name of a school"),
        ({"agency": "", "school_named": "Nowhere School"}, "We found no school called that"),
        ({"school_named": "Meadow High"}, "Select an agency or type a school, not both"),
        ({"agency": "d3b07384-d9a0-4c9b-8f7e-111111111111"}, "Select one of the choices"),
    ],
)
def test_what_names_no_one_agency_is_refused_in_words(
    cast: Cast, different: dict[str, object], words: str
) -> None:
    html = post(cast.team.caseworker, cast.khans.case, PAGE, a_yes(cast, **different)).content.decode()
    assert words in html
    assert not SharingPermission.objects.exists()
