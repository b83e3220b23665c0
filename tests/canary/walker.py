"""Walks every page as every role, and fills and sends every form it finds, as people and as careless people do.

It knows no form of the service. What a box takes it reads from the page, and from what the service says when it
refuses what was typed.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from urllib.parse import parse_qsl, urlencode, urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from sendiass import clock
from tests.canary import pages_read, security_key
from tests.canary.browsing import Answer, Attached, Browser, path_of
from tests.canary.pages_read import Box, Form, Page, Problem
from tests.canary.words import Canaries, Canary, Kind

KEYS_ANSWER = "credential"
"""The hidden box that takes what a passkey or security key answers."""
TOKEN = "csrfmiddlewaretoken"
ATTEMPTS = 9
MOST_OF_A_NAME = 4
"""So many pages of one name a person opens in one round, whatever is asked of it in its query."""
ROUNDS = 4
PAGES_AT_A_TIME = 2
"""Of the pages that show one form, so many are tried by one person in one round."""
DAY_PARTS = ("_day", "_month", "_year")
ENDINGS = re.compile(
    r"remove|end$|cancel|decline|deactivate|status|finish|logout|posted|post$|delete|arrived|change_pass|pass_on$|take_up$|interest_list$"
    r"|exercise_step$|draft_adopt$|leave_out$"
)
"""Names of pages that end something: they are sent last, when nothing needs it any more."""
SHUT_OUT = re.compile(r"judge$|interest_add$")
"""Names of pages by which those who walk lose their cases: they are sent when all the rest has been."""
NOT_SENT = re.compile(r"exercise_edit$")
"""Names of pages whose forms are not sent: of a row of which one public text alone changes, the write-ahead log keeps the
difference between old and new, which is part of a canary and yet tells nothing."""
SECRET = re.compile(r"\b[A-Z2-7]{32}\b")
SAYS = (
    (re.compile(r"(or|and) leave (it|this) empty", re.I), Kind.NOTHING),
    (re.compile(r"looks like a mobile", re.I), Kind.LANDLINE),
    (re.compile(r"looks like a landline", re.I), Kind.MOBILE),
    (re.compile(r"postcode", re.I), Kind.POSTCODE),
    (re.compile(r"web address", re.I), Kind.WEB),
    (re.compile(r"e-?mail address", re.I), Kind.EMAIL),
    (re.compile(r"telephone|phone number", re.I), Kind.MOBILE),
    (re.compile(r"whole number|as a number|or more$|1,440", re.I), Kind.NUMBER),
    (re.compile(r"must be a time", re.I), Kind.HOUR),
    (re.compile(r"in the future|or later$|same as or after", re.I), Kind.FUTURE),
    (re.compile(r"characters or fewer", re.I), Kind.SHORT),
)
WAIT = re.compile(r"\bwait a moment\b", re.I)
A_MOMENT = 4.0
"""Seconds that a person takes to look at a form again when the service asks for patience."""
A_DAY = re.compile(r"real date|in the past|or earlier$|\bdate\b|\bday\b", re.I)
DAYS = [Kind.PAST, Kind.FUTURE, Kind.TODAY]

Signature = tuple[str, str, str, tuple[str, ...]]


class Turn(Enum):
    """When in its round a form is sent, or after all rounds."""

    FIRST, LAST, LAST_OF_ALL = range(3)


@dataclass
class Person:
    """Whose browser this is, and what they know."""

    role: str
    browser: Browser
    email: str = ""
    password: str = ""
    totp_secret: str = ""
    avoids: frozenset[str] = frozenset()
    closed: set[str] = field(default_factory=set)
    closed_names: set[str] = field(default_factory=set)
    led_from: dict[str, set[str]] = field(default_factory=dict)
    ready: Callable[[], None] = lambda: None
    last_codes: dict[str, str] = field(default_factory=dict)

    def code(self, secret: str = "") -> str:
        """The six figures their authenticator shows. No code is taken twice: the next one is waited for."""
        secret = secret or self.totp_secret
        while (code := code_for(secret)) == self.last_codes.get(secret):
            time.sleep(0.5)
        self.last_codes[secret] = code
        return code


@dataclass
class Found:
    """One form, however many pages show it, and what has been done with it."""

    signature: Signature
    paths: dict[str, list[str]] = field(default_factory=dict)
    tried: set[tuple[str, str]] = field(default_factory=set)
    refused_with_words: bool = False
    sent: int = 0
    accepted: int = 0
    boxes: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    kinds: dict[str, Kind] = field(default_factory=dict)
    hopeless: set[str] = field(default_factory=set)
    left_empty: set[str] = field(default_factory=set)
    last_words: list[str] = field(default_factory=list)

    @property
    def page(self) -> str:
        return self.signature[0]

    @property
    def turn(self) -> Turn:
        """When it is sent: what ends something, last."""
        if SHUT_OUT.search(self.page):
            return Turn.LAST_OF_ALL
        ends = ENDINGS.search(self.page) or ENDINGS.search(self.signature[1])
        return Turn.LAST if ends else Turn.FIRST

    @property
    def left(self) -> set[str]:
        """The typed boxes that no accepted form has carried yet, and in which something may still be taken."""
        emptied = {name for name, kind in self.kinds.items() if kind is Kind.NOTHING}
        return self.boxes - self.taken - self.hopeless - emptied

    @property
    def is_done(self) -> bool:
        return bool(NOT_SENT.search(self.page)) or (bool(self.accepted) and not self.left)

    def fill_again(self) -> None:
        """What had to stay empty beside one choice is filled once more beside another."""
        for name in [name for name, kind in self.kinds.items() if kind is Kind.NOTHING]:
            if name not in self.left_empty:
                self.left_empty.add(name)
                del self.kinds[name]

    def untried(self, person: Person) -> list[str]:
        """The pages on which this person has seen it and not sent it, but for those about the walk's own accounts."""
        return [
            path
            for path in self.paths.get(person.role, ())
            if (person.role, path) not in self.tried and not any(own in path for own in person.avoids)
        ]


