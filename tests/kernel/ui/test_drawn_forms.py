"""A drawn form: what is wrong can be found, what was typed is still there, what was not asked is not kept."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from sendiass.ui import fields
from sendiass.ui.forms import FilterForm, GovukForm, OnceForm, problems_of


class Everything(OnceForm):
    name = fields.NameField(label="Family name", help_text="As the family writes it")
    on = fields.FriendlyDateField(label="Date", initial="today")
    born = fields.KnownDateField(label="Date of birth", birthday=True)
    minutes = fields.MinutesField(label="Minutes", initial=15)
    note = fields.NoteField(label="Note", count=True)
    school = fields.SelectField(
        label="School", choices=[("", "Choose"), ("a", "Ash Primary")], typeahead=True
    )
    contact = fields.RadiosField(
        label="How may we reach you?",
        choices=[("phone", "Phone"), ("other", "Another way")],
        hints={"phone": "We never leave a message"},
        reveals={"other": ["other_way"]},
    )
    other_way = fields.LineField(label="Which way")
    needs = fields.CheckboxesField(label="Needs", choices=[("1", "Autism"), ("2", "Speech")], required=False)
    told = fields.ConfirmField(label="I have read this out", help_text="In their own language")


def sent(**typed: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


GOOD: dict[str, str | list[str]] = {
    "name": "Núñez",
    "on": "1/9/2026",
    "born_day": "3",
    "born_month": "5",
    "born_year": "2015",
    "minutes": "20",
    "note": "Rang.",
    "school": "a",
    "contact": "other",
    "other_way": "Through her aunt",
    "needs": ["1", "2"],
    "told": "on",
}


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


@pytest.mark.parametrize("data", [None, sent(), sent(**GOOD), sent(contact="other", born_day="1", name="\0")])
def test_every_id_is_unique_and_every_reference_leads_somewhere(data: QueryDict | None) -> None:
    html = str(Everything(data))
    known = ids(html)
    assert len(known) == len(set(known))
    named = re.findall(r'\b(?:for|aria-describedby|aria-labelledby)="([^"]+)"', html)
    assert named
    assert {one for value in named for one in value.split()} <= set(known)


def test_every_message_of_the_summary_leads_to_its_box() -> None:
    form = Everything(sent(contact="other"))
    summary = render_to_string("ui/parts/error_summary.html", {"form": form})
    html = str(form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == len(problems_of(form)) == 8
    for target in targets:
        assert re.search(rf'<(?:input|select|textarea)[^>]*\bid="{target}"', html), target


def test_the_summary_and_the_box_say_the_same_words() -> None:
    form = Everything(sent())
    html = str(form)
    for _, message in problems_of(form):
        assert f"</span> {message}</p>" in html


def test_the_summary_leads_to_the_part_of_a_date_that_is_missing() -> None:
    assert ("id_born_2", "Date of birth must include a year") in problems_of(
        Everything(sent(born_day="3", born_month="5"))
    )


def test_no_form_asks_the_browser_to_refuse() -> None:
    html = str(Everything())
    assert not re.search(r"\brequired\b|[^-]maxlength=|placeholder=| style=|<script", html)


def test_what_may_be_left_open_says_so_except_in_filters() -> None:
    class Filter(FilterForm):
        needs = fields.CheckboxesField(label="Needs", choices=[("1", "Autism")], required=False)

    assert "Needs (optional)" in str(Everything())
    assert "(optional)" not in str(Filter())


def test_what_was_typed_stays_in_the_boxes_when_refused() -> None:
    html = str(Everything(sent(**{**GOOD, "minutes": "lots <b>", "on": "31/2", "told": ""})))
    assert 'value="lots &lt;b&gt;"' in html
    assert 'value="31/2"' in html
    assert 'value="Through her aunt"' in html
    assert html.count("checked") == 3


def test_a_question_beneath_a_choice_is_drawn_once_and_asked_only_when_chosen() -> None:
    assert str(Everything()).count('name="other_way"') == 1
    assert "Enter which way" in dict(map(reversed, problems_of(Everything(sent(contact="other")))))  # type: ignore[arg-type]
    form = Everything(sent(**{**GOOD, "contact": "phone", "other_way": "left over\0"}))
    assert form.is_valid(), problems_of(form)
    assert form.cleaned_data["other_way"] == ""


def test_a_form_filled_from_a_draft_holds_what_the_browser_held() -> None:
    once = "3f1d8a52-0000-4000-8000-000000000001"
    typed: dict[str, Any] = {**GOOD, "once": once, "on": "yesterd", "born_month": "", "minutes": ""}
    html = str(Everything(typed=typed, initial={"minutes": 15, "note": "older"}))
    assert 'value="yesterd"' in html
    assert (
        'id="id_born_0" name="born_day" type="text" inputmode="numeric" autocomplete="bday-day" value="3"'
        in html
    )
    assert once in html
    assert "older" not in html
    assert 'value="15"' not in html
    assert html.count("checked") == 4
    assert '<option value="a" selected>' in html


def test_a_draft_of_an_older_form_leaves_new_questions_as_they_are() -> None:
    assert 'value="15"' in str(Everything(typed={"name": "Khan"}))


def test_a_dates_initial_day_is_shown_as_people_write_it() -> None:
    html = str(Everything(initial={"on": date(2026, 3, 7), "born": date(2015, 5, 3)}))
    assert 'value="7/3/2026"' in html
    assert 'value="2015"' in html


def test_a_form_sent_again_after_a_refusal_keeps_its_key() -> None:
    first = Everything()
    key = re.search(r'name="once" value="([^"]+)"', str(first))
    assert key
    assert key[1] in str(Everything(sent(once=key[1])))
    good = Everything(sent(once=key[1], **GOOD))
    assert good.is_valid()
    assert good.cleaned_data["once"] == UUID(key[1])


def test_two_fresh_forms_have_two_keys() -> None:
    assert len(set(re.findall(r'name="once" value="([^"]+)"', str(Everything()) + str(Everything())))) == 2


def test_one_question_can_be_the_pages_heading() -> None:
    class OneQuestion(GovukForm):
        heading_field = "aim"
        aim = fields.NoteField(label="What do you want?", required=False)

    assert re.search(r"<h1[^>]*><label[^>]*>What do you want\?</label></h1>", str(OneQuestion()))


def test_labels_and_choices_are_escaped() -> None:
    class Sharp(GovukForm):
        pick = fields.RadiosField(
            label="<script>1</script>", choices=[("<", "<script>2</script>")], hints={"<": "<b>"}
        )

    html = str(Sharp())
    assert "<script>" not in html
    assert "<b>" not in html
