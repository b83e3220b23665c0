"""Goes where only somebody goes who holds a code: through a questionnaire, question by question, and back to a view one gave.

What was answered travels in the page, so that no address leads into the middle of it: the walk cannot open it by itself.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import cycle

from tests.canary import pages_read
from tests.canary.browsing import Answer, OverHttp
from tests.canary.pages_read import Form
from tests.canary.walker import Filled, Person, Walk
from tests.canary.words import Kind

MOST_QUESTIONS = 30
PATIENCE = 3.5
"""Seconds for which a public form is looked at before it is sent."""
FREE_ANSWER = "words"
WHO = frozenset({"name", "contact", "about"})
RECEIPT = re.compile(r"\b(?:[A-Z0-9]{4}[ -]){6}[A-Z0-9]{4}\b")


@dataclass(frozen=True)
class Family:
    """In what language somebody answers, as the address has it, and whether they want to be known."""

    language: str = ""
    is_known: bool = False


FAMILIES = (
    Family(is_known=True), Family(), Family("ur", is_known=True), Family("ur"), Family(), Family("ur"),
)  # fmt: skip


@dataclass
class Sheets:
    """What was answered: every word that is to come out, and the browsers of those who answered."""

    words: set[str] = field(default_factory=set)
    of_people: set[str] = field(default_factory=set)
    browsers: list[OverHttp] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def answer(walk: Walk, code: str, families: Iterable[Family] = FAMILIES) -> Sheets:
    """Each family answers every question with a choice and a word of its own, and sends it; all wait together."""
    sheets, last = Sheets(), []
    for family in families:
        browser = OverHttp(*_where(walk))
        person = Person("family", browser)
        sheets.browsers.append(browser)
        walk.others.append(person)
        last.append((person, family, _up_to_the_last_page(walk, person, family, code, sheets)))
    time.sleep(PATIENCE)
    for person, family, check in last:
        _send_off(walk, person, family, check, sheets)
    return sheets


def take_back(walk: Walk, path: str) -> str:
    """Give a view on this page, and take it back by its receipt; the word that was in it."""
    person = Person("family", OverHttp(*_where(walk)))
    form = _form(walk.look(person, path), FREE_ANSWER)
    filled = _filled(walk, form, "feedback:view_give", {FREE_ANSWER})
    time.sleep(PATIENCE)
    given = walk._send(person, path, form, filled)
    found = RECEIPT.search(pages_read.read(given.html).text)
    assert found, pages_read.read(given.html).text
    path = f"{path}receipt/"
    form = _form(walk.look(person, path), "code")
    asked = _filled(walk, form, "feedback:view_receipt", set(), {"code": found[0], "wanted": "withdraw"})
    time.sleep(PATIENCE)
    gone = walk._send(person, path, form, asked)
    walk.others.append(person)
    walk._found(path, form).accepted += 1
    walk._found(path, form).taken.add("code")
    assert not pages_read.read(gone.html).problems, pages_read.read(gone.html).text
    return next(value for name, value in filled.fields if name == FREE_ANSWER)


def _up_to_the_last_page(walk: Walk, person: Person, family: Family, code: str, sheets: Sheets) -> Answer:
    """From the cover to the page on which it is sent; on the way one request as somebody careless would make it."""
    language = f"{family.language}/" if family.language else ""
    page = walk.look(person, f"/q/{code}/{language}")
    assert page.status == 200, (page.status, page.path)
    step = pages_read.read(page.html).forms[0]
    page = walk._send(person, page.path, step, Filled([], [], set(), next(walk._number)))
    choices = cycle(range(6))
    for _ in range(MOST_QUESTIONS):
        forms = pages_read.read(page.html).forms
        questions = [form for form in forms if "answers" in form.boxes]
        if not questions:
            return page
        [step] = questions
        if not sheets.words:
            _be_careless(walk, person, page.path, step)
        typed = {box.name for box in step.typed}
        chosen = {
            name: box.options[next(choices) % len(box.options)]
            for name, box in step.boxes.items()
            if box.options
        }
        filled = _filled(walk, step, "feedback:answer_question", typed, chosen)
        sheets.words |= {value for name, value in filled.fields if name in typed}
        found = walk._found(page.path, step)
        page = walk._send(person, page.path, step, filled)
        assert page.status == 200, (page.status, page.path)
        found.accepted += 1
        found.taken |= typed
    raise AssertionError("the questionnaire never ends")


def _send_off(walk: Walk, person: Person, family: Family, check: Answer, sheets: Sheets) -> None:
    form = _form(check, "once")
    if not sheets.of_people:
        _be_careless(walk, person, check.path, form)
    boxes = set(WHO) if family.is_known else set()
    filled = _filled(walk, form, "feedback:answer_check", boxes)
    sheets.of_people |= {value for name, value in filled.fields if name in boxes}
    found = walk._found(check.path, form)
    answer = walk._send(person, check.path, form, filled)
    if not answer.leads_to:
        sheets.refused.append(f"{answer.status} {pages_read.read(answer.html).problems}")
        return
    found.accepted += 1
    found.taken |= boxes
    walk.look(person, answer.leads_to)


def _be_careless(walk: Walk, person: Person, path: str, form: Form) -> None:
    """A word in every box, hidden ones and choices too."""
    boxes = set(form.boxes)
    walk._send(person, path, form, _filled(walk, form, walk.name_of(path), boxes))


def _filled(walk: Walk, form: Form, page: str, typed: set[str], said: dict[str, str] | None = None) -> Filled:
    """The form with a word in each of these boxes, what is said in others, and the rest as it stands."""
    sending, fields = next(walk._number), []
    for name, box in form.boxes.items():
        if name in typed:
            fields.append((name, walk.canaries.new(Kind.WORD, page=page, box=name, sending=sending).text))
        elif said and name in said:
            fields.append((name, said[name]))
        elif box.options:
            fields += [(name, value) for value in box.chosen or box.options[:1]]
        else:
            fields.append((name, box.value))
    return Filled(fields, [], typed, sending)


def _form(answer: Answer, box: str) -> Form:
    forms = pages_read.read(answer.html).forms
    return next(form for form in forms if box in form.boxes)


def _where(walk: Walk) -> tuple[int, str]:
    browser = walk.people[0].browser
    assert isinstance(browser, OverHttp)
    return browser.port, browser.host
