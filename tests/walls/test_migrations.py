"""The wall of the data base's shape: migrations match the models, stand in one line, and never look up."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

FLOORS = ("sendiass", "cases", "consent", "feedback", "governance")
ORDER = (
    "keystore",
    "audit",
    "files",
    "drafts",
    "outbox",
    "accounts",
    "cases",
    "consent",
    "feedback",
    "governance",
)
"""Our apps with tables, from the cellar up. What stands further right may depend on what stands further left."""

MAY_LOOK_UP = {
    ("drafts", "accounts"): "a draft belongs to someone, by the setting that names the accounts",
    ("outbox", "accounts"): "so does a message's decision",
}
"""Foreign keys to the accounts, which Django names by a setting and not by an import."""


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    """Every migration there is, read without a data base."""
    return MigrationLoader(None)


def ours(loader: MigrationLoader) -> list[Migration]:
    labels = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in FLOORS}
    return [migration for (label, _), migration in sorted(loader.disk_migrations.items()) if label in labels]


def test_the_migrations_make_what_the_models_say(loader: MigrationLoader) -> None:
    assert missing(loader, ProjectState.from_apps(apps)) == {}, "run script/manage makemigrations"


def missing(loader: MigrationLoader, wanted: ProjectState) -> dict[str, list[str]]:
    """What no migration does yet, by app."""
    changes = MigrationAutodetector(loader.project_state(), wanted).changes(graph=loader.graph)
    return {
        label: [operation.describe() for migration in migrations for operation in migration.operations]
        for label, migrations in changes.items()
    }


def test_a_change_of_a_model_without_a_migration_is_found(loader: MigrationLoader) -> None:
    wanted = ProjectState.from_apps(apps)
    wanted.add_field("cases", "case", "planted", models.IntegerField(default=0), preserve_default=True)
    assert missing(loader, wanted) == {"cases": ["Add field planted to case"]}


def test_each_app_has_one_newest_migration(loader: MigrationLoader) -> None:
    for label in {migration.app_label for migration in ours(loader)}:
        assert len(loader.graph.leaf_nodes(label)) == 1, label


def test_each_migration_is_numbered_and_named_for_what_it_does(loader: MigrationLoader) -> None:
    for label in {migration.app_label for migration in ours(loader)}:
        names = [migration.name for migration in ours(loader) if migration.app_label == label]
        assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)], label
        assert not [name for name in names if re.search(r"_auto_|_\d{8}", name)]


def test_every_app_with_tables_has_its_place_in_the_order(loader: MigrationLoader) -> None:
    assert {migration.app_label for migration in ours(loader)} == set(ORDER)


def test_no_migration_depends_on_what_stands_above_it(loader: MigrationLoader) -> None:
    assert [
        f"{migration} depends on {above}"
        for migration in ours(loader)
        for above in looks_up(migration)
        if (migration.app_label, above) not in MAY_LOOK_UP
    ] == []


def looks_up(migration: Migration) -> list[str]:
    """The apps of ours that a migration depends on and that stand above its own."""
    depended = {str(label) for label, _ in (*migration.dependencies, *migration.run_before)}
    depended = {"accounts" if label == "__setting__" else label for label in depended}
    return [label for label in ORDER[ORDER.index(migration.app_label) + 1 :] if label in depended]


def test_the_search_for_migrations_that_look_up_finds_one() -> None:
    class Planted(Migration):
        dependencies = (("cases", "0001_casework"), ("audit", "0001_initial"))

    assert looks_up(Planted("0009_planted", "outbox")) == ["cases"]
    assert looks_up(Planted("0009_planted", "cases")) == []
