"""Both services' profiles hold what their policies say, and what no source says is marked."""

import re

import pytest

from sendiass.profiles import Profile, ProfileProblem, available, load, profile
from sendiass.profiles.colours import WHITE, contrast

both = pytest.mark.parametrize("name", ["leicester", "york"])


@pytest.mark.clause("Y04")
def test_two_services_run_from_the_same_code() -> None:
    assert available() == ("leicester", "york")
    arms_length, in_house = load("leicester"), load("york")
    assert arms_length.host.kind == "arms_length_voluntary"
    assert in_house.host.kind == "in_house"
    assert in_house.host.council_is_controller
    assert not arms_length.host.council_is_controller


@pytest.mark.clause("Y04")
def test_each_service_has_its_own_oversight_group_and_rule_for_the_chair() -> None:
    board, group = load("leicester").group, load("york").group
    assert (board.name, board.chair_rule) == ("Advisory Board", "never_la_officer")
    assert (group.name, group.chair_rule) == ("Steering Group", "parent_member")
    assert len(board.constituencies) == 6
    assert any(seat.parents and seat.required for seat in group.constituencies)
    assert group.reviews_policy


def test_supervision_falls_due_as_the_policy_says() -> None:
    supervision = load("leicester").supervision
    assert supervision.caseworker.days == 42
    assert supervision.caseworker.words == "every 6 weeks"
    assert supervision.volunteer.words == "once a month"
    assert supervision.volunteer.days is None
    assert supervision.volunteer_group.words == "once a term"


def test_what_no_source_says_is_marked_with_why() -> None:
    assert load("leicester").doubt("supervision.caseworker") is None
    assert "not in the policy" in (load("york").doubt("supervision.caseworker") or "")


@both
@pytest.mark.parametrize("entry", ["retention", "retention.closed_case_years", "levels", "periods", "terms"])
def test_what_is_not_known_is_marked_in_both(name: str, entry: str) -> None:
    assert load(name).doubt(entry)


@both
def test_the_hours_of_higher_levels_are_not_invented(name: str) -> None:
    levels = load(name).levels
    assert [level.number for level in levels] == [1, 2, 3, 4]
    assert {level.time for level in levels[1:]} == {"Not known"}
    assert load(name).level(4).label == levels[3].label


@both
def test_made_up_contact_data_can_reach_no_one_and_is_marked(name: str) -> None:
    found = load(name)
    identity = found.identity
    assert re.match(r"0116 496 0\d{3}$|01632 960\d{3}$", identity.phone)
    for address in (identity.email, identity.website, found.host.sar_contact, found.host.dpo_contact):
        assert re.search(r"\.example\b", address)
    for entry in (
        "identity.phone",
        "identity.email",
        "identity.website",
        "host.sar_contact",
        "host.dpo_contact",
    ):
        assert found.doubt(entry)


@pytest.mark.clause("Y18")
@both
def test_a_service_has_an_identity_of_its_own_that_can_be_read(name: str) -> None:
    identity = load(name).identity
    assert contrast(identity.brand_colour, WHITE) >= 4.5
    assert contrast(identity.link_colour, WHITE) >= 4.5
    assert contrast(identity.link_colour, identity.background_colour) >= 4.5
    assert identity.logo
    assert identity.address_lines
    assert "council" not in identity.name.lower()


@pytest.mark.clause("Y18")
def test_the_two_services_cannot_be_mistaken_for_each_other() -> None:
    one, other = load("leicester").identity, load("york").identity
    for entry in ("name", "reference_prefix", "brand_colour", "logo", "phone", "email", "website"):
        assert getattr(one, entry) != getattr(other, entry)


@pytest.mark.clause("Y15")
@both
def test_the_impartiality_statement_is_short_enough_to_be_said_aloud(name: str) -> None:
    statement = load(name).impartiality.statement
    assert "impartial" in statement
    assert 40 <= len(statement.split()) <= 110
    assert "\n" not in statement


@pytest.mark.clause("L27")
@both
def test_the_words_on_seeing_ones_records_say_how_and_how_long(name: str) -> None:
    words = load(name).records.how_to_see
    assert "free" in words
    assert "one month" in words


def test_the_service_in_the_council_sends_no_one_to_the_council_for_their_records() -> None:
    assert "not the council" in load("york").records.how_to_see
    assert "york-sendiass" in load("york").host.sar_contact


def test_the_environment_chooses_the_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in available():
        monkeypatch.setenv("SERVICE_PROFILE", name)
        assert profile() is load(name)


def test_an_unknown_or_missing_choice_names_the_profiles_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_PROFILE", "../york")
    with pytest.raises(
        ProfileProblem, match=r"'\.\./york', which is no profile: set it to one of leicester, york"
    ):
        profile()
    monkeypatch.delenv("SERVICE_PROFILE")
    with pytest.raises(ProfileProblem, match="SERVICE_PROFILE is not set: set it to one of leicester, york"):
        profile()


@both
def test_a_profile_is_frozen(name: str) -> None:
    found: Profile = load(name)
    with pytest.raises(ValueError, match="frozen"):
        found.identity.name = "Another"
