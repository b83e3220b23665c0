"""The front door: it says whether the service is well, stops in plain words, and lets no content into logs or queue."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from unittest.mock import Mock

import psycopg
import pytest
import redis
from celery.signals import worker_ready
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, connections
from django.test import Client
from pytest_django import Settings

from local_service import places, preparation
from sendiass.celery import ContentInTheQueue, app
from sendiass.health.jobs import heartbeat
from sendiass.logs import ScrubbedFormatter
from sendiass.profiles import loading
from tests.conftest import WorkerDatabases

ROOT = Path(__file__).parents[2]
WELL = {"database": "ready", "keys": "ready", "queue": "ready", "worker": "ready"}
NOWHERE = "redis://127.0.0.1:1/0"


def broken(*parts: str) -> dict[str, str]:
    """What readiness says when these parts don't answer."""
    return WELL | dict.fromkeys(parts, "not answering")


@pytest.mark.django_db
class TestHealth:
    """Alive: this process. Ready: all it needs."""

    def test_a_service_that_has_all_it_needs_is_ready(self, client: Client) -> None:
        heartbeat()
        response = client.get("/readyz")
        assert (response.status_code, response.json()) == (200, WELL)

    def test_without_its_worker_it_is_not_ready(self, client: Client) -> None:
        from django.core.cache import cache

        cache.clear()
        response = client.get("/readyz")
        assert (response.status_code, response.json()) == (503, broken("worker"))

    @pytest.mark.parametrize(("queues", "status"), [("celery", 200), ("celery,sealer", 200), ("sealer", 503)])
    def test_it_is_ready_as_its_worker_begins_and_not_by_the_sealer_s(
        self, queues: str, status: int, client: Client
    ) -> None:
        from django.core.cache import cache

        cache.clear()
        app.amqp.queues.select(queues.split(","))
        try:
            worker_ready.send(sender=Mock(app=app))
        finally:
            app.amqp.__dict__.pop("queues")
        assert client.get("/readyz").status_code == status

    def test_without_its_queue_it_is_alive_and_not_ready(self, client: Client, settings: Settings) -> None:
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": NOWHERE}}
        assert client.get("/healthz").status_code == 200
        response = client.get("/readyz")
        assert (response.status_code, response.json()) == (503, broken("queue", "worker"))

    def test_it_says_nothing_about_anyone_and_nothing_of_where_things_are(
        self, client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": NOWHERE}}
        said = client.get("/readyz").content.decode() + caplog.text
        assert "127.0.0.1" not in said
        assert "Traceback" not in said


@pytest.mark.parametrize("alias", ["default", "keys"])
def test_without_a_data_base_it_is_alive_and_not_ready(
    committed_db: WorkerDatabases, client: Client, monkeypatch: pytest.MonkeyPatch, alias: str
) -> None:
    heartbeat()

    def refuse() -> None:
        raise OperationalError("connection refused")

    connections[alias].close()
    monkeypatch.setattr(connections[alias], "ensure_connection", refuse)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        broken("database" if alias == "default" else "keys"),
    )


def logged(error: BaseException, *, cause: BaseException | None = None) -> str:
    """What the log says of an exception, and of what caused it."""
    error.__cause__ = cause
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Failed: %s", (error,), None)
    record.exc_info = (type(error), error, error.__traceback__)
    return formatter().format(record)


def formatter() -> logging.Formatter:
    return ScrubbedFormatter("{levelname} {name} {message}", style="{")


