"""Starts a data base server as the compose file has it, from the machine's own PostgreSQL; no test is here.

It stands in for the image's entry point: the same options for initdb, the same two files of settings, the same
script for the roles, the secrets that `deploy/make-secrets` made.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from local_service.ports import LOOPBACK, free_port
from local_service.processes import as_account, end, give, unprivileged_account
from tests.deployment import compose
from tests.deployment.compose import ROOT

NEEDS_17 = re.compile(r"\s--(?:locale-provider=builtin|builtin-locale=\S+)")


def programs() -> Path | None:
    """The folder of the newest PostgreSQL on this machine that speaks TLS (the one from the wheel does not)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@dataclass(frozen=True)
class Cluster:
    """One running server: where its socket is, its port, and the folder of the secrets."""

    service: str
    folder: Path
    port: int
    secrets: Path

    def password(self, secret: str) -> str:
        return (self.secrets / secret).read_text(encoding="ascii").strip()

    def connect(self, role: str, secret: str, database: str, **options: str) -> psycopg.Connection:
        """As a client elsewhere would: by name, by TLS and by the deployment's authority, unless told otherwise."""
        whole = {
            "host": self.service,  # the name in the certificate
            "hostaddr": LOOPBACK,
            "sslmode": "verify-full",
            "sslrootcert": str(self.secrets / "authority"),
            **options,
        }
        asked = {"user": role, "password": self.password(secret), "dbname": database, "port": str(self.port)}
        return psycopg.connect(make_conninfo("", **asked, **whole), autocommit=True)

    def superuser(self, database: str = "postgres") -> psycopg.Connection:
        """By the socket, as the server's own account."""
        return psycopg.connect(
            host=str(self.folder / "socket"),
            port=self.port,
            user="postgres",
            dbname=database,
            autocommit=True,
        )

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")


@contextmanager
def cluster(service: str, folder: Path, secrets: Path) -> Iterator[Cluster]:
    """The compose file's service `db` or `keys`, for as long as the context lasts."""
    bin_folder = programs()
    assert bin_folder is not None
    version = int(bin_folder.parts[4])
    account = unprivileged_account()
    for path in (folder, folder / "socket"):
        path.mkdir(mode=0o700)
        give(path, account)
    told = compose.environment(compose.services()[service])
    options = (
        told["POSTGRES_INITDB_ARGS"] if version >= 17 else NEEDS_17.sub("", told["POSTGRES_INITDB_ARGS"])
    )
    make = [str(bin_folder / "initdb"), f"--pgdata={folder / 'data'}", "--username=postgres", "--no-sync"]
    subprocess.run(as_account([*make, *options.split()], account), cwd="/", check=True, capture_output=True)
    here = Cluster(service, folder, free_port(), secrets)
    process = _start(here, bin_folder)
    try:
        _wait(here)
        _make_roles(here, bin_folder, told)
        yield here
    finally:
        from signal import SIGINT

        end(process, politely=SIGINT, patience=20)


def _start(here: Cluster, bin_folder: Path) -> subprocess.Popen[bytes]:
    """With the deployment's own files; only what a container has at other places is said anew."""
    account = unprivileged_account()
    hba = here.folder / "pg_hba.conf"
    # The account that runs the tests is not called postgres, so the socket's folder guards the superuser instead.
    text, changed = re.subn(
        r"^(local\s+all\s+postgres\s+)peer$",
        r"\1trust",
        (ROOT / "deploy/postgres/pg_hba.conf").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    assert changed == 1
    hba.write_text(text, encoding="utf-8")
    give(hba, account)
    certificate, key = here.folder / "certificate", here.folder / "key"
    for own, secret in ((certificate, f"{here.service}_certificate"), (key, f"{here.service}_key")):
        own.write_bytes((here.secrets / secret).read_bytes())
        own.chmod(0o600)
        give(own, account)
    settings = {
        "config_file": ROOT / "deploy/postgres/postgresql.conf",
        "hba_file": hba,
        "ssl_cert_file": certificate,
        "ssl_key_file": key,
        "listen_addresses": LOOPBACK,
        "unix_socket_directories": here.folder / "socket",
    }
    command = [str(bin_folder / "postgres"), "-D", str(here.folder / "data"), "-p", str(here.port)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with (here.folder / "log").open("ab") as output:
        return subprocess.Popen(
            as_account(command, account, ending="INT"),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def _wait(here: Cluster) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            here.superuser().close()
        except psycopg.OperationalError as problem:
            if time.monotonic() > deadline:
                raise AssertionError(here.log()) from problem
            time.sleep(0.1)
        else:
            return


def _make_roles(here: Cluster, bin_folder: Path, told: dict[str, str]) -> None:
    given = compose.secrets(compose.services()[here.service])
    files = {
        name: str(here.secrets / given[value.removeprefix("/run/secrets/")])
        for name, value in told.items()
        if name.endswith("_PASSWORD_FILE")
    }
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
        **told,
        **files,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": str(here.folder / "socket"),
        "PGPORT": str(here.port),
    }
    done = subprocess.run(
        [ROOT / "deploy/postgres/roles.sh"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
