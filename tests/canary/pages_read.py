"""Reads a page as a browser would: its title, links and forms, each box with what reveals it. It sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

TYPED = frozenset({"text", "textarea", "email", "tel", "search", "url", "number", "date", "password", "file"})
BUTTONS = frozenset({"submit", "button", "image", "reset"})
REVEALED = frozenset({"govuk-radios__conditional", "govuk-checkboxes__conditional"})
EMPTY = frozenset({"input", "br", "img", "hr", "meta", "link", "source", "wbr", "col", "area", "base"})


class Choice(NamedTuple):
    """An option of a box."""

    box: str
    value: str


@dataclass
class Box:
    """One box of a form, or all the options of one name. `beneath` is the choice that reveals it."""

    name: str
    type: str
    value: str = ""
    id: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    accept: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    beneath: Choice | None = None

    @property
    def is_typed(self) -> bool:
        """Whether anything may be typed into it."""
        return self.type in TYPED


@dataclass
class Form:
    """A form with its boxes by name, and the named buttons that send it."""

    action: str
    method: str
    multipart: bool = False
    boxes: dict[str, Box] = field(default_factory=dict)
    buttons: list[Choice] = field(default_factory=list)
    autosave: str = ""
    user: str = ""

    @property
    def typed(self) -> list[Box]:
        """The boxes that take free text, or a file."""
        return [box for box in self.boxes.values() if box.is_typed]

    def revealing(self, box: Box) -> Iterator[Choice]:
        """The choices to make so that the box is there to be filled."""
        while box.beneath is not None:
            yield box.beneath
            box = self.boxes[box.beneath.box]


class Problem(NamedTuple):
    """What a page says is wrong, and the id of the box it leads to; empty where no one box is wrong."""

    id: str
    words: str


@dataclass
class Page:
    """What one answer shows."""

    title: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    text: str = ""


def read(html: str) -> Page:
    """The page in this text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.text = " ".join(" ".join(reader.words).split())
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.words: list[str] = []
        self.open: list[str] = []  # tags, each with what it began
        self.form: Form | None = None
        self.named: dict[str, Form] = {}
        self.area: Box | None = None
        self.select: Box | None = None
        self.last_choice: list[Choice | None] = [None]
        self.beneath: list[Choice | None] = [None]
        self.summary = self.concealed = 0
        self.summary_link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        if tag not in EMPTY:
            self.open.append(tag)
            if classes & REVEALED:
                self.open[-1] = f"{tag} revealed"
                self.beneath.append(self.last_choice[-1])
                self.last_choice.append(None)
            if given.get("aria-hidden") == "true":
                self.open[-1] = f"{tag} concealed"
                self.concealed += 1
            if "govuk-error-summary" in classes:
                self.open[-1] = f"{tag} summary"
                self.summary += 1
        match tag:
            case "form":
                self._begin_form(given)
            case "input":
                self._input(given)
            case "button":
                self._button(given)
            case "textarea":
                self.area = self._add(given, "textarea")
            case "select":
                self.select = self._add(given, "select")
            case "option" if self.select is not None and "disabled" not in given:
                self.select.options.append(given.get("value", ""))
                if "selected" in given:
                    self.select.chosen.append(given.get("value", ""))
            case "a" if "href" in given:
                self.page.links.append(given["href"])
                if self.summary:
                    self.summary_link = given["href"].partition("#")[2]
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            while self.open:
                ended, _, began = self.open.pop().partition(" ")
                if began == "revealed":
                    self.beneath.pop()
                    self.last_choice.pop()
                if began == "concealed":
                    self.concealed -= 1
                if began == "summary":
                    self.summary -= 1
                if ended == tag:
                    break
        match tag:
            case "form":
                self.form = None
            case "textarea":
                self.area = None
            case "select":
                self.select = None
            case "a":
                self.summary_link = None
            case _:
                pass

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data
            return
        if self.open and self.open[-1] == "title" and not self.page.title:
            self.page.title = " ".join(data.split())
        self.words.append(data)
        words = " ".join(data.split())
        if self.summary and words and words != "There is a problem":
            self.page.problems.append(Problem(self.summary_link or "", words))

    def _begin_form(self, given: dict[str, str]) -> None:
        self.form = Form(
            action=given.get("action", ""),
            method=given.get("method", "get").lower(),
            multipart=given.get("enctype", "") == "multipart/form-data",
            autosave=given.get("data-autosave", ""),
            user=given.get("data-user", ""),
        )
        self.page.forms.append(self.form)
        if "id" in given:
            self.named[given["id"]] = self.form

    def _of(self, given: dict[str, str]) -> Form | None:
        return self.named.get(given["form"]) if "form" in given else self.form

    def _add(self, given: dict[str, str], kind: str) -> Box | None:
        form, name = self._of(given), given.get("name", "")
        if form is None or not name or "disabled" in given:
            return None
        box = form.boxes.get(name)
        if box is None:
            kind = "hidden" if self.concealed else kind  # set for robots: nobody sees it, so nobody types
            box = form.boxes[name] = Box(name, kind, beneath=self.beneath[-1])
        box.id = box.id or given.get("id", "")
        box.autocomplete, box.inputmode = given.get("autocomplete", ""), given.get("inputmode", "")
        box.accept = given.get("accept", "")
        return box

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower()
        if kind in BUTTONS:
            self._button(given)
            return
        box = self._add(given, kind)
        if box is None:
            return
        if kind in {"radio", "checkbox"}:
            value = given.get("value", "on")
            box.options.append(value)
            if "checked" in given:
                box.chosen.append(value)
            self.last_choice[-1] = Choice(box.name, value)
        else:
            box.value = given.get("value", "")

    def _button(self, given: dict[str, str]) -> None:
        form = self._of(given)
        if form is not None and given.get("name") and given.get("type", "submit") == "submit":
            form.buttons.append(Choice(given["name"], given.get("value", "")))
