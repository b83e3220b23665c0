"""Gives each test process a pair of data bases, cloned from a pair that was migrated once; no test is here.

Append-only tables and a role that owns nothing forbid emptying tables between tests. So a test rolls
back, and where it must commit the pair is dropped and cloned again.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
KEPT_TEMPLATES = 4  # pairs for each profile: a few branches of work, side by side
# What decides the shape of a migrated data base and the rights in it.
SHAPE = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "*/models.py",
    "*/*/models.py",
    "*/models/*.py",
    "*/*/models/*.py",
    "sendiass/database/*.py",
    "sendiass/management/commands/prepare_database.py",
    "requirements/runtime.lock",
)


@dataclass(frozen=True)
class Roles:
    """Who owns and who serves one data base, by the URLs set-up made."""

    owner: str
    application: str

    @classmethod
    def of(cls, variable: str, environ: Mapping[str, str]) -> Roles:
        return cls(_user(environ[f"OWNER_{variable}"]), _user(environ[variable]))


@dataclass(frozen=True)
class Pair:
    """The names of a data and a keys data base that belong together."""

    data: str
    keys: str

    @classmethod
    def named(cls, stem: str) -> Pair:
        return cls(stem, f"{stem}_keys")


class Server:
    """The data base server, as the role that may create data bases."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self.environ = dict(environ)
        self.admin = psycopg.connect(environ["TEST_SUPERUSER_DATABASE_URL"], autocommit=True)
        self.roles = {
            "data": Roles.of("DATABASE_URL", environ),
            "keys": Roles.of("KEYS_DATABASE_URL", environ),
        }

    def close(self) -> None:
        self.admin.close()

    def url(self, variable: str, database: str) -> str:
        """One of set-up's URLs, leading to another data base."""
        return urlsplit(self.environ[variable])._replace(path=f"/{quote(database)}").geturl()

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Alone with a name, among all test processes of this server."""
        self.admin.execute("SELECT pg_advisory_lock(%s)", [_number(name)])
        try:
            yield
        finally:
            self.admin.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])

    def template(self) -> Pair:
        """The migrated pair for the present shape and profile, made if there is none."""
        profile = self.environ["SERVICE_PROFILE"]
        pair = Pair.named(f"template_{profile}_{shape()[:12]}")
        with self.locked(pair.data):
            if not self.exists(pair):
                self._forget_old_templates(f"template_{profile}_")
                self._make_template(pair)
        return pair

    def _make_template(self, pair: Pair) -> None:
        unfinished = Pair.named(f"unfinished_{uuid4().hex[:12]}")
        for name, roles in self._with_roles(unfinished):
            self._create(name, roles)
        addresses = {
            "DATABASE_URL": self.url("DATABASE_URL", unfinished.data),
            "OWNER_DATABASE_URL": self.url("OWNER_DATABASE_URL", unfinished.data),
            "KEYS_DATABASE_URL": self.url("KEYS_DATABASE_URL", unfinished.keys),
            "OWNER_KEYS_DATABASE_URL": self.url("OWNER_KEYS_DATABASE_URL", unfinished.keys),
        }
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "prepare_database", "--verbosity", "0"],
            cwd=ROOT,
            env={**self.environ, **addresses},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            self.drop(unfinished)
            raise RuntimeError(f"The test data bases could not be migrated:\n{done.stdout}{done.stderr}")
        for name in (unfinished.keys, unfinished.data):
            # A template that no one may enter can always be cloned.
            self._run("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false", name)
        self.rename(unfinished, pair)

    def _forget_old_templates(self, prefix: str) -> None:
        for name in self.names(prefix)[KEPT_TEMPLATES - 1 :]:
            try:
                self.drop(Pair.named(name))
            except psycopg.errors.ObjectInUse:
                continue

    def names(self, prefix: str) -> list[str]:
        """The data bases of pairs whose names begin so, the newest first."""
        rows = self.admin.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) "
            "AND NOT datname LIKE '%%\\_keys' ORDER BY oid DESC",
            [prefix],
        ).fetchall()
        return [name for (name,) in rows]

    def exists(self, pair: Pair) -> bool:
        """Whether both of them are there."""
        return self._exists(pair.data) and self._exists(pair.keys)

    def rename(self, before: Pair, after: Pair) -> None:
        """Give a pair another's name; the data come last, so that a name that is there stands for both."""
        for old, new in ((before.keys, after.keys), (before.data, after.data)):
            self._drop_one(new)
            self._run("ALTER DATABASE {} RENAME TO {}", old, new)

    def clone(self, template: Pair, pair: Pair) -> None:
        """Make the pair a fresh copy of the template."""
        sources = {pair.data: template.data, pair.keys: template.keys}
        for name, roles in self._with_roles(pair):
            self._drop_one(name)
            self._create(name, roles, template=sources[name])

    def drop(self, pair: Pair) -> None:
        """Remove a pair, whoever is still connected to it."""
        for name in (pair.data, pair.keys):
            self._drop_one(name)

    def claim(self) -> Pair:
        """A name for this process's pair, its own until the process ends."""
        pair = Pair.named(f"clone_{uuid4().hex[:12]}")
        self.admin.execute("SELECT pg_advisory_lock(%s)", [_number(pair.data)])
        return pair

    def sweep(self) -> None:
        """Drop what test processes that were killed have left behind."""
        for name in self.names("clone_"):
            free = self.admin.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)]).fetchone()
            if free and free[0]:
                self.drop(Pair.named(name))
                self.admin.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])

    def _with_roles(self, pair: Pair) -> tuple[tuple[str, Roles], ...]:
        return ((pair.data, self.roles["data"]), (pair.keys, self.roles["keys"]))

    def _create(self, name: str, roles: Roles, *, template: str = "template1") -> None:
        self._run("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY", name, roles.owner, template)
        self._run("REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
        self._run("GRANT CONNECT ON DATABASE {} TO {}", name, roles.application)

    def _drop_one(self, name: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _exists(self, name: str) -> bool:
        found = self.admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
        return found is not None

    def _run(self, statement: str, *names: str) -> None:
        self.admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def shape() -> str:
    """A hash of everything that decides what a migrated data base looks like."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in SHAPE for path in ROOT.glob(pattern)}):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _user(address: str) -> str:
    return unquote(urlsplit(address).username or "")


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
