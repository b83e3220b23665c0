"""Fields keep what can be stored, exactly, and refuse the rest in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from sendiass import clock
from sendiass.ui import fields
from sendiass.ui.fields.dates import LATEST, two_years_ago, two_years_ahead
from sendiass.ui.fields.once import once_key
from sendiass.ui.fields.short import phone_as_read
from sendiass.ui.forms import GovukForm, problems_of

TEXTS = [
    fields.NameField,
    fields.LineField,
    fields.NoteField,
    fields.PhoneField,
    fields.PostcodeField,
    fields.EmailField,
]
ONE_BOX = [*TEXTS, fields.MinutesField, fields.FriendlyDateField]
JARGON = ("null", "valid value", "invalid", "None", "{label}", "%(", "Ensure this")


def form_of(field: forms.Field, typed: dict[str, str]) -> GovukForm:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data[name] = value
    form: GovukForm = type("OneField", (GovukForm,), {"answer": field})(data)
    return form


def clean(field: forms.Field, text: str) -> Any:
    """What the form keeps, or the refusal's words."""
    form = form_of(field, {"answer": text})
    return form.cleaned_data["answer"] if form.is_valid() else words_of(form)


def words_of(form: GovukForm) -> str:
    found = [message for _, message in problems_of(form)]
    assert found
    assert not [(word, found) for word in JARGON for message in found if word in message]
    return found[0]


@pytest.mark.parametrize("kind", ONE_BOX)
@pytest.mark.parametrize("typed", ["\0", "a\0b", "1\0", "\x07bell", "\x1b[0m"])
def test_every_field_refuses_control_characters_with_its_name(kind: type[forms.Field], typed: str) -> None:
    form = form_of(kind(label="Answer"), {"answer": typed})
    assert not form.is_valid()
    words_of(form)


@pytest.mark.parametrize("kind", TEXTS)
def test_a_null_byte_is_explained_without_the_word(kind: type[forms.Field]) -> None:
    words = clean(kind(label="Family name"), "Kh\0an")
    assert words.startswith("Family name has a hidden character that cannot be stored. Delete the text")


@given(st.text(st.characters(codec=None), max_size=60))
def test_a_name_is_kept_as_typed_or_refused_in_words(typed: str) -> None:
    form = form_of(fields.NameField(label="Family name"), {"answer": typed})
    if form.is_valid():
        kept = form.cleaned_data["answer"]
        assert kept == typed.strip()
        kept.encode()
    else:
        assert "amily name" in words_of(form)


@pytest.mark.parametrize(
    "name",
    [
        "Núñez-O’Brien",
        "王小明",
        "محمد",
        "Ölmez",
        "👩‍👧 Smith",
        "אבג\u200f",
        "\u200eSmith",
        "d'Árc",
        "<script>",
        "X Æ A-12",
        "L" * 1000,
    ],
)
def test_names_of_all_kinds_are_kept_exactly(name: str) -> None:
    assert clean(fields.NameField(label="Family name"), name) == name


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_name_that_would_turn_its_neighbours_round_is_refused(mark: str) -> None:
    assert "reverses the order of letters" in clean(fields.NameField(label="Family name"), f"Kh{mark}an")


def test_a_name_too_long_is_told_by_how_much() -> None:
    words = clean(fields.NameField(label="Family name"), "L" * 1001)
    assert words == "Family name must be 1,000 characters or fewer. You entered 1,001"


@pytest.mark.parametrize("blank", ["", "   ", "\u200b\u200e", "\t\n", "\u3000"])
def test_a_name_of_nothing_to_read_is_no_name(blank: str) -> None:
    assert clean(fields.NameField(label="Family name"), blank) == "Enter family name"


def test_the_browser_never_cuts_what_is_pasted() -> None:
    drawn = str(form_of(fields.NoteField(label="Note"), {})["answer"])
    assert "maxlength" not in drawn


def test_a_note_keeps_its_line_breaks_and_spaces() -> None:
    assert clean(fields.NoteField(label="Note"), "  one\r\n\r\n\ttwo\r\n") == "  one\n\n\ttwo\n"


@given(st.text(max_size=200))
def test_a_note_is_kept_as_typed_or_refused_in_words(typed: str) -> None:
    form = form_of(fields.NoteField(label="Note"), {"answer": typed})
    if form.is_valid():
        assert form.cleaned_data["answer"] == typed.replace("\r\n", "\n").replace("\r", "\n")
    else:
        words_of(form)


