"""Alters a kept file as its owner could, and breaks a download half-way: both where everything really commits."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.models import Document
from sendiass.audit.models import Reading
from tests.cast import assemble, document
from tests.conftest import WorkerDatabases


def at(name: str, found: Document) -> str:
    return reverse(f"cases:document_{name}", args=[found.case.reference, found.id])


def test_a_file_altered_behind_our_back_says_so(
    committed_db: WorkerDatabases, owner_db: psycopg.Connection
) -> None:
    with transaction.atomic():
        cast = assemble()
        found = document(cast.team.caseworker, cast.khans.case)
        client = Client()
        client.force_login(cast.team.caseworker)
    owner_db.execute("ALTER TABLE files_chunk DISABLE TRIGGER USER")
    owner_db.execute("UPDATE files_chunk SET sealed = set_byte(sealed, 40, 255 - get_byte(sealed, 40))")
    owner_db.commit()
    for name in ("page", "preview", "download"):
        assert "This record cannot be opened" in client.get(at(name, found)).content.decode(), name


@pytest.mark.clause("L26")
def test_a_download_is_on_record_even_when_the_page_fails(
    committed_db: WorkerDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        cast = assemble()
        found = document(cast.team.caseworker, cast.khans.case)
        client = Client(raise_request_exception=False)
        client.force_login(cast.team.caseworker)

    def broken(**_: Any) -> str:
        raise RuntimeError("after the reading was written")

    monkeypatch.setattr("cases.views.documents.content_disposition_header", broken)
    assert client.get(at("download", found)).status_code == 500
    assert Reading.objects.filter(page="cases:document_download").count() == 1
