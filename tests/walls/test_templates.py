"""The wall of the templates: each is used, finds what it includes, and holds no script, style or stranger."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from sendiass.outbox.kinds import all_kinds

ROOT = Path(__file__).parents[2]
FLOORS = ("sendiass", "cases", "consent", "feedback", "governance")

BY_CONVENTION = {"404.html", "429.html"}
"""Templates that Django and allauth look for by themselves."""

AWAITED = {f"ui/parts/{part}.html" for part in ("details", "htmx", "summary_card", "task_list")}
"""Parts of the design system, drawn as its own tests want them, that no page of the ground floor needs.

The floors above will; one that is used leaves this list, and nothing else may join it.
"""

OUTSIDE_THE_SITE = {
    "feedback/parts/paper.html": "a page of paper: no browser meets its style sheet",
    "outbox/hidden.html": "mail programs take no style sheet, only styles in place",
    "outbox/letter.html": "a page of paper: no browser meets its style sheet",
    "outbox/mail.html": "mail programs take no style sheet, only styles in place",
    "outbox/mail.txt": "plain text",
    "outbox/plain_letter.html": "a page of paper: no browser meets its style sheet",
}
"""Frames of what leaves by post and mail, with the reason why the site's rules are not theirs."""

UNESCAPED = {
    (
        "feedback/parts/paper.html",
        "head.fonts|safe",
    ): "a list of type faces, from this code and not from anyone",
    ("outbox/letter.html", "head.fonts|safe"): "a list of type faces, from this code and not from anyone",
    (
        "outbox/plain_letter.html",
        "head.fonts|safe",
    ): "a list of type faces, from this code and not from anyone",
}
"""What is not escaped, with the reason why nobody can write into it."""

ADDRESSES = {"http://www.w3.org/2000/svg"}
"""Not fetched: the name of the language that drawings are written in."""