@dataclass(repr=False)  # of hundreds of megabytes
class Walk:
    """One walk over everything."""

    canaries: Canaries
    people: list[Person]
    urlconf: str
    origin: str
    mailed: Callable[[], Iterable[str]] = tuple
    told: tuple[str, ...] = ()
    """Addresses that somebody without an account has from a letter or a sheet of paper."""
    others: list[Person] = field(default_factory=list)
    """People who come for one thing, and walk nowhere else."""
    forms: dict[Signature, Found] = field(default_factory=dict)
    pages: dict[str, set[str]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    downloads: list[tuple[str, bytes]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    kept_by_browsers: list[str] = field(default_factory=list)
    drafts_left_at: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    about: dict[int, str] = field(default_factory=dict)
    shown_secret: str = ""
    _number: count[int] = field(default_factory=lambda: count(1))

    def go(self) -> None:
        """Walk until every form has been taken, or several rounds have brought nothing new."""
        for turn in range(1, ROUNDS + 1):
            before = self._progress()
            self._look_all(turn)
            for when in (Turn.FIRST, Turn.LAST):
                self._fill_all(when)
            if self._progress() == before and turn > 1:
                break
        self._fill_all(Turn.LAST_OF_ALL)
        self._sign_out()

    def _look_all(self, alike: int) -> None:
        for person in self.people:
            person.ready()
            self.look_round(person, alike=alike)

    def _fill_all(self, when: Turn) -> None:
        for person in self.people:
            person.ready()
            self.fill(person, when)

    def not_taken(self) -> dict[str, set[str]]:
        """Page → boxes of its that no form was accepted with; one box may be in several forms of the page."""
        boxes: dict[str, set[str]] = {}
        taken: dict[str, set[str]] = {}
        for form in self.forms.values():
            boxes.setdefault(form.page, set()).update(form.boxes)
            taken.setdefault(form.page, set()).update(form.taken)
        return {page: left for page in boxes if (left := boxes[page] - taken[page])}

    def never_accepted(self) -> set[str]:
        """Pages whose form was sent and refused each time, whatever stood in its boxes, and though it has none."""
        sent = {form.page for form in self.forms.values() if form.sent}
        return sent - {form.page for form in self.forms.values() if form.accepted}

    def last_words(self, page: str) -> list[str]:
        """What this page last said against what was sent."""
        return [words for form in self.forms.values() if form.page == page for words in form.last_words]

    def _progress(self) -> tuple[int, int, int]:
        forms = self.forms.values()
        return len(forms), sum(len(form.taken) for form in forms), sum(bool(form.accepted) for form in forms)

    # Looking

    def look_round(self, person: Person, *, alike: int) -> None:
        """Open what this person can reach: every address without an id, links from there, links in mail.

        Of pages that differ only in what they are about, `alike` are opened; what was closed before stays so. After
        the first time only what leads to something not done yet is opened again.
        """
        waiting = [
            *self._addresses_without_ids(),
            *((*self.told, *self.mailed()) if not person.email else ()),
        ]
        wanted = self._leading_on(person) if alike > 1 else None
        seen: set[str] = set()
        opened: Counter[tuple[str, str]] = Counter()
        of_name: Counter[str] = Counter()
        while waiting:
            waiting.sort(key=lambda path: any(own in path for own in person.avoids))
            path = waiting.pop(0)
            name, about = self.name_of(path), _asks(path)
            is_enough = opened[name, about] >= alike or of_name[name] >= MOST_OF_A_NAME * alike
            if path in seen or path in person.closed or not name or is_enough or self._ends_session(name):
                continue
            if wanted is not None and name not in wanted:
                continue
            seen.add(path)
            answer = self.look(person, path)
            if answer.status != 200:
                person.closed.add(path)
                person.closed_names.add(name)
                continue
            opened[name, about] += 1
            of_name[name] += 1
            links = self._links(answer)
            for link in links:
                person.led_from.setdefault(self.name_of(link), set()).add(name)
            waiting += [link for link in links if link not in seen]

    def _leading_on(self, person: Person) -> set[str]:
        """The names of pages with forms that are not done, of pages never seen, and of all that lead there."""
        routes = dict(routes_in(get_resolver(self.urlconf)))
        unseen = {
            name: route
            for name, route in routes.items()
            if name not in self.pages.keys() | person.closed_names
        }
        above = tuple(route for route in unseen.values() if "<" in route)
        open_ones = {form.page for form in self.forms.values() if not form.is_done} | set(unseen)
        open_ones |= {name for name, route in routes.items() if any(one.startswith(route) for one in above)}
        waiting, wanted = list(open_ones), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting += person.led_from.get(name, ())
        return wanted

    def _sign_out(self) -> None:
        """Last of all, everyone leaves by the button."""
        [found] = [form for form in self.forms.values() if self._ends_session(form.page)]
        for person in self.people:
            if person.email:
                person.ready()
                self._have_taken(person, found, reverse("accounts:start", urlconf=self.urlconf))

    def look(self, person: Person, path: str) -> Answer:
        """Open one page, following where it leads."""
        answer = self._answered(person, person.browser.get(path))
        for _ in range(4):
            if not answer.leads_to:
                break
            answer = self._answered(person, person.browser.get(answer.leads_to))
        return answer

    def _links(self, answer: Answer) -> list[str]:
        if not answer.is_html:
            return []
        here = urlsplit(answer.path).path
        links = [
            link
            for link in pages_read.read(answer.html).links
            if not link.startswith(("#", "mailto:", "tel:"))
        ]
        return [_join(here, link) for link in links if not urlsplit(link).netloc]

    def _answered(self, person: Person, answer: Answer) -> Answer:
        name = self.name_of(answer.path)
        self.statuses[answer.status] += 1
        if answer.status >= 500 and name not in MEANT_TO_FAIL:
            self.failed.append(f"{answer.status} {person.role} {answer.path}")
        if answer.status == 200:
            self.pages.setdefault(name, set()).add(person.role)
        if answer.is_html:
            page = pages_read.read(answer.html)
            self.titles.append(page.title)
            is_signed_in = any(form.action == reverse("account_logout") for form in page.forms)
            if is_signed_in and "no-store" not in answer.header("cache-control"):
                self.kept_by_browsers.append(f"{person.role} {answer.path}")
            if answer.status == 200 and self.name_of(answer.path):
                self._note(person, answer.path, page)
        elif answer.body and answer.status == 200:
            self.downloads.append((name, answer.body))
        return answer

    def _note(self, person: Person, path: str, page: Page) -> None:
        for form in page.forms:
            paths = self._found(path, form).paths.setdefault(person.role, [])
            if path not in paths:
                paths.append(path)

    def _found(self, path: str, form: Form) -> Found:
        signature = self.signature(path, form)
        found = self.forms.setdefault(signature, Found(signature))
        found.boxes |= {box.name for box in form.typed}
        return found

    def signature(self, path: str, form: Form) -> Signature:
        """What makes two forms the same form."""
        action = _join(urlsplit(path).path, form.action) if form.action else path
        names = sorted(_unnumbered(name) for name in form.boxes if name != TOKEN)
        buttons = sorted({button.box for button in form.buttons})
        page = self.name_of(path) if form.typed else self.name_of(action)  # one button, on however many pages
        return page, self.name_of(action), form.method, (*names, *buttons)

    def name_of(self, path: str) -> str:
        """The URL name of a path; nothing where the URLconf has none."""
        try:
            return resolve(urlsplit(path).path, urlconf=self.urlconf).view_name
        except Resolver404:
            return ""

    def _addresses_without_ids(self) -> list[str]:
        found = []
        for name in names_in(get_resolver(self.urlconf)):
            try:
                found.append(reverse(name, urlconf=self.urlconf))
            except NoReverseMatch:
                continue
        return found

    def _ends_session(self, name: str) -> bool:
        return name == "account_logout"

    # Filling

    def fill(self, person: Person, when: Turn) -> None:
        """Send every form of this turn that this person has seen and nobody has had taken yet."""
        for found in list(self.forms.values()):
            if found.turn is not when or self._ends_session(found.signature[1]):
                continue
            for path in found.untried(person)[:PAGES_AT_A_TIME]:
                if not found.is_done:
                    found.tried.add((person.role, path))
                    self._have_taken(person, found, path)

    def _have_taken(self, person: Person, found: Found, path: str) -> None:
        turns: Counter[str] = Counter()
        form = None
        for attempt in range(ATTEMPTS):
            form = form or self._fetch(person, found, path)
            if form is None:
                return
            if not found.refused_with_words and found.boxes:
                found.refused_with_words = True
                self._send_nonsense(person, found, path, form)
                if found.is_done:
                    return
                if KEYS_ANSWER in form.boxes:  # what is asked of a key is asked once
                    form = None
                    continue
            if form.autosave and not found.sent:
                self._leave_a_draft(person, found, path, form)
            filled = _Filling(self, person, found, form, turns, next(self._number)).filled()
            answer = self._send(person, path, form, filled)
            found.sent += 1
            problems = self._problems(answer)
            if problems is None:
                found.accepted += 1
                person.password = filled.new_password or person.password
                person.totp_secret = self.shown_secret or person.totp_secret
                found.taken |= filled.carried
                found.fill_again()
                self._after(person, answer)
                if found.is_done:
                    return
                turns.clear()
                form = None
                continue
            found.last_words = [problem.words for problem in problems] or [f"answered {answer.status}"]
            if any(WAIT.search(problem.words) for problem in problems):
                time.sleep(A_MOMENT)
                continue
            if not self._learn(found, form, problems, turns, attempt):
                return

    def _fetch(self, person: Person, found: Found, path: str) -> Form | None:
        answer = self.look(person, path)
        self.shown_secret = ""
        if not answer.is_html:
            return None
        forms = pages_read.read(answer.html).forms
        form = next((form for form in forms if self.signature(answer.path, form) == found.signature), None)
        if form is not None and KEYS_ANSWER in form.boxes:
            form.boxes[KEYS_ANSWER].value = security_key.answer_to(answer.html, self.origin)
        if form is not None and (shown := SECRET.search(pages_read.read(answer.html).text)):
            self.shown_secret = shown[0]
        return form

    def _send(self, person: Person, path: str, form: Form, filled: Filled) -> Answer:
        where = _join(urlsplit(path).path, form.action) if form.action else path
        self.about[filled.sending] = where
        if form.method == "get":
            return self._answered(
                person, person.browser.get(f"{urlsplit(where).path}?{urlencode(filled.fields)}")
            )
        answer = person.browser.post(where, filled.fields, files=filled.files)
        return self._answered(person, answer)

    def _after(self, person: Person, answer: Answer) -> None:
        if answer.leads_to and self.name_of(answer.leads_to):
            for link in self._links(self.look(person, answer.leads_to)):  # some pages are there only now
                if self.name_of(link) and self.name_of(link) not in self.pages:
                    self.look(person, link)

    def _problems(self, answer: Answer) -> list[Problem] | None:
        """What is wrong; None where the form was taken."""
        if answer.leads_to:
            return [] if self.name_of(answer.leads_to) in SIGN_IN_AGAIN else None
        if self.name_of(answer.path) in MEANT_TO_FAIL:
            return None
        if answer.status != 200:
            return []
        if not answer.is_html:
            return None
        return pages_read.read(answer.html).problems or None

    def _learn(
        self, found: Found, form: Form, problems: list[Problem], turns: Counter[str], attempt: int
    ) -> bool:
        """Take the problems to heart. False where there is nothing to do otherwise."""
        unplaced, before = True, (dict(turns), dict(found.kinds), len(found.hopeless))
        for problem in problems:
            for box in form.boxes.values():
                if not _leads_to(problem.id, box):
                    continue
                unplaced = False
                if not box.is_typed:
                    turns[box.name] += 1
                elif (kind := self._said(found, box, problem.words)) is not None:
                    found.kinds[box.name] = kind
                else:  # whatever stands in it is refused: choose so that it is not asked
                    found.hopeless.add(box.name)
        choices = [box.name for box in form.boxes.values() if len(box.options) > 1]
        choices += ["button"] if len(form.buttons) > 1 else []
        if unplaced and choices:  # no box is wrong by itself: choose otherwise, one thing after another
            turns[choices[attempt % len(choices)]] += 1
        return before != (dict(turns), dict(found.kinds), len(found.hopeless))

    def _said(self, found: Found, box: Box, words: str) -> Kind | None:
        before = found.kinds.get(box.name)
        for pattern, kind in SAYS:
            if pattern.search(words) and kind is not before:
                return kind
        if A_DAY.search(words) or before in DAYS:
            return DAYS[(DAYS.index(before) + 1) % len(DAYS) if before in DAYS else 0]
        return None

    def _send_nonsense(self, person: Person, found: Found, path: str, form: Form) -> None:
        """A word in every box, hidden ones and choices too, as a hand-made request would have it."""
        sending = next(self._number)
        fields = []
        for box in form.boxes.values():
            if box.name == TOKEN:
                fields.append((box.name, box.value))
            elif box.type != "file":
                canary = self.canaries.new(Kind.WORD, page=found.page, box=box.name, sending=sending)
                fields.append((box.name, canary.text))
        answer = self._send(person, path, form, Filled(fields, [], set(), sending))
        if self._problems(answer) is None:
            found.accepted += 1
            found.taken |= {box.name for box in form.typed if box.beneath is None}

    def _leave_a_draft(self, person: Person, found: Found, path: str, form: Form) -> None:
        sending = next(self._number)
        typed = {
            box.name: self.canaries.new(
                Kind.WORD, page=found.page, box=f"{box.name} (draft)", sending=sending
            ).text
            for box in form.typed
        }
        self.about[sending] = path
        self.drafts_left_at.add(self.name_of(form.autosave))
        answer = person.browser.post(
            form.autosave,
            [],
            body=json.dumps(typed).encode(),
            headers={"X-CSRFToken": form.boxes[TOKEN].value, "X-Draft-User": form.user},
        )
        if answer.status != 200:
            self.failed.append(f"draft {answer.status} {person.role} {path}")


SIGN_IN_AGAIN = frozenset({"account_login", "account_reauthenticate", "mfa_reauthenticate"})
"""Where a form that was not taken leads: first say who you are."""
MEANT_TO_FAIL = frozenset({"leaks:fault"})


@dataclass
class Filled:
    """A form as it is sent: its fields, its files, and the typed boxes that count as filled."""

    fields: list[tuple[str, str]]
    files: list[Attached]
    carried: set[str]
    sending: int
    new_password: str = ""


@dataclass
class _Filling:
    walk: Walk
    person: Person
    found: Found
    form: Form
    turns: Counter[str]
    sending: int
    shared: dict[str, str] = field(default_factory=dict)

    def filled(self) -> Filled:
        """Every box filled; the choices made so that as many as can be of those not taken yet are there."""
        forced: dict[str, str] = {}
        for box in self.form.typed:
            needed = {choice.box: choice.value for choice in self.form.revealing(box)}
            if box.name in self.found.left and all(
                forced.get(name, value) == value for name, value in needed.items()
            ):
                forced |= needed
        chosen = {box.name: self._choose(box, forced) for box in self.form.boxes.values() if box.options}
        fields: list[tuple[str, str]] = []
        files: list[Attached] = []
        carried: set[str] = set()
        for box in self.form.boxes.values():
            if box.options:
                fields += [(box.name, value) for value in chosen[box.name]]
            elif box.type == "file":
                files.append(self._file(box))
                carried.add(box.name)
            elif not box.is_typed:
                fields.append((box.name, box.value))
            else:
                fields.append((box.name, self._typed(box)))
                if self.found.kinds.get(box.name) is not Kind.NOTHING and all(
                    choice.value in chosen.get(choice.box, ()) for choice in self.form.revealing(box)
                ):
                    carried.add(box.name)
        if self.form.buttons:
            fields.append(self.form.buttons[self.turns["button"] % len(self.form.buttons)])
        return Filled(fields, files, carried, self.sending, self.shared.get("password", ""))

    def _choose(self, box: Box, forced: dict[str, str]) -> list[str]:
        if box.name in forced:
            return [forced[box.name]]
        real = [value for value in box.options if value]
        if not real:
            return []
        first = [value for value in box.chosen if value] or real[:1]
        if not self.turns[box.name]:
            return first
        place = real.index(first[0]) if first[0] in real else 0
        return [real[(place + self.turns[box.name]) % len(real)]]

    def _typed(self, box: Box) -> str:
        if box.name.endswith(DAY_PARTS):
            return self._part_of_a_day(box)
        if box.autocomplete == "one-time-code" or box.name == "code":
            return self._code()
        if box.type == "password":
            return self._password(box)
        if box.autocomplete == "username" and self.person.email:
            return self.person.email
        return self._of_kind(self.found.kinds.get(box.name) or _kind_of(box), box.name)

    def _of_kind(self, kind: Kind, name: str) -> str:
        if kind is Kind.TODAY:
            return "today"
        if kind is Kind.NUMBER:
            return "15"
        if kind is Kind.NOTHING:
            return ""
        if kind is Kind.HOUR:
            return "0:01"
        canary = self._canary(kind, name)
        if kind in DAYS:
            year, month, day = canary.text.split("-")
            return f"{int(day)}/{int(month)}/{year}"
        return canary.text

    def _canary(self, kind: Kind, name: str) -> Canary:
        return self.walk.canaries.new(kind, page=self.found.page, box=name, sending=self.sending)

    def _part_of_a_day(self, box: Box) -> str:
        stem, _, part = box.name.rpartition("_")
        if stem not in self.shared:
            self.shared[stem] = self._canary(self.found.kinds.get(box.name) or Kind.PAST, stem).text
        return self.shared[stem].split("-")[["year", "month", "day"].index(part)]

    def _password(self, box: Box) -> str:
        if box.autocomplete == "new-password":
            if "password" not in self.shared:
                self.shared["password"] = self._canary(Kind.PASSWORD, box.name).text
            return self.shared["password"]
        return self.person.password or self._canary(Kind.PASSWORD, box.name).text

    def _code(self) -> str:
        return self.person.code(self.walk.shown_secret)

    def _file(self, box: Box) -> Attached:
        name, word = (
            self._canary(Kind.WORD, f"{box.name} ({part})").text for part in ("its name", "its content")
        )
        if ".txt" not in box.accept and ".pdf" in box.accept:
            return Attached(box.name, f"{name}.pdf", paper(word), "application/pdf")
        return Attached(box.name, f"{name}.txt", f"About {word}.\n".encode(), "text/plain")


def code_for(secret: str) -> str:
    """The six figures an authenticator shows now."""
    return str(format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30)))


