"""What the tests of families' views share: a question that is asked, views given, releases in a folder, the script run."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from cases.choices import Language
from feedback.access import open_release
from feedback.actions.views_given import (
    Answered,
    Receipted,
    give_view,
    open_to_families,
    prepare_exercise,
)
from feedback.models import ViewsExercise, ViewsRelease
from feedback.releases import content_of, hand_over, next_release
from feedback.releases.building import CHECKER
from sendiass import clock
from sendiass.audit import reading
from tests.cast import Cast
from tests.referring import after_a_while

QUESTION = "What works well when your child’s plan is reviewed?\nWhat does not?"


def prepared(cast: Cast, *, first: int = 0, last: int = 30, question: str = QUESTION) -> ViewsExercise:
    """A question the authority asks, from and until so many days from now, not open yet."""
    today = clock.today()
    return prepare_exercise(
        by=cast.team.administrator,
        agency=cast.authority,
        question=question,
        opens_on=today + timedelta(days=first),
        closes_on=today + timedelta(days=last),
        at=clock.now(),
    )


def asked(cast: Cast, **different: Any) -> ViewsExercise:
    """The same, opened by the manager."""
    exercise = prepared(cast, **different)
    open_to_families(by=cast.team.manager, exercise=exercise, at=clock.now())
    exercise.refresh_from_db()
    return exercise


def gave(
    exercise: ViewsExercise, words: str = "Nobody rings back.", language: Language = Language.ENGLISH
) -> Receipted:
    """A view, as the public page keeps it."""
    return give_view(exercise=exercise, answered=Answered(words, language), once=uuid4(), at=clock.now())


def send(client: Client, exercise: ViewsExercise, words: str, **typed: str) -> Any:
    """Send a view by the form, as a person would: after a while."""
    said = {"moment": after_a_while(), "once": str(uuid4()), "language": "en", "words": words, **typed}
    return client.post(reverse("feedback:view_give", args=[exercise.slug]), said)


def handed_over(cast: Cast, exercise: ViewsExercise, note: str = "") -> ViewsRelease:
    """The next release, made by the manager."""
    number = next_release(exercise).number
    return hand_over(by=cast.team.manager, exercise=exercise, note=note, expected=number, at=clock.now())


def downloaded(cast: Cast, release: ViewsRelease, folder: Path) -> Path:
    """A release as the manager downloads it, in a folder."""
    manager = cast.team.manager
    opened = open_release(by=manager, exercise=release.exercise, number=release.number)
    with reading(by=manager, subjects=[opened.key_subject], purpose="test"):
        return kept_at(folder / f"release-{release.number}.zip", content_of(opened))


def kept_at(path: Path, content: bytes) -> Path:
    """That content, in a file."""
    path.write_bytes(content)
    return path


@dataclass(frozen=True)
class Verdict:
    """What the script said, and how it ended."""

    is_well: bool
    said: str


def checked(release: Path, **asked: str | Path) -> Verdict:
    """The stand-alone script's word on a release, run by itself: without us, in an interpreter of its own."""
    options = [part for name, value in asked.items() for part in (f"--{name}", str(value))]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(CHECKER), str(release), *options],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        env={"PYTHONUTF8": "1"},
        cwd=release.parent,
    )
    assert not ran.stderr, ran.stderr
    assert ran.returncode in (0, 1), ran.stdout
    return Verdict(ran.returncode == 0, ran.stdout)
