"""Started without the key to the records, the service says so and opens nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_the_key(settings: Settings, tmp_path: Path) -> None:
    settings.KEK_FILE = tmp_path / "missing.json"


@pytest.mark.clause("L26")
def test_without_its_key_every_page_says_the_records_are_locked(without_the_key: None) -> None:
    for path in ("/", "/account/login/", "/cases/", "/cases/LEI-00001/"):
        response = Client().get(path)
        assert response.status_code == 503
        assert b"Records are locked" in response.content


def test_the_host_still_hears_that_the_process_is_alive(without_the_key: None) -> None:
    assert Client().get("/healthz").status_code == 200


def test_no_key_is_made_in_its_place(without_the_key: None, tmp_path: Path) -> None:
    Client().get("/")
    assert not (tmp_path / "missing.json").exists()


def test_with_its_key_the_service_opens(client: Client) -> None:
    assert client.get("/").status_code == 200
