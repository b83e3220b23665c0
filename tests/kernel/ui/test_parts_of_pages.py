"""Parts of pages: the same markup as the design system's, and the service's words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from sendiass.ui import checks, panels, words
from sendiass.ui.parts import Colour, Link, Pages, Row, SubPage, Tag, TaskItem, TimelineItem, chosen_filters

COMPONENTS = Path(__file__).parents[3] / "node_modules/govuk-frontend/dist/govuk/components"


def part(name: str, **given: Any) -> str:
    return str(render_to_string(f"ui/parts/{name}.html", given))


def fixture(component: str, name: str) -> tuple[dict[str, Any], str]:
    """The options and the markup of one of the design system's own examples."""
    path = COMPONENTS / component / "fixtures.json"
    if not path.exists():
        pytest.skip("the design system is not installed: script/test builds the assets first")
    found = next(one for one in json.loads(path.read_text())["fixtures"] if one["name"] == name)
    return found["options"], found["html"]


def as_row(row: dict[str, Any]) -> Row:
    value = row["value"]
    shown = mark_safe(value["html"]) if "html" in value else value["text"]  # noqa: S308 - the design system's own
    return Row(row["key"]["text"], shown, actions=as_links(row.get("actions")))


def as_links(actions: dict[str, Any] | None) -> tuple[Link, ...]:
    items = (actions or {}).get("items", [])
    return tuple(Link(one["text"], one["href"], one.get("visuallyHiddenText", "")) for one in items)


def as_task(item: dict[str, Any]) -> TaskItem:
    status = item["status"]
    tag = status.get("tag")
    colour: Colour = "blue"  # the only one there
    return TaskItem(
        item["title"]["text"],
        item["href"],
        status=Tag(tag["text"], colour) if tag else None,
        done=status.get("text", ""),
    )


Translate = Callable[[dict[str, Any]], dict[str, Any]]
PARITY: list[tuple[str, str, str, Translate]] = [
    ("tag", "default", "tag", lambda o: {"tag": Tag(o["text"])}),
    ("tag", "grey", "tag", lambda o: {"tag": Tag(o["text"], "grey")}),
    ("error-message", "default", "error_message", lambda o: {"text": o["text"]}),
    ("inset-text", "default", "inset_text", lambda o: {"text": o["text"]}),
    ("warning-text", "default", "warning_text", lambda o: {"text": o["text"]}),
    ("details", "default", "details", lambda o: {"summary": o["summaryText"], "text": o["text"]}),
    ("summary-list", "default", "summary_list", lambda o: {"rows": [as_row(row) for row in o["rows"]]}),
    ("summary-list", "with actions", "summary_list", lambda o: {"rows": [as_row(row) for row in o["rows"]]}),
    (
        "summary-list",
        "as a summary card with actions",
        "summary_card",
        lambda o: {
            "title": o["card"]["title"]["text"],
            "rows": [as_row(row) for row in o["rows"]],
            "actions": as_links(o["card"]["actions"]),
        },
    ),
    (
        "task-list",
        "default",
        "task_list",
        lambda o: {"id": "task-list", "items": list(map(as_task, o["items"]))},
    ),
]


@pytest.mark.parametrize(("component", "name", "ours", "translate"), PARITY)
def test_a_part_has_the_markup_the_design_system_tested(
    component: str, name: str, ours: str, translate: Translate
) -> None:
    options, html = fixture(component, name)
    assert parse_html(part(ours, **translate(options))) == parse_html(html)


@given(st.integers(0, 500), st.integers(1, 30))
def test_a_list_says_where_in_it_one_is(total: int, page: int) -> None:
    pages = Pages(Paginator(range(total), 25).get_page(page), "cases", QueryDict("status=open&page=9"))
    drawn = part("pagination", pages=pages)
    if total == 0:
        assert "0 cases" in drawn
    elif total <= 25:
        assert f"Showing <strong>{total}</strong> cases" in drawn
        assert "<nav" not in drawn
    else:
        assert f"to <strong>{pages.last}</strong> of <strong>{total}</strong> cases" in drawn
        assert drawn.count('aria-current="page"') == 1
        assert "status=open&amp;page=1" in drawn


