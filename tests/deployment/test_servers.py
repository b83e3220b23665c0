"""The two data base servers as a deployment makes them, run from the machine's own PostgreSQL and attacked."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.deployment.cluster import Cluster, programs
from tests.deployment.compose import ROOT

pytestmark = [
    pytest.mark.clause("L26", "Y06"),
    pytest.mark.skipif(
        programs() is None,
        reason="no PostgreSQL that speaks TLS on this machine (apt-get install postgresql)",
    ),
]
DATA = ("sendiass_app", "app_password", "sendiass")
DATA_OWNER = ("sendiass_owner", "owner_password", "sendiass")
KEYS = ("sendiass_keys", "keys_password", "sendiass_keys")
KEYS_OWNER = ("sendiass_keys_owner", "keys_owner_password", "sendiass_keys")


def value(connection: psycopg.Connection, question: str) -> object:
    row = connection.execute(question.encode()).fetchone()
    assert row
    return row[0]


class TestSecrets:
    """What deploy/make-secrets makes."""

    def test_nobody_else_can_read_them_and_no_authority_is_left_to_make_more(self, secrets: Path) -> None:
        assert {file.stat().st_mode & 0o777 for file in secrets.iterdir()} == {0o440}
        assert secrets.stat().st_mode & 0o007 == 0
        assert not [file for file in secrets.iterdir() if file.name.startswith("authority_")]

    def test_run_again_it_changes_nothing(self, secrets: Path) -> None:
        before = {file.name: file.read_bytes() for file in secrets.iterdir()}
        done = subprocess.run(
            [ROOT / "deploy/make-secrets", secrets], check=True, capture_output=True, text=True
        )
        assert {file.name: file.read_bytes() for file in secrets.iterdir()} == before
        words = [content.decode().strip() for name, content in before.items() if "password" in name]
        assert len(words) == len(set(words)) == 7
        assert not any(word in done.stdout + done.stderr for word in words)

    def test_it_makes_no_key_that_a_person_must_hold(self, secrets: Path) -> None:
        names = {file.name for file in secrets.iterdir()}
        assert not names & {"keys.json", "audit_signing_key", "email_password"}


class TestConnections:
    """Who gets in."""

    def test_the_application_gets_in_by_tls_alone(self, db: Cluster) -> None:
        with db.connect(*DATA) as connection:
            asked = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            assert connection.execute(asked).fetchone() == (True, "TLSv1.3")
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry .* no encryption"):
            db.connect(*DATA, sslmode="disable")

    def test_a_server_that_another_authority_vouches_for_is_not_believed(
        self, db: Cluster, tmp_path: Path
    ) -> None:
        subprocess.run([ROOT / "deploy/make-secrets", tmp_path / "others"], check=True, capture_output=True)
        with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
            db.connect(*DATA, sslrootcert=str(tmp_path / "others" / "authority"))

    def test_one_server_cannot_play_the_other(self, db: Cluster) -> None:
        with pytest.raises(psycopg.OperationalError, match='server certificate for "db" does not match'):
            db.connect(*DATA, host="keys")

    def test_the_superuser_never_comes_over_the_network(self, db: Cluster) -> None:
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            db.connect("postgres", "db_superuser_password", "postgres")

    @pytest.mark.parametrize("database", ["postgres", "template1", "sendiass_keys"])
    def test_the_application_enters_its_own_data_base_and_no_other(self, db: Cluster, database: str) -> None:
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            db.connect(*DATA[:2], database)

    def test_a_role_of_the_data_is_unknown_to_the_server_of_the_keys_and_the_other_way(
        self, db: Cluster, keys: Cluster
    ) -> None:
        for server, roles in ((db, (KEYS, KEYS_OWNER)), (keys, (DATA, DATA_OWNER))):
            for role, secret, _ in roles:
                with server.superuser() as admin:
                    asked = "SELECT count(*) FROM pg_roles WHERE rolname = %s"
                    assert admin.execute(asked, [role]).fetchone() == (0,)
                for database in ("sendiass", "sendiass_keys"):
                    with pytest.raises(psycopg.OperationalError):
                        server.connect(role, secret, database)

    def test_passwords_are_kept_so_that_they_cannot_be_replayed(self, db: Cluster) -> None:
        with db.superuser() as admin:
            kept = admin.execute("SELECT rolpassword FROM pg_authid WHERE rolpassword IS NOT NULL").fetchall()
        assert len(kept) == 2
        assert all(password.startswith("SCRAM-SHA-256$") for (password,) in kept)


class TestRoles:
    """What each role can do, before the first table and after."""

    @pytest.mark.parametrize("side", ["data", "keys"])
    def test_the_application_owns_nothing_and_can_make_nothing(
        self, side: str, request: pytest.FixtureRequest
    ) -> None:
        server: Cluster = request.getfixturevalue("db" if side == "data" else "keys")
        with server.connect(*(DATA if side == "data" else KEYS)) as connection:
            powers = connection.execute(
                "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication "
                "FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert powers == (False,) * 5
            for catalogue, column in (("pg_class", "relowner"), ("pg_database", "datdba")):
                owned = f"SELECT count(*) FROM {catalogue} WHERE {column} = current_user::regrole"
                assert value(connection, owned) == 0
            for statement in (
                "CREATE TABLE public.planted (n int)",
                "CREATE TEMP TABLE planted (n int)",
                "CREATE SCHEMA planted",
                "CREATE ROLE planted",
                "CREATE DATABASE planted",
                "SET log_statement = 'all'",
                "SET log_min_duration_statement = 0",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())

    def test_the_owner_makes_tables_and_nothing_else(self, db: Cluster) -> None:
        with db.connect(*DATA_OWNER) as connection:
            connection.execute("CREATE TABLE made (n int)")
            with db.connect(*DATA) as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("SELECT * FROM public.made")
            connection.execute("DROP TABLE made")
            for statement in (
                "CREATE ROLE planted",
                "CREATE DATABASE planted",
                "ALTER SYSTEM SET fsync = off",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())


class TestServer:
    """What the server keeps and what it writes down."""

    def test_what_was_acknowledged_survives(self, db: Cluster) -> None:
        with db.superuser() as admin:
            for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "ssl"):
                assert value(admin, f"SHOW {setting}") == "on", setting

    def test_no_value_of_a_statement_reaches_the_log(self, db: Cluster) -> None:
        marks = [f"canary-{word}" for word in ("bound", "refused", "unreadable", "told")]
        with db.connect(*DATA_OWNER) as connection:
            connection.execute("CREATE TABLE kept (word text UNIQUE CHECK (word <> 'x'))")
            connection.execute("INSERT INTO kept VALUES (%s)", [marks[0]])
            for statement, given in (
                ("INSERT INTO kept SELECT v FROM (VALUES (%s), (%s)) AS t (v)", [marks[1], marks[1]]),
                ("SELECT %s::text::uuid", [marks[2]]),
                ("INSERT INTO kept VALUES (%s)", [marks[0]]),
            ):
                with pytest.raises(psycopg.Error):
                    connection.execute(statement, given)
            with pytest.raises(psycopg.Error):
                connection.execute("DO $$BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'canary-told'; END$$")
            connection.execute("DROP TABLE kept")
        with pytest.raises(psycopg.OperationalError):
            db.connect(*DATA_OWNER, sslmode="disable")
        written = db.log()
        assert "no encryption" in written  # the log is at work
        assert [mark for mark in marks if mark in written] == []

    def test_the_servers_own_troubles_are_written_down(self, db: Cluster) -> None:
        with db.superuser() as admin:
            assert value(admin, "SHOW log_min_messages") == "warning"
        for role in (DATA, DATA_OWNER):
            with db.connect(*role) as connection:
                assert value(connection, "SHOW log_min_messages") == "log"
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute("SET log_min_messages = 'warning'")


def test_without_a_password_no_role_is_made(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    told = {"DATABASE": "a", "OWNER_ROLE": "b", "APPLICATION_ROLE": "c"}
    files = {"OWNER_PASSWORD_FILE": str(empty), "APPLICATION_PASSWORD_FILE": str(empty)}
    done = subprocess.run(
        [ROOT / "deploy/postgres/roles.sh"],
        env={**os.environ, **told, **files},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{empty} is empty or can't be read" in done.stderr
