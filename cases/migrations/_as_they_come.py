"""Puts the library and the independent sources into the tables as they come with the software, once each, by their keys.

It never touches what is there: a service's corrections are later versions, and what it retired stays retired.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cases.actions.library import sorted_as
from sendiass import clock

HERE = Path(__file__).parent
NAMED = UUID("8a5c1f0e-52d1-4f0b-9a47-0b1a5c3c2014")


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the entries whose keys are not there yet."""
    references = apps.get_model("cases", "LegalReference").objects.using(schema_editor.connection.alias)
    sources = apps.get_model("cases", "IndependentSource").objects.using(schema_editor.connection.alias)
    at = clock.now()
    for key, columns in legal_entries():
        if not references.filter(key=key).exists():
            references.create(
                id=uuid5(NAMED, key), once=uuid5(NAMED, f"once {key}"), key=key, recorded_at=at, **columns
            )
    for source in source_entries():
        if not sources.filter(key=source["key"]).exists():
            today = clock.day_of(at)
            retired = today if source.get("retired_because") else None
            sources.create(
                id=uuid5(NAMED, source["key"]),
                added_at=at,
                changed_at=at,
                review_due_on=today,
                retired_on=retired,
                **source,
            )


def legal_entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry of the file by its key, as the columns of its row."""
    for instrument in tomllib.loads((HERE / "library.toml").read_text(encoding="utf-8"))["instruments"]:
        for provision, title, says, also in instrument["entries"]:
            number = re.search(r"\d+[A-Z]*", provision)
            dated = provision not in instrument.get("without_dates", ())
            yield (
                f"{instrument['key']}-{re.sub(r'[^a-z0-9]+', '-', provision.lower()).strip('-')}",
                {
                    "kind": instrument["kind"],
                    "instrument": instrument["name"],
                    "provision": provision,
                    "sorted_as": sorted_as(provision),
                    "title": title,
                    "says": says,
                    "also": f"{instrument['also']} {also}",
                    "url": instrument["url"].format(number=number[0] if number else ""),
                    "in_force_from": instrument.get("in_force_from") if dated else None,
                },
            )


def source_entries() -> list[dict[str, str]]:
    """Each source of the file, as the columns of its row."""
    found: list[dict[str, str]] = tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8"))[
        "sources"
    ]
    return found
