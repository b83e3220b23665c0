"""Reads the Dockerfile into its stages and steps: the few instructions we use, and no others."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from tests.deployment.compose import ROOT

KNOWN = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}


@dataclass(frozen=True)
class Step:
    """One instruction: its word and what follows, on one line."""

    word: str
    rest: str

    @property
    def copied(self) -> tuple[str | None, list[str], str]:
        """Of a COPY: the stage it copies from, if any, the sources and the target."""
        words = self.rest.split()
        stage = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else None
        return stage, words[:-1], words[-1]


@dataclass
class Stage:
    """What lies between one FROM and the next."""

    base: str
    name: str | None
    steps: list[Step] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        return [step.rest for step in self.steps if step.word == word]

    def last(self, word: str) -> str:
        return self.all(word)[-1]

    def environment(self) -> dict[str, str]:
        """What its ENV instructions set, as they are written."""
        return dict(re.findall(r"(\w+)=(\S+)", " ".join(self.all("ENV"))))

    def command(self) -> list[str]:
        found: list[str] = json.loads(self.last("CMD"))
        return found


def stages() -> list[Stage]:
    """The Dockerfile's stages, in order, with the names of base images in place of their arguments."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    arguments: dict[str, str] = {}
    found: list[Stage] = []
    for line in filter(None, map(str.strip, whole.splitlines())):
        word, _, rest = line.partition(" ")
        if word not in KNOWN:
            raise ValueError(f"unknown instruction: {line}")
        if word == "ARG":
            name, _, value = rest.partition("=")
            arguments[name] = value
        elif word == "FROM":
            base, _, name = rest.partition(" AS ")
            base = re.sub(r"\$\{(\w+)\}", lambda match: arguments[match[1]], base)
            found.append(Stage(base.strip(), name.strip() or None))
        else:
            found[-1].steps.append(Step(word, rest.strip()))
    return found


def let_through() -> list[str]:
    """The paths that .dockerignore lets through to the image's steps: everything else stays behind."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    if rules[0] != "*":
        raise ValueError(".dockerignore must begin by keeping everything out")
    return [rule.removeprefix("!") for rule in rules if rule.startswith("!")]