def routes_in(resolver: URLResolver, namespace: str = "", before: str = "") -> Iterable[tuple[str, str]]:
    """Every URL name beneath this resolver with its route."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", route
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes_in(entry, inner, route)


def names_in(resolver: URLResolver) -> list[str]:
    """Every URL name beneath this resolver, its namespace before it."""
    return [name for name, _ in routes_in(resolver)]


def _kind_of(box: Box) -> Kind:
    if box.type == "email" or box.autocomplete in {"email", "username"}:
        return Kind.EMAIL
    if box.type == "tel":
        return Kind.MOBILE
    if box.type == "number" or box.inputmode == "numeric":
        return Kind.NUMBER
    return Kind.WORD


def _leads_to(target: str, box: Box) -> bool:
    return bool(target) and target in {box.id, f"id_{box.name}", re.sub(r"_\d+$", "", box.id)}


def _unnumbered(name: str) -> str:
    return re.sub(r"\d+", "#", name)


def _asks(path: str) -> str:
    """The parts of a query that make another page of it: their names, and words that are no ids."""
    asked = sorted(parse_qsl(urlsplit(path).query, keep_blank_values=True))
    return "&".join(f"{name}={value}" if value.isidentifier() else name for name, value in asked)


def _join(here: str, link: str) -> str:
    if not link or link.startswith("?"):
        return here + link.partition("#")[0]
    return path_of(link) if link.startswith("/") else path_of(here.rpartition("/")[0] + "/" + link)


def paper(word: str) -> bytes:
    text = f"BT /F1 12 Tf 72 720 Td ({word}) Tj ET".encode()
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1<<"
        b"/Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF"
        % (len(text), text)
    )