@pytest.mark.clause("L26")
class TestLogs:
    """What the data base says about a row stays out of the log."""

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO family VALUES ('Samira Khan', 'x'), ('Samira Khan', 'y')",
            "INSERT INTO family VALUES ('Samira Khan', E'first line\n\nKhan again\nHINT: Khan')",
            "SELECT 'Samira Khan'::uuid",
            "SELECT 'Samira Khan'::date",
            "SELECT 'Samira Khan' FROM nowhere",
            "SELECT 'Samira Khan' FROM FROM",
        ],
    )
    def test_a_refused_statement_tells_no_name(self, owner_db: psycopg.Connection, statement: str) -> None:
        owner_db.execute("CREATE TABLE family (name text UNIQUE, note text CHECK (length(note) < 9))")
        with pytest.raises(psycopg.Error) as refused:
            owner_db.execute(statement.encode())
        assert "Khan" in str(refused.value)
        said = logged(DatabaseError("The case could not be saved."), cause=refused.value)
        assert "Khan" not in said
        assert "The case could not be saved." in said
        assert type(refused.value).__name__ in said

    def test_what_follows_is_kept(self) -> None:
        said = logged(DatabaseError("first\nDETAIL:  Failing row contains (Khan,\n\nKhan).\nCONTEXT:  Khan"))
        assert "Khan" not in said
        assert "first" in said
        assert said.count("(left out)") == 4
        assert "ERROR django.request Failed: django.db.utils.DatabaseError: first" in said

    @pytest.mark.parametrize(
        "error",
        [
            ValueError("invalid literal for int(): 'Khan'"),
            KeyError("Khan"),
            ValidationError("Khan is not a name"),
            FileNotFoundError(2, "No such file or directory", "Khan.pdf"),
            SMTPRecipientsRefused({"khan@family.example": (550, b"no Khan here")}),
            ExceptionGroup("of Khan", [KeyError("Khan"), ValueError("Khan")]),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_an_error_that_may_repeat_a_value_says_its_kind_and_its_place_only(
        self, error: Exception
    ) -> None:
        with pytest.raises(type(error)) as caught:
            raise error
        said = logged(RuntimeError("of Khan's"), cause=caught.value)
        assert "khan" not in said.casefold()
        assert type(error).__name__ in said
        assert "raise error" in said
        assert "direct cause" in said

    def test_a_job_that_falls_is_told_without_its_words(self) -> None:
        told = {
            "name": "outbox.deliver",
            "id": "7",
            "description": "raised unexpected",
            "exc": "KeyError('Khan')",
        }
        line = "Task %(name)s[%(id)s] %(description)s: %(exc)s"
        record = logging.LogRecord("celery.app.trace", logging.ERROR, "", 0, line, (told,), None)
        said = formatter().format(record)
        assert said == (
            "ERROR celery.app.trace Task outbox.deliver[7] raised unexpected: KeyError (its words are left out)"
        )

    def test_an_ordinary_line_stays_as_it_is(self) -> None:
        record = logging.LogRecord("x", logging.WARNING, "", 0, "The worker does not answer", (), None)
        assert formatter().format(record) == "WARNING x The worker does not answer"

    def test_every_handler_scrubs(self) -> None:
        config = settings.LOGGING
        assert {handler["formatter"] for handler in config["handlers"].values()} == {"scrubbed"}
        assert config["formatters"]["scrubbed"]["()"] == "sendiass.logs.ScrubbedFormatter"


def start(*, program: str = "manage.py", **variables: str | None) -> subprocess.CompletedProcess[str]:
    """Start a command in this environment, changed: None takes a variable away."""
    environment = {**os.environ, **{name: value for name, value in variables.items() if value is not None}}
    for name, value in variables.items():
        if value is None:
            environment.pop(name, None)
    arguments = [program, "check"] if program == "manage.py" else ["-c", program]
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


class TestStart:
    """A deployment that cannot start says why, in words and without a traceback."""

    def test_an_unknown_profile_stops_it_with_those_there_are(self) -> None:
        stopped = start(SERVICE_PROFILE="atlantis")
        assert stopped.returncode == 1
        assert "Traceback" not in stopped.stderr
        assert "SERVICE_PROFILE is 'atlantis'" in stopped.stderr
        assert "leicester, york" in stopped.stderr

    def test_a_faulty_profile_stops_it_with_the_file_and_the_line(self, tmp_path: Path) -> None:
        name = os.environ["SERVICE_PROFILE"]
        lines = (loading.FOLDER / f"{name}.toml").read_text(encoding="utf-8").splitlines()
        number = next(at for at, line in enumerate(lines, start=1) if line.startswith("draft_kept_days"))
        lines[number - 1] = "draft_kept_days = -3"
        (tmp_path / f"{name}.toml").write_text("\n".join(lines), encoding="utf-8")
        stopped = start(
            program="import runpy, sys, pathlib; from sendiass.profiles import loading; "
            f"loading.FOLDER = pathlib.Path({str(tmp_path)!r}); sys.argv = ['manage.py', 'check']; "
            "runpy.run_path('manage.py', run_name='__main__')"
        )
        assert stopped.returncode == 1
        assert "Traceback" not in stopped.stderr
        assert f"{name}.toml, line {number}" in stopped.stderr
        assert "draft_kept_days" in stopped.stderr

    def test_the_command_stops_at_a_faulty_profile_before_anything_is_made(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name = os.environ["SERVICE_PROFILE"]
        shutil.copytree(loading.FOLDER, tmp_path / "sendiass" / "profiles")
        for module in (places, preparation):
            monkeypatch.setattr(module, "ROOT", tmp_path)
        preparation.ensure_sound_profile()
        file = tmp_path / "sendiass" / "profiles" / f"{name}.toml"
        lines = file.read_text(encoding="utf-8").splitlines()
        number = next(at for at, line in enumerate(lines, start=1) if line.startswith("draft_kept_days"))
        lines[number - 1] = "draft_kept_days = -3"
        file.write_text("\n".join(lines), encoding="utf-8")
        with pytest.raises(places.Stop, match=rf"{name}\.toml, line {number}: periods\.draft_kept_days"):
            preparation.ensure_sound_profile()
        monkeypatch.setenv("SERVICE_PROFILE", "../york")
        with pytest.raises(places.Stop, match="set it to one of leicester, york"):
            preparation.ensure_sound_profile()

    def test_missing_variables_stop_it_and_are_named_with_their_purpose(self) -> None:
        stopped = start(SECRET_KEY=None, KEK_FILE=None)
        assert stopped.returncode == 1
        assert "Traceback" not in stopped.stderr
        assert "SECRET_KEY is not set: it signs sessions and links." in stopped.stderr
        assert "KEK_FILE is not set" in stopped.stderr

    def test_outside_the_demonstration_it_needs_to_know_where_mail_goes(self) -> None:
        stopped = start(DEMONSTRATION=None, EMAIL_URL=None)
        assert stopped.returncode == 1
        assert "EMAIL_URL is not set" in stopped.stderr
        assert "Traceback" not in stopped.stderr

    def test_no_complaint_repeats_a_secret(self) -> None:
        stopped = start(SECRET_KEY=None)
        for name in ("DATABASE_URL", "KEYS_DATABASE_URL", "REDIS_URL"):
            assert os.environ[name] not in stopped.stderr + stopped.stdout


@pytest.mark.clause("L26")
def test_no_process_would_leave_its_memory_in_a_core_file() -> None:
    limits = "resource.getrlimit(resource.RLIMIT_CORE)"
    done = start(
        program=f"import resource; before = {limits}; resource.setrlimit(resource.RLIMIT_CORE, (before[1],) * 2); "
        f"import django; django.setup(); print({limits})"
    )
    assert done.stdout.strip() == "(0, 0)", done.stderr


@pytest.mark.clause("L26")
def test_content_never_reaches_the_queues_host() -> None:
    broker = redis.Redis.from_url(settings.ENV.redis_url)
    before = broker.llen("celery")
    with pytest.raises(ContentInTheQueue):
        app.send_task("sendiass.outbox.jobs.deliver", args=["Samira Khan"])
    assert broker.llen("celery") == before
    broker.close()


def test_a_process_that_others_are_forked_from_is_doing_nothing_beside_it() -> None:
    done = start(
        program="import threading, sendiass.wsgi as way_in; from django.core.signals import request_started as asked; "
        "beside, begun = threading.active_count() - 1, []; way_in.warm_in_background = lambda: begun.append(1); "
        "asked.send(sender=None); asked.send(sender=None); print(beside, len(begun))"
    )
    assert done.stdout.split() == ["0", "1"], done.stderr