_REFERENCE = re.compile(r"{%-?\s*(include|extends)\s+(?:\"([^\"]+)\"|'([^']+)'|([^\s%]+))")
_COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)
_SCRIPT = re.compile(r"<script\b([^>]*)>")
_INLINE = {
    "a style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a script on an event": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script as an address": re.compile(r"javascript:", re.IGNORECASE),
}
_ADDRESS = re.compile(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'<>]*", re.IGNORECASE)


@cache
def own() -> dict[str, Path]:
    """Our templates, by the name they are asked for."""
    return {
        str(file.relative_to(folder)): file
        for folder in folders()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def folders() -> Iterator[Path]:
    """Where our templates stand."""
    for config in apps.get_app_configs():
        folder = Path(config.path) / "templates"
        if config.name.split(".")[0] in FLOORS and folder.is_dir():
            yield folder


@cache
def text_of(name: str) -> str:
    """What a template of ours draws, its comments left out."""
    return _COMMENT.sub("", own()[name].read_text(encoding="utf-8"))


def references(text: str) -> list[tuple[str, str]]:
    """What a template includes and extends: (which of both, name); a name without quotes comes with a `$`."""
    return [(how, a or b or f"${c}") for how, a, b, c in _REFERENCE.findall(text)]


def test_what_a_template_includes_or_extends_exists() -> None:
    missing = {
        (name, other)
        for name in own()
        for _, other in references(text_of(name))
        if not other.startswith("$") and not is_there(other)
    }
    assert missing == set()


def is_there(name: str) -> bool:
    """Whether a template of this name can be loaded."""
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


def test_only_messages_choose_their_frame_when_they_are_drawn() -> None:
    choosing = {
        name: [other for _, other in references(text_of(name)) if other.startswith("$")] for name in own()
    }
    assert {name: chosen for name, chosen in choosing.items() if chosen} == {
        name: ["$frame"] for name in own() if "emails" in Path(name).parts
    }


def test_a_page_stands_in_the_frame_of_the_site() -> None:
    alone = [
        name
        for name in own()
        if not is_part(name) and name not in OUTSIDE_THE_SITE and chain(name)[-1] != "ui/base.html"
    ]
    assert alone == []


def is_part(name: str) -> bool:
    """Whether a template is drawn inside another, or is no page."""
    return not name.endswith(".html") or bool(
        {"parts", "emails", "forms", "snippets", "messages"} & set(Path(name).parent.parts)
    )


def chain(name: str) -> list[str]:
    """A template and what it extends, up to the frame."""
    frames = [other for how, other in references(text_of(name)) if how == "extends"]
    return [name, *chain(frames[0])] if frames and frames[0] in own() else [name]


def test_a_template_has_no_script_and_no_style_of_its_own() -> None:
    found = {(name, what) for name in own() for what in inline(text_of(name))}
    assert {(name, what) for name, what in found if name not in OUTSIDE_THE_SITE} == set()


def inline(text: str) -> Iterator[str]:
    """What the content security policy would not run, in words. Data for a script is no script."""
    for attributes in _SCRIPT.findall(text):
        if "src=" not in attributes and 'type="application/json"' not in attributes:
            yield "a script"
    for what, pattern in _INLINE.items():
        if pattern.search(text):
            yield what


def test_a_template_escapes_what_it_is_given() -> None:
    found = {(name, words) for name in own() for words in unescaped(text_of(name))}
    of_plain_text = {pair for pair in found if pair[0].endswith(".txt") and "autoescape" in pair[1]}
    assert found - of_plain_text == set(UNESCAPED)


def unescaped(text: str) -> Iterator[str]:
    """Where a template says that something needs no escaping."""
    yield from re.findall(r"[\w.]+\s*\|\s*safe(?:seq)?\b", text)
    yield from re.findall(r"{%\s*autoescape\s+off\s*%}", text)


def test_a_template_names_no_other_site() -> None:
    found = {(name, address) for name in own() for address in _ADDRESS.findall(text_of(name))}
    assert {(name, address) for name, address in found if address not in ADDRESSES} == set()


def test_every_template_is_used() -> None:
    assert set(own()) - used() == AWAITED, "draw it, or remove it"


def used() -> set[str]:
    """Templates that code names, that replace a library's, that a message or a convention asks for, and theirs."""
    mine = own()
    roots = {word for file in code() for word in strings(file.read_text(encoding="utf-8")) if word in mine}
    roots |= {f"{kind.template}.{suffix}" for kind in all_kinds().values() for suffix in ("html", "txt")}
    roots |= {name for name in mine if replaces(name)} | BY_CONVENTION
    found: set[str] = set()
    while fresh := roots - found:
        found |= fresh
        roots = {other for name in fresh & set(mine) for _, other in references(text_of(name))}
    return found


def code() -> Iterator[Path]:
    """Our modules."""
    for floor in FLOORS:
        yield from sorted((ROOT / floor).rglob("*.py"))


def strings(text: str) -> Iterator[str]:
    """Every string a module holds."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def replaces(name: str) -> bool:
    """Whether a library has a template of this name, whose place ours takes."""
    return any(
        (Path(config.path) / "templates" / name).is_file()
        for config in apps.get_app_configs()
        if config.name.split(".")[0] not in FLOORS
    )


def test_the_linter_of_templates_is_content() -> None:
    said = subprocess.run(
        [Path(sys.executable).with_name("djlint"), "--lint", "--quiet", *FLOORS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<script>alert(1)</script>", "a script"),
        ('<script type="module">import "/x"</script>', "a script"),
        ("<style>p{}</style>", "a style sheet"),
        ('<p style="color:red">', "a style"),
        ('<button onclick="go()">', "a script on an event"),
        ('<a href="javascript:go()">', "a script as an address"),
    ],
)
def test_the_search_finds_what_is_inline(text: str, what: str) -> None:
    assert list(inline(text)) == [what]


def test_the_searches_find_what_they_look_for() -> None:
    assert list(inline('<script src="/a.js"></script><script type="application/json">{}</script>')) == []
    assert list(unescaped("{{ a.b|safe }}{% autoescape off %}")) == ["a.b|safe", "{% autoescape off %}"]
    assert _ADDRESS.findall('src="https://cdn.example/x.js" href="//fonts.example.org"') == [
        "https://cdn.example/x.js",
        "//fonts.example.org",
    ]
    assert references("{% extends \"a.html\" %}{% include 'b.html' with c=d only %}{% include e %}") == [
        ("extends", "a.html"),
        ("include", "b.html"),
        ("include", "$e"),
    ]
    assert not is_there("ui/parts/no_such_part.html")
