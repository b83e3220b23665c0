"""Puts the criteria and the first version of each questionnaire into the tables, once each.

It never touches what is there: what a service asks instead is a later version, and what it retired stays retired.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sendiass import clock

HERE = Path(__file__).parent
NAMED = UUID("c1f6f3d2-5a0e-4c55-8f3a-6d2b1f0e9a20")


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the criteria, questionnaires and questions of the file whose keys are not there yet."""
    alias, at, told = schema_editor.connection.alias, clock.now(), as_told()
    criteria = apps.get_model("feedback", "Criterion").objects.using(alias)
    for one in told["criteria"]:
        if not criteria.filter(key=one["key"]).exists():
            criteria.create(id=uuid5(NAMED, one["key"]), recorded_at=at, **one)
    questionnaires = apps.get_model("feedback", "Questionnaire").objects.using(alias)
    for one in told["questionnaires"]:
        asked = {"audience": one["audience"], "is_short": one["is_short"]}
        if questionnaires.filter(**asked).exists():
            continue
        name = f"{one['audience']} {one['is_short']}"
        made = questionnaires.create(id=uuid5(NAMED, name), version=1, recorded_at=at, **asked)
        questions = apps.get_model("feedback", "Question").objects.using(alias)
        for number, question in enumerate(one["questions"], start=1):
            questions.create(
                id=uuid5(NAMED, f"{name} {number}"),
                questionnaire=made,
                number=number,
                criterion=criteria.get(key=question["criterion"]),
                words=question["words"],
                scale=told["scales"][question["scale"]] if "scale" in question else [],
                asks_for_words=question.get("asks_for_words", ""),
            )


def as_told() -> dict[str, Any]:
    """The file: scales by name, criteria, and each questionnaire with its questions in order."""
    return tomllib.loads((HERE / "questions.toml").read_text(encoding="utf-8"))