def test_a_note_of_twenty_thousand_characters_is_kept_and_one_more_refused() -> None:
    assert clean(fields.NoteField(label="Note"), "é" * 20_000) == "é" * 20_000
    assert clean(fields.NoteField(label="Note"), "é" * 20_001) == (
        "Note must be 20,000 characters or fewer. You entered 20,001"
    )


@given(st.text(max_size=40), st.sampled_from(ONE_BOX))
def test_no_field_breaks_on_anything_typed(typed: str, kind: type[forms.Field]) -> None:
    form = form_of(kind(label="Answer"), {"answer": typed})
    if not form.is_valid():
        words_of(form)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("01632 960 001", "+441632960001"),
        ("(0116) 496 0147", "+441164960147"),
        ("07700 900123", "+447700900123"),
        ("+48 22 555 01 23", "+48225550123"),
        ("0048 22 555 01 23", "+48225550123"),
        ("01904 555555 ext 12", "+441904555555 ext 12"),
    ],
)
def test_a_telephone_number_is_read_however_it_is_typed(typed: str, kept: str) -> None:
    assert clean(fields.PhoneField(label="Telephone"), typed) == kept
    assert clean(fields.PhoneField(label="Telephone"), phone_as_read(kept)) == kept


def test_what_is_no_telephone_number_is_refused_and_stays_in_the_box() -> None:
    form = form_of(fields.PhoneField(label="Telephone"), {"answer": "ask gran"})
    assert words_of(form).startswith("Enter a telephone number, like 01632 960 001")
    assert 'value="ask gran"' in str(form["answer"])


@pytest.mark.parametrize(
    ("typed", "kept"), [("le1 6zg", "LE1 6ZG"), ("YO17HH", "YO1 7HH"), ("sw1a 1aa", "SW1A 1AA")]
)
def test_a_postcode_is_set_in_order(typed: str, kept: str) -> None:
    assert clean(fields.PostcodeField(label="Postcode"), typed) == kept


@pytest.mark.parametrize("typed", ["LE1", "12345", "LE1 6ZGX", "QQQ 1AA"])
def test_what_is_no_postcode_is_refused_with_an_example(typed: str) -> None:
    assert clean(fields.PostcodeField(label="Postcode"), typed) == "Enter a full UK postcode, like LE1 6ZG"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0", "Minutes must be 1 or more"),
        ("-5", "Minutes must be 1 or more"),
        ("1441", "Minutes must be 1,440 (24 hours) or fewer"),
        ("1.5", "Minutes must be a whole number, like 15"),
        ("99999999999999999999", "Minutes must be a whole number, like 15"),
        ("", "Enter minutes"),
    ],
)
def test_minutes_are_a_whole_number_of_at_most_a_day(typed: str, words: str) -> None:
    assert clean(fields.MinutesField(label="Minutes"), typed) == words


def test_minutes_are_read_in_other_digits() -> None:
    assert clean(fields.MinutesField(label="Minutes"), " ٢٠ ") == 20


def test_an_email_address_is_kept_or_refused_with_an_example() -> None:
    assert clean(fields.EmailField(label="Email"), " a.b@example.com ") == "a.b@example.com"
    assert clean(fields.EmailField(label="Email"), "a.b@") == "Enter an email address, like name@example.com"


def test_what_has_happened_cannot_lie_ahead() -> None:
    field = fields.FriendlyDateField(label="Date", latest=clock.today)
    assert clean(field, "today") == clock.today()
    assert clean(field, "tomorrow") == "Date must be today or in the past"


def test_what_is_to_come_cannot_lie_behind() -> None:
    field = fields.FriendlyDateField(label="Due date", lean="future", earliest=clock.today)
    assert clean(field, "+30") == clock.today() + timedelta(30)
    assert clean(field, "yesterday") == "Due date must be today or in the future"


@pytest.mark.parametrize(
    ("typed", "limit"), [("31/12/1899", "1/1/1900 or later"), ("1/1/2999", "31/12/2100 or earlier")]
)
def test_dates_of_other_centuries_are_refused_with_the_limit(typed: str, limit: str) -> None:
    assert clean(fields.FriendlyDateField(label="Date"), typed) == f"Date must be {limit}"


