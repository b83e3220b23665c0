"""Composes the environment in which the application's own processes run; it starts none of them."""

import json
import os
import subprocess
from dataclasses import dataclass
from urllib.parse import quote

from local_service import services
from local_service.addresses import Addresses, embedded, superuser_url
from local_service.credentials import audit_signing_key, credentials, key_encryption_keys
from local_service.places import (
    ENVIRONMENT,
    POSTGRES,
    PYTHON,
    ROOT,
    Stop,
    ensure_private,
    profile,
    state_dir,
)
from local_service.ports import LOOPBACK
from local_service.postgres import binaries

OWNERS = ("OWNER_DATABASE_URL", "OWNER_KEYS_DATABASE_URL")
SUPERUSER = "TEST_SUPERUSER_DATABASE_URL"  # the tests clone data bases with it; nothing else may have it


@dataclass(frozen=True)
class Application:
    """A running set of servers and the variables that lead to them."""

    variables: dict[str, str]
    services: services.Services | None  # none where everything was given
    embeds_databases: bool

    def serving(self) -> dict[str, str]:
        """The environment of processes that serve: they never learn the owner's address."""
        return {**os.environ, **self._without(*OWNERS, SUPERUSER)}

    def managing(self) -> dict[str, str]:
        """The environment of management commands, which may migrate."""
        return {**os.environ, **self._without(SUPERUSER)}

    def testing(self) -> dict[str, str]:
        """The environment of the tests, which clone data bases."""
        return {**os.environ, **self.variables}

    def release(self) -> None:
        """Need the embedded servers no longer."""
        if self.services:
            self.services.release()

    def _without(self, *hidden: str) -> dict[str, str]:
        return {name: "" if name in hidden else value for name, value in self.variables.items()}


def application(name: str | None = None) -> Application:
    """The servers up, the profile's roles and data bases in place, and the variables that say where."""
    name, secret = name or profile(), credentials()
    given = {
        key: os.environ.get(key, "") for key in ("DATABASE_URL", "KEYS_DATABASE_URL", "REDIS_URL", *OWNERS)
    }
    if given["KEYS_DATABASE_URL"] and not given["DATABASE_URL"]:
        raise Stop("KEYS_DATABASE_URL is set and DATABASE_URL is not: set both, or neither.")
    running = None if given["DATABASE_URL"] and given["REDIS_URL"] else services.hold()
    variables = {
        "DJANGO_SETTINGS_MODULE": "sendiass.settings",
        "SERVICE_PROFILE": name,
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret.secret_key,
        "KEK_FILE": os.environ.get("KEK_FILE") or str(key_encryption_keys(name)),
        "AUDIT_SIGNING_KEY_FILE": os.environ.get("AUDIT_SIGNING_KEY_FILE") or str(audit_signing_key(name)),
        "STATE_DIR": os.environ.get("STATE_DIR") or str(ensure_private(state_dir(name))),
        "DEMONSTRATION": os.environ.get("DEMONSTRATION") or "1",
        "PATH": _path(with_postgres=running is not None),
        "VIRTUAL_ENV": str(ENVIRONMENT),
        "PYTHONUNBUFFERED": "1",
    }
    if given["DATABASE_URL"]:
        variables |= _given(given)
    elif running:
        variables |= _embedded(name, running)
    if given["REDIS_URL"]:
        variables["REDIS_URL"] = given["REDIS_URL"]
    elif running:
        number = 0 if name == "leicester" else 1
        password = quote(secret.redis, safe="")
        variables["REDIS_URL"] = f"redis://:{password}@{LOOPBACK}:{running.redis_port}/{number}"
    return Application(variables, running, embeds_databases=not given["DATABASE_URL"])


def _embedded(name: str, running: services.Services) -> dict[str, str]:
    """Variables for the embedded data bases; they are made where they are missing, however they went."""
    port = running.postgres_port
    if json.loads(_databases("embedded", name, str(port)))["made"]:
        for stamp in POSTGRES.glob(f"*-{name}"):
            stamp.unlink()  # what was done to the data bases before is to be done again
    return {**_variables(embedded(name, port)), SUPERUSER: superuser_url(port)}


def _given(given: dict[str, str]) -> dict[str, str]:
    asked = {
        "data": given["DATABASE_URL"],
        "data_owner": given["OWNER_DATABASE_URL"],
        "keys": given["KEYS_DATABASE_URL"],
        "keys_owner": given["OWNER_KEYS_DATABASE_URL"],
    }
    found = _variables(Addresses(**json.loads(_databases("given", about=json.dumps(asked)))))
    return {**found, SUPERUSER: os.environ.get(SUPERUSER) or found["OWNER_DATABASE_URL"]}


def _variables(found: Addresses) -> dict[str, str]:
    return {
        "DATABASE_URL": found.data,
        "OWNER_DATABASE_URL": found.data_owner,
        "KEYS_DATABASE_URL": found.keys,
        "OWNER_KEYS_DATABASE_URL": found.keys_owner,
    }


def _databases(*arguments: str, about: str = "") -> str:
    """Run databases.py inside the environment, where psycopg is; its complaint becomes ours."""
    done = subprocess.run(
        [PYTHON, "-m", "local_service.databases", *arguments],
        cwd=ROOT / "script",
        input=about,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Stop(done.stderr.strip())
    return done.stdout


def _path(*, with_postgres: bool) -> str:
    """The environment's programs first, then PostgreSQL's own (psql, for `dbshell`)."""
    folders = [str(ENVIRONMENT / "bin")]
    if with_postgres:
        folders.append(str(binaries()))
    return os.pathsep.join([*folders, os.environ.get("PATH", os.defpath)])
