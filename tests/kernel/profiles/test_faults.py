"""A faulty profile is refused with its file, the line that is wrong, and what is right there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendiass.profiles import ProfileProblem, read
from sendiass.profiles.lines import line_of
from sendiass.profiles.loading import FOLDER

GOOD = (FOLDER / "leicester.toml").read_text(encoding="utf-8")


def faulty(folder: Path, before: str, after: str) -> tuple[tuple[str, ...], int]:
    """The problems of the good profile with one passage changed, and the line the passage stands on."""
    assert GOOD.count(before) >= 1, before
    file = folder / "service.toml"
    file.write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ProfileProblem) as caught:
        read(file)
    return caught.value.problems, GOOD[: GOOD.index(before)].count("\n") + 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('brand_colour = "#5b2a6e"', 'brand_colour = "#c9b8d0"', "contrast of 1.87 to 1 with white"),
        ('link_colour = "#4a2c8f"', 'link_colour = "purple"', "'purple' is not a colour"),
        ('background_colour = "#f7f4fa"', 'background_colour = "#4a2c8f"', "with the text #0b0c0c"),
        ('background_colour = "#f7f4fa"', 'background_colour = "#8f7fb0"', "links #4a2c8f on it"),
        ('reference_prefix = "LEI"', 'reference_prefix = "Lei"', "two to four capital letters"),
        ('phone = "0116 496 0147"', 'phone = "call us"', "digits and spaces"),
        ('website = "https://', 'website = "http://', "beginning with https://"),
        ('short_name = "SENDIASS"', 'shortname = "SENDIASS"', "did you mean short_name"),
        ('kind = "arms_length_voluntary"', 'kind = "charity"', '"in_house" (in the council)'),
        ('chair_rule = "never_la_officer"', 'chair_rule = "anyone"', '"parent_member"'),
        ('local_authority_codes = ["856"]', "local_authority_codes = []", "codes of three digits"),
        (
            'local_authority_codes = ["856"]',
            'local_authority_codes = ["856", "Rutland"]',
            "codes of three digits",
        ),
        ("council_is_controller = false", 'council_is_controller = "perhaps"', "true where the council"),
        ("callback_kept_days = 14", "callback_kept_days = 0", "days a call-back is kept"),
        ("callback_kept_days = 14", 'callback_kept_days = "a fortnight"', "not 'a fortnight'"),
        (
            "options_within_working_days = 5",
            "options_within_working_days = 0",
            "options of a piece of advice are written down",
        ),
        (
            "source_review_months = 12",
            'source_review_months = "yearly"',
            "an independent source is looked at again",
        ),
        (
            "working_day_ends = 20",
            "working_day_ends = 6",
            "the working day begins at 7; it ends at a later hour",
        ),
        ("cases_out_of_hours = 2", "cases_out_of_hours = 0", "cases opened outside those hours"),
        ("times_usual = 3", "times_usual = 1", "the worker's own usual day"),
        ("break_glass_times = 3", 'break_glass_times = "often"', "opened a case in an emergency"),
        ("begun_kept_days = 14", "begun_kept_days = 0", "a half-written request is kept"),
        ("patience_seconds = 3", "patience_seconds = 0", "a person needs at least"),
        ('leave_to = "https://', 'leave_to = "http://', "a harmless page"),
        (
            "most_codes = { one_address = 20, everyone = 600 }",
            "most_codes = { one_address = 0, everyone = 600 }",
            "how often from one address",
        ),
        ("renew_before_days = 21", "renew_before_days = 0", "the worker is asked to renew it"),
        ("renew_before_days = 21", "renew_before_days = 91", "the worker is asked to renew it"),
        ("signed_form_within_days = 10", "signed_form_within_days = 0", "has that paper on the case"),
        ("signed_form_within_days = 10", 'signed_form_within_days = "soon"', "has that paper on the case"),
        ('told_unasked = "We', 'told_unasked = ""  # "We', "without a word on whether the family is known"),
        ('unit = "weeks" }', 'unit = "fortnights" }', '"terms"'),
        ("starts_on = 2027-01-04", "starts_on = 2027-02-30", "not TOML"),
        ('"retention" = "to be', '"retension" = "to be', "there is no entry retension in this profile"),
        ("leads = []", 'leads = ["whoever is in"]', "the addresses with which those sign in"),
        (
            "bank_holidays = []",
            "bank_holidays = [2027-06-01, 2027-05-07]",
            "stands after 2027-06-01; list the days in order",
        ),
        ('roles = ["volunteer"]', 'roles = ["trustee"]', "the roles that need a clearance for new cases"),
        ('roles = ["volunteer"]', 'roles = ["caseworker"]', "no case before they are cleared"),
        ('roles = ["volunteer"]', 'roles = ["volunteer", "volunteer"]', "a role stands twice"),
        ("tell_before_days = 28", "tell_before_days = 0", "on which the manager is told"),
        ('label = "Schools: headteachers and SENCOs"', 'label = ""', "the constituency in words"),
    ],
)
def test_a_fault_names_its_line_and_what_is_right(tmp_path: Path, before: str, after: str, said: str) -> None:
    problems, line = faulty(tmp_path, before, after)
    (problem,) = [problem for problem in problems if "short_name: this entry is missing" not in problem]
    assert problem.startswith(f"service.toml, line {line}: ")
    assert said in problem


def test_a_missing_entry_is_told_at_the_head_of_its_section(tmp_path: Path) -> None:
    problems, _ = faulty(tmp_path, 'email = "advice@sendiass-leicester.example"\n', "")
    head = GOOD[: GOOD.index("[identity]")].count("\n") + 1
    assert problems == (
        f"service.toml, line {head}: identity.email: this entry is missing. "
        "It holds the service's own address for e-mail",
    )


def test_a_missing_section_says_what_it_holds(tmp_path: Path) -> None:
    problems, _ = faulty(tmp_path, "[escalation]", "[escalations]")
    assert any(
        "escalation: this entry is missing. It holds a section [escalation]" in line for line in problems
    )
    assert any("escalations: there is no such entry; did you mean escalation?" in line for line in problems)


def test_several_faults_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "service.toml"
    file.write_text(
        GOOD.replace('reference_prefix = "LEI"', "reference_prefix = 4").replace(
            "review_months = 12", "review_months = 0"
        ),
        encoding="utf-8",
    )
    with pytest.raises(ProfileProblem) as caught:
        read(file)
    assert ["reference_prefix" in caught.value.problems[0], "review_months" in caught.value.problems[1]] == [
        True
    ] * 2


def test_terms_must_follow_each_other(tmp_path: Path) -> None:
    problems, line = faulty(tmp_path, "starts_on = 2027-01-04", "starts_on = 2026-12-01")
    assert problems == (
        f"service.toml, line {line}: terms[2].starts_on: Spring 2027 starts before Autumn 2026 has ended; "
        "list the terms in order, without overlap",
    )


def test_a_term_ends_after_it_starts(tmp_path: Path) -> None:
    problems, _ = faulty(tmp_path, "half_term_ends_on = 2027-02-19", "half_term_ends_on = 2027-02-01")
    assert "Spring 2027 has its dates out of order" in problems[0]


def test_a_parent_can_only_chair_where_parents_sit(tmp_path: Path) -> None:
    file = tmp_path / "service.toml"
    changed = GOOD.replace("parents = true\n", "").replace('"never_la_officer"', '"parent_member"')
    file.write_text(changed, encoding="utf-8")
    with pytest.raises(ProfileProblem, match="but no constituency says parents = true"):
        read(file)


def test_broken_toml_names_the_line_too(tmp_path: Path) -> None:
    problems, line = faulty(tmp_path, 'name = "Advisory Board"', 'name = "Advisory Board')
    assert problems[0].startswith(f"service.toml, line {line}: this is not TOML")
    assert "What is right:" in problems[0]


def test_a_text_that_breaks_off_names_its_last_line(tmp_path: Path) -> None:
    file = tmp_path / "service.toml"
    file.write_text('[identity]\nname = "x"\naddress_lines = [', encoding="utf-8")
    with pytest.raises(ProfileProblem, match=r"service\.toml, line 3: this is not TOML"):
        read(file)


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileProblem, match="cannot be read as a text file"):
        read(tmp_path / "absent.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProfileProblem, match="cannot be read as a text file"):
        read(binary)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_lines(text: str) -> None:
    assert line_of(text, ("a", 0, "b")) >= 1


def test_a_line_is_found_in_tables_lists_of_tables_dotted_keys_and_past_long_texts() -> None:
    text = 'a = """\n[x]\nb = 1\n"""\n[x]\nb = 2\n[[y]]\nc = 1\n[[y]]\nc.d = 2\n[z."e.f"]\ng = 1\n'
    assert line_of(text, ("x", "b")) == 6
    assert line_of(text, ("y", 1, "c", "d")) == 10
    assert line_of(text, ("y", 1)) == 9
    assert line_of(text, ("y", 1, "c", "d", "deeper")) == 10
    assert line_of(text, ("z", "e.f", "g")) == 12
    assert line_of(text, ("nowhere",)) == 1
