"""Reads a service's profile and says which line is wrong and what is right; it repairs nothing."""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sendiass.profiles.lines import Step, line_of
from sendiass.profiles.schema import Profile

FOLDER = Path(__file__).parent
VARIABLE = "SERVICE_PROFILE"

_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)$")


class ProfileProblem(Exception):
    """A profile cannot be used. `str()` gives one line for each problem: file, line, entry, what is right."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def available() -> tuple[str, ...]:
    """The names of the profiles that ship with the software, in alphabetical order."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def load(name: str) -> Profile:
    """The profile of that name, read once. Raises ProfileProblem for an unknown name or a faulty file."""
    if name not in available():
        offered = ", ".join(available())
        stated = f"{VARIABLE} is {name!r}, which is no profile" if name else f"{VARIABLE} is not set"
        raise ProfileProblem(f"{stated}: set it to one of {offered}")
    return read(FOLDER / f"{name}.toml")


def profile() -> Profile:
    """The profile this process runs under, by SERVICE_PROFILE. Raises ProfileProblem."""
    return load(os.environ.get(VARIABLE, ""))


def read(file: Path) -> Profile:
    """The profile in that file. Raises ProfileProblem naming the file, each faulty line and what is right."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileProblem(f"{file}: cannot be read as a text file ({error})") from error
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileProblem(_syntax(file, text, str(error))) from error
    try:
        found = Profile.model_validate(entries)
    except ValidationError as error:
        problems = [_Fault.of(detail) for detail in error.errors()]
        raise ProfileProblem(*_written(file, text, problems)) from error
    faults = [_Fault(tuple(path), message) for path, message in found.contradictions()]
    if faults:
        raise ProfileProblem(*_written(file, text, faults))
    return found


def _syntax(file: Path, text: str, message: str) -> str:
    place = _AT_LINE.search(message)
    line = int(place[1]) if place else max(1, len(text.splitlines()))
    said = re.sub(r"\s*\(at [^)]*\)$", "", message)
    return (
        f"{file.name}, line {line}: this is not TOML: {said}. "
        'What is right: entry = "text", entry = 14, entry = true, or a [section] on a line of its own'
    )


class _Fault:
    """One entry that cannot stand, and what is right there."""

    def __init__(self, path: tuple[Step, ...], message: str) -> None:
        self.path = path
        self.message = message

    @classmethod
    def of(cls, detail: ErrorDetails) -> "_Fault":
        path = tuple(detail["loc"])
        return cls(path, _said(path, detail))


def _written(file: Path, text: str, faults: Sequence[_Fault]) -> Iterator[str]:
    placed = sorted((line_of(text, fault.path), number, fault) for number, fault in enumerate(faults))
    for line, _, fault in placed:
        yield f"{file.name}, line {line}: {_dotted(fault.path)}: {fault.message}"


def _dotted(path: Sequence[Step]) -> str:
    parts = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(parts).lstrip(".")


def _said(path: tuple[Step, ...], detail: ErrorDetails) -> str:
    model = _model_at(path[:-1])
    if detail["type"] == "missing":
        meaning = _meaning(path)
        return "this entry is missing" + (f". It holds {meaning}" if meaning else "")
    if detail["type"] == "extra_forbidden" and model is not None:
        known = list(model.model_fields)
        near = difflib.get_close_matches(str(path[-1]), known, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        return f"there is no such entry; {hint}The entries here are {', '.join(known)}"
    context = cast(Mapping[str, Any], detail.get("ctx", {}))
    fault = context.get("error")
    said = str(fault) if fault is not None else f"{detail['msg']}, not {detail['input']!r}"
    meaning = _meaning(path)
    return said + (f". What is right: {meaning}" if meaning else "")


def _meaning(path: Sequence[Step]) -> str:
    """The description nearest to the entry, in the words of the schema."""
    for length in range(len(path), 0, -1):
        model = _model_at(path[: length - 1])
        name = path[length - 1]
        if model is not None and isinstance(name, str) and name in model.model_fields:
            return model.model_fields[name].description or ""
    return ""


def _model_at(path: Sequence[Step]) -> type[BaseModel] | None:
    model: type[BaseModel] | None = Profile
    for step in path:
        if isinstance(step, int):
            continue
        if model is None or step not in model.model_fields:
            return None
        model = _model_in(model.model_fields[step].annotation)
    return model


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)
