"""The surroundings are as hostile as they claim; were they not, other tests would pass by luck."""

from __future__ import annotations

import os
import socket
import warnings

import pytest
from celery import current_app
from django.conf import settings
from django.contrib.auth.models import Permission
from django.template.base import Origin, Template
from django.template.context import Context
from django.template.engine import Engine

from tests.hostility import ROOT, NetworkForbidden, UndefinedVariable


def test_the_network_is_out_of_reach() -> None:
    with pytest.raises(NetworkForbidden):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_this_machine_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_an_undefined_variable_fails_in_our_templates() -> None:
    engine = Engine.get_default()
    ours = Template("{{ nobody }}", Origin(str(ROOT / "cases" / "templates" / "x.html")), engine=engine)
    with pytest.raises(UndefinedVariable, match="nobody"):
        ours.render(Context())


def test_an_undefined_variable_is_empty_in_a_librarys_template() -> None:
    engine = Engine.get_default()
    theirs = Template("[{{ nobody }}]", Origin("/elsewhere/x.html"), engine=engine)
    assert theirs.render(Context()) == "[]"


def test_rows_without_an_order_come_in_another(db: None) -> None:
    rows = Permission.objects.order_by()
    assert rows.count() > 10
    assert [row.pk for row in rows.all()] != [row.pk for row in rows.all()]


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("beware", stacklevel=1)


def test_each_test_process_has_a_queue_of_its_own() -> None:
    assert settings.CACHES["default"]["LOCATION"] == os.environ["REDIS_URL"]
    assert current_app.conf.broker_url == os.environ["REDIS_URL"]
