"""Each model has one home; the router never confuses them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from sendiass.database.router import Router


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_keys_go_to_the_keys_and_all_else_to_the_data(model: type[models.Model]) -> None:
    router = Router()
    keystore = model._meta.app_label == "keystore"
    home, owner, elsewhere = (
        ("keys", "keys_owner", "owner") if keystore else ("default", "owner", "keys_owner")
    )
    assert router.db_for_read(model) == router.db_for_write(model) == home
    assert router.allow_migrate(owner, model._meta.app_label)
    assert not router.allow_migrate(elsewhere, model._meta.app_label)


def test_the_audits_second_connection_is_never_migrated() -> None:
    assert not Router().allow_migrate("audit", "audit")
