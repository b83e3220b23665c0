"""A deployment as the compose file tells it, on servers as it makes them: migrated by its owner, and asked if it is safe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from local_service.ports import LOOPBACK
from sendiass.health.jobs import heartbeat
from tests.deployment import compose
from tests.deployment.cluster import Cluster, programs
from tests.deployment.compose import ROOT
from tests.deployment.key_files import kek

pytestmark = [
    pytest.mark.clause("L26", "Y06"),
    pytest.mark.skipif(
        programs() is None,
        reason="no PostgreSQL that speaks TLS on this machine (apt-get install postgresql)",
    ),
]
Manage = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def manage(tmp_path_factory: pytest.TempPathFactory, db: Cluster, keys: Cluster, secrets: Path) -> Manage:
    """Run a management command with what the compose file tells one of its services."""
    folder = tmp_path_factory.mktemp("deployed")
    (folder / "email_password").write_text("a-word-for-the-mail-server")
    elsewhere = {
        "SERVICE_PROFILE": "leicester",
        "ALLOWED_HOSTS": "casework.example.org",
        "SITE_URL": "https://casework.example.org",
        "EMAIL_URL": "smtp+starttls://casework@mail.example.org",
        "REDIS_URL": settings.ENV.redis_url,
        "REDIS_PASSWORD_FILE": "",
        "REPORTS_URL": "",
        "DISCREET_FROM": "post@letters.example.org",
        "NOTIFY_EMAIL_TEMPLATE": "",
        "NOTIFY_TEXT_TEMPLATE": "",
        "NOTIFY_DISCREET_TEXT_SENDER": "",
        "NOTIFY_LETTERS": "",
        "REPORTS_ADDRESS": "",
        "KEK_FILE": str(kek(tmp_path_factory.mktemp("held-by-people"))),
        "STATE_DIR": str(folder),
        "HEADS_FILE": str(tmp_path_factory.mktemp("heads") / "heads.jsonl"),
        "EMAIL_PASSWORD_FILE": str(folder / "email_password"),
    }

    def run(service: str, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
        told = compose.environment(compose.services()[service])
        environment = {**told, **{name: value for name, value in elsewhere.items() if name in told}}
        for name, value in environment.items():
            for server in (db, keys):  # the container's name leads to the port where it listens here
                if f"@{server.service}/" in value:
                    value = value.replace(f"@{server.service}/", f"@{server.service}:{server.port}/")
                    value += f"&hostaddr={LOOPBACK}"
            environment[name] = value.replace("/run/secrets/", f"{secrets}/")
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *command],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **environment, **changes},
            capture_output=True,
            text=True,
            check=False,
        )

    migrated = run("migrate", "prepare_database", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    founded = run(
        "manage", "first_accounts", "--manager", "mo@example.org", "Mo", "--second", "ada@example.org", "Ada"
    )
    assert founded.returncode == 0, founded.stderr
    return run


def findings(manage: Manage, degree: str, **changes: str) -> dict[str, str]:
    """What is found of this degree, by the check that found it."""
    heartbeat()  # as a worker would have left it
    done = manage("manage", "check_service", "--json", **changes)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["unasked"] == []
    return {one["check"]: one["what"] for one in found["findings"] if one["degree"] == degree}


def test_nothing_is_unsafe_but_what_people_have_still_to_do(manage: Manage) -> None:
    assert set(findings(manage, "unsafe")) == {
        "the profile is the service's own",
        "there are two people for what takes two",
    }
    assert set(findings(manage, "advice")) == {
        "somebody decides what the managers may not",
        "somebody is trained for each level of work",
        "the impartiality policy is on record",
        "the profile is the service's own",
        "there are two people for what takes two",
    }


def test_a_role_made_powerful_is_named(manage: Manage, db: Cluster) -> None:
    with db.superuser() as admin:
        admin.execute("ALTER ROLE sendiass_app BYPASSRLS CREATEROLE")
        try:
            found = findings(manage, "unsafe")["our roles are plain and own nothing"]
        finally:
            admin.execute("ALTER ROLE sendiass_app NOBYPASSRLS NOCREATEROLE")
    assert "steps round row-level security, may make roles" in found


def test_tls_to_whoever_answers_is_named(manage: Manage, db: Cluster, secrets: Path) -> None:
    address = f"postgresql://sendiass_app@db:{db.port}/sendiass?hostaddr={LOOPBACK}&sslmode=require"
    found = findings(manage, "unsafe", DATABASE_URL=address)["both data bases are reached by TLS"]
    assert "to the data is encrypted, to whoever answers" in found


def test_the_owner_of_the_tables_serves_no_one(manage: Manage, secrets: Path) -> None:
    address = "postgresql://sendiass_owner@db/sendiass"
    done = manage("manage", "prepare_database", OWNER_DATABASE_URL=address)
    assert done.returncode != 0
    assert "OWNER_KEYS_DATABASE_URL" in done.stderr


def test_a_server_that_does_not_answer_is_not_taken_for_a_safe_one(manage: Manage) -> None:
    nowhere = f"postgresql://sendiass_app@db:1/sendiass?hostaddr={LOOPBACK}&sslmode=verify-full"
    done = manage("manage", "check_service", DATABASE_URL=nowhere)
    assert "NOT ASKED" in done.stdout
    assert done.returncode == 1  # the profile is still nobody's; alone it would be 2
    assert "NOT SAFE TO USE" in done.stdout