def test_a_filter_in_force_can_be_taken_away_alone() -> None:
    query = QueryDict("status=open&status=closed&worker=a&page=3&junk=1")
    labels = {"status": {"open": "Open", "closed": "Closed"}, "worker": {"b": "Ben"}}
    open_, closed = chosen_filters(query, labels)
    assert (open_.text, closed.text) == ("Open", "Closed")
    assert QueryDict(open_.without_url[1:]).lists() == QueryDict("status=closed&worker=a&junk=1").lists() or (
        "status=open" not in open_.without_url and "page=" not in open_.without_url
    )
    assert "status=closed" in open_.without_url


def test_a_name_stands_apart_from_the_words_round_it() -> None:
    drawn = Template("{% load ui %}{{ name|bdi }}").render(Context({"name": "<b>محمد"}))
    assert drawn == "<bdi>&lt;b&gt;محمد</bdi>"


def test_a_timeline_shows_what_was_typed_and_no_none() -> None:
    item = TimelineItem("Call made", "Ana", date(2026, 11, 19), "one\n<b>two</b>", 1, (Tag("Level 2"),))
    drawn = part("timeline", items=[item], empty="Nothing has been logged yet.")
    assert "one\n&lt;b&gt;two&lt;/b&gt;" in drawn
    assert "Thursday 19 November 2026</time>, 1 minute<" in drawn
    assert "None" not in drawn


def test_an_empty_timeline_says_so() -> None:
    assert "Nothing has been logged yet." in part("timeline", items=[], empty="Nothing has been logged yet.")


def test_a_badge_stops_at_ninety_nine() -> None:
    drawn = part(
        "sub_navigation", label="Case", items=[SubPage("Tasks", "/t", True, 120), SubPage("People", "/p")]
    )
    assert "99+" in drawn
    assert drawn.count("moj-notification-badge") == 1


@pytest.mark.parametrize(
    ("days", "said"),
    [(-3, "3 days late"), (-1, "1 day late"), (0, "today"), (1, "tomorrow"), (5, "in 5 days")],
)
def test_a_due_date_is_said_in_words(days: int, said: str) -> None:
    today = date(2026, 11, 21)
    assert words.due_in_words(today + timedelta(days), today=today) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 21, 17, 52, tzinfo=UTC), "5:52pm"),
        (datetime(2026, 7, 21, 17, 5, tzinfo=UTC), "6:05pm"),
        (datetime(2026, 7, 21, 11, 0, tzinfo=UTC), "midday"),
        (datetime(2026, 11, 21, 0, 0, tzinfo=UTC), "midnight"),
        (datetime(2026, 11, 21, 0, 5, tzinfo=UTC), "12:05am"),
    ],
)
def test_an_hour_is_said_as_in_england(moment: datetime, said: str) -> None:
    assert words.clock_time(moment) == said


def test_a_moment_after_midnight_in_summer_belongs_to_the_next_day() -> None:
    assert words.long_date(datetime(2026, 7, 20, 23, 30, tzinfo=UTC)) == "Tuesday 21 July 2026"
    assert words.short_date(date(2026, 11, 1)) == "1 Nov 2026"


def say_hello(request: HttpRequest, subject: object) -> str:
    return f"<p>{subject}</p>"


def say_safely(request: HttpRequest, subject: object) -> str:
    return mark_safe("<p>hello</p>")


def say_nothing(request: HttpRequest, subject: object) -> str:
    return ""


def test_panels_are_drawn_in_order_and_escaped(settings: Any) -> None:
    settings.PAGE_PANELS = {
        "case": [f"{__name__}.{f.__name__}" for f in (say_safely, say_nothing, say_hello)]
    }
    drawn = Template('{% load ui %}{% panels "case" "Ana" %}').render(Context({"request": HttpRequest()}))
    assert drawn == "<p>hello</p>&lt;p&gt;Ana&lt;/p&gt;"


def test_a_place_that_settings_do_not_name_is_a_mistake(settings: Any) -> None:
    settings.PAGE_PANELS = {}
    with pytest.raises(ImproperlyConfigured, match="no place called 'case'"):
        panels.render_panels("case", HttpRequest(), None)


def test_start_up_refuses_a_panel_or_menu_item_that_leads_nowhere(settings: Any) -> None:
    settings.PAGE_PANELS = {"case": ["upstairs.panels.gone"]}
    settings.NAVIGATION = [{"label": "Lost", "url_name": "lost:page", "may": "nobody.knows"}]
    assert [problem.id for problem in checks.panels_are_sound()] == ["ui.E001"]
    assert [problem.id for problem in checks.navigation_is_sound()] == ["ui.E002", "ui.E003"]
