"""The wall of the clock: what it calls exists, every job has a caller, and the queue carries ids only."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery.schedules import BaseSchedule
from hypothesis import given
from hypothesis import strategies as st

from sendiass.celery import ContentInTheQueue, app, carry_ids_only
from sendiass.schedule import SCHEDULE

ROOT = Path(__file__).parents[2]
FLOORS = ("sendiass", "cases", "consent", "feedback", "governance")


def jobs() -> dict[str, Any]:
    """The registered jobs of ours, by name."""
    app.loader.import_default_modules()
    return {name: job for name, job in app.tasks.items() if name.split(".")[0] in FLOORS}


def test_every_line_of_the_schedule_calls_a_job_that_exists() -> None:
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(jobs())


def test_every_line_of_the_schedule_says_when_and_passes_nothing() -> None:
    for name, entry in SCHEDULE.items():
        assert set(entry) <= {"task", "schedule", "options"}, name
        seconds = getattr(entry["schedule"], "total_seconds", None)
        assert (seconds and seconds() > 0) or isinstance(entry["schedule"], BaseSchedule), name


def test_no_two_lines_of_the_schedule_call_the_same_job() -> None:
    called = [entry["task"] for entry in SCHEDULE.values()]
    assert len(called) == len(set(called))


def test_every_job_is_called_by_the_clock_or_published_by_name() -> None:
    scheduled = {entry["task"] for entry in SCHEDULE.values()}
    uncalled = set(jobs()) - scheduled - set(published(code()))
    assert uncalled == set(), "give it a line in sendiass/schedule.py, publish it somewhere, or remove it"


def test_every_name_published_is_a_job() -> None:
    assert set(published(code())) <= set(jobs())


def test_every_job_is_named_for_where_it_stands_and_says_what_it_does() -> None:
    for name, job in jobs().items():
        assert name == f"{job.run.__module__}.{job.run.__name__}"
        assert name.split(".")[-2] == "jobs"
        assert inspect.getdoc(job.run), name


def test_a_job_takes_ids_and_nothing_else() -> None:
    for name, job in jobs().items():
        for parameter in inspect.signature(job.run).parameters.values():
            assert parameter.name.endswith("_id"), f"{name}({parameter.name}) is no id"
            assert parameter.annotation in {"str", str}, f"{name}: the queue carries an id as text"


def test_every_way_to_publish_refuses_content() -> None:
    name = "sendiass.outbox.jobs.deliver"
    with pytest.raises(ContentInTheQueue):
        app.send_task(name, args=["Samira Khan"])
    with pytest.raises(ContentInTheQueue):
        app.send_task(name, kwargs={"message_id": "Samira Khan"})
    with pytest.raises(ContentInTheQueue):
        app.send_task(name, [str(uuid4()), 7])


@pytest.mark.parametrize("way", ["delay", "apply_async", "signature"])
def test_a_job_refuses_content_however_it_is_called(way: str) -> None:
    job = jobs()["sendiass.outbox.jobs.deliver"]
    ways = {
        "delay": lambda: job.delay("Samira Khan"),
        "apply_async": lambda: job.apply_async(args=["Samira Khan"]),
        "signature": lambda: job.s("Samira Khan").apply_async(),
    }
    with pytest.raises(ContentInTheQueue) as refused:
        ways[way]()
    assert "Khan" not in str(refused.value)


@given(st.one_of(st.text(), st.integers(), st.dates(), st.dictionaries(st.text(), st.text()), st.none()))
def test_only_an_id_may_travel(value: object) -> None:
    try:
        UUID(str(value))
    except ValueError:
        with pytest.raises(ContentInTheQueue):
            carry_ids_only(value)


@given(st.uuids())
def test_an_id_may_travel(value: UUID) -> None:
    carry_ids_only(value, str(value))


def code() -> Iterator[str]:
    """The text of each of our modules."""
    for floor in FLOORS:
        for file in sorted((ROOT / floor).rglob("*.py")):
            yield file.read_text(encoding="utf-8")


def published(texts: Iterator[str]) -> Iterator[str]:
    """The names of jobs that `send_task` is given, written out or by a constant of the module."""
    for text in texts:
        if "send_task" not in text:
            continue
        tree = ast.parse(text)
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                named = (
                    first.value
                    if isinstance(first, ast.Constant)
                    else constants.get(getattr(first, "id", ""))
                )
                if node.func.attr == "send_task" and isinstance(named, str):
                    yield named


def test_the_search_for_published_jobs_finds_them() -> None:
    text = 'JOB = "a.jobs.one"\napp.send_task(JOB)\nqueue.send_task("a.jobs.two", args=[])\nother("a.jobs.three")\n'
    assert list(published(iter([text]))) == ["a.jobs.one", "a.jobs.two"]