@pytest.mark.parametrize(
    ("first", "last", "typed", "words"),
    [
        (0, 0, "-1", "today"),
        (0, 0, "+1", "today"),
        (3, 3, "+4", "{last}"),
        (0, 5, "-1", "between today and {last}"),
        (0, 5, "+6", "between today and {last}"),
        (0, None, "1/1/2999", "31/12/2100 or earlier"),
        (-5, 0, "-6", "{first} or later"),
        (-5, 0, "+1", "today or in the past"),
    ],
)
def test_whatever_day_is_refused_the_words_are_true_of_every_day_allowed(
    first: int, last: int | None, typed: str, words: str
) -> None:
    earliest = clock.today() + timedelta(first)
    latest = LATEST if last is None else clock.today() + timedelta(last)
    field = fields.FriendlyDateField(label="Date", lean="future", earliest=earliest, latest=latest)
    limits = {
        name: f"{day.day}/{day.month}/{day.year}" for name, day in (("first", earliest), ("last", latest))
    }
    assert clean(field, typed) == f"Date must be {words.format(**limits)}"


@pytest.mark.parametrize(
    ("today", "ago", "ahead"),
    [
        (date(2026, 11, 29), date(2024, 11, 29), date(2028, 11, 29)),
        (date(2028, 2, 29), date(2026, 2, 28), date(2030, 2, 28)),
    ],
)
def test_two_years_are_two_calendar_years_whether_or_not_one_leaps(
    monkeypatch: pytest.MonkeyPatch, today: date, ago: date, ahead: date
) -> None:
    monkeypatch.setattr("sendiass.clock.today", lambda: today)
    assert (two_years_ago(), two_years_ahead()) == (ago, ahead)


def birthday(day: str, month: str, year: str) -> Any:
    form = form_of(
        fields.KnownDateField(label="Date of birth", birthday=True),
        {"answer_day": day, "answer_month": month, "answer_year": year},
    )
    return form.cleaned_data["answer"] if form.is_valid() else words_of(form)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("", "", ""), "Enter date of birth"),
        (("3", "5", ""), "Date of birth must include a year"),
        (("", "", "2015"), "Date of birth must include a day and month"),
        (("30", "2", "2015"), "Date of birth must be a real date, like 27 3 2015"),
        (("three", "5", "2015"), "Date of birth must be a real date, like 27 3 2015"),
        (("3", "5", "15"), "Date of birth must have a year of 4 numbers, like 2015"),
        (("31", "12", "1899"), "Date of birth must be 1/1/1900 or later"),
        (("1", "1", "2999"), "Date of birth must be today or in the past"),
        (("1\0", "1", "2015"), "Date of birth must be a real date, like 27 3 2015"),
        (("1", "²", "2015"), None),
    ],
)
def test_a_date_of_birth_says_which_part_is_wrong(parts: tuple[str, str, str], words: str | None) -> None:
    found = birthday(*parts)
    assert found == (words or date(2015, 2, 1))


@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)))
def test_every_real_date_of_birth_is_kept(day: date) -> None:
    assert birthday(str(day.day), f"{day:%B}", str(day.year)) == day


@given(st.tuples(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6)))
def test_three_boxes_never_break(parts: tuple[str, str, str]) -> None:
    found = birthday(*parts)
    assert isinstance(found, date | str)


def test_three_boxes_keep_what_was_typed() -> None:
    form = form_of(
        fields.KnownDateField(label="Born"), {"answer_day": "32", "answer_month": "x<y", "answer_year": "20"}
    )
    assert not form.is_valid()
    drawn = str(form["answer"])
    assert all(f'value="{typed}"' in drawn for typed in ("32", "x&lt;y", "20"))


@pytest.mark.parametrize("mangled", ["", "x", "\0", "../..", "1" * 500])
def test_a_mangled_once_key_never_refuses_a_form(mangled: str) -> None:
    assert fields.OnceField().clean(mangled)


def test_the_same_state_gives_two_tabs_the_same_key() -> None:
    assert once_key("ana", "case", 1) == once_key("ana", "case", 1)
    assert len({once_key("ana", "case", 1), once_key("ana", "case", 2), once_key("ben", "case", 1)}) == 3


def test_a_choice_that_is_not_offered_is_refused_in_words() -> None:
    field = fields.SelectField(label="Channel", choices=[("phone", "Phone")])
    assert clean(field, "fax\0") == "Select one of the choices for “Channel”"
    assert clean(field, "") == "Select channel"


def test_yes_and_no_are_answers() -> None:
    assert clean(fields.YesNoField(label="Interpreter"), "yes") is True
    assert clean(fields.YesNoField(label="Interpreter"), "no") is False
    assert clean(fields.YesNoField(label="Interpreter", required=False), "") is None


def test_a_plain_field_of_django_speaks_plainly_too() -> None:
    with pytest.raises(ValidationError, match="hidden character"):
        form_of(forms.CharField(label="Word"), {}).fields["answer"].clean("a\0")
