"""The two data base servers: how they are reached, what they write down, whether they keep what they acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sendiass import clock
from sendiass.safety.findings import Finding, advice, unsafe

SIDES = {"default": "DATABASE_URL", "keys": "KEYS_DATABASE_URL"}
WORDS = {"default": "the data", "keys": "the keys"}
KNOWS_THE_SERVER = ("verify-full", "verify-ca")
MOST_SKEW = 5.0  # seconds

# What a server would write into its log: setting, what is safe, why.
LOGGING: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("log_statement", ("none", "ddl"), "every statement would be written down"),
    ("log_min_duration_statement", ("-1",), "slow statements would be written down with their values"),
    ("log_min_duration_sample", ("-1",), "a sample of statements would be written down with their values"),
    ("log_transaction_sample_rate", ("0",), "a sample of transactions would be written down"),
    ("log_parameter_max_length", ("0",), "values would be written beside the statements that are logged"),
    ("log_parameter_max_length_on_error", ("0",), "values would be written beside statements that fail"),
    ("log_min_error_statement", ("log", "fatal", "panic"), "statements that fail would be written down"),
)
WRITES_NO_ERRORS = ("log", "fatal", "panic")  # of log_min_messages
NOT_OF_THE_LINE = {"server_side_binding", "prepare_threshold"}
"""Options of a connection that say how statements are sent on it, and not how the server is reached."""
LASTING = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply", "remote_write", "local"),
}


def rows(alias: str, question: str | sql.Composed, *values: Any) -> list[Any]:
    """The rows that answer a question to the server behind an alias."""
    with connections[alias].cursor() as cursor:
        cursor.execute(question, values or None)
        return list(cursor.fetchall())


def one(alias: str, question: str | sql.Composed, *values: Any) -> Any:
    """The one row that answers a question, or its one value."""
    (row,) = rows(alias, question, *values)
    return row[0] if len(row) == 1 else row


def setting(alias: str, name: str) -> str:
    """A setting of the server as it holds for our session."""
    return str(one(alias, "SELECT current_setting(%s)", name))


def encryption() -> Iterator[Finding]:
    """Whether we speak to both servers by TLS and know whom we speak to."""
    for alias, variable in SIDES.items():
        if one(alias, "SELECT inet_server_addr()") is None:
            continue  # a socket of this machine
        if not one(alias, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"):
            yield unsafe(
                f"The connection to {WORDS[alias]} is not encrypted.",
                why="Passwords and everything stored in plain codes can be read on the way.",
                rule="L26",
                remedy=f"Switch TLS on at the server, and let {variable} end in "
                "?sslmode=verify-full&sslrootcert=FILE.",
            )
        elif settings.DATABASES[alias]["OPTIONS"].get("sslmode") not in KNOWS_THE_SERVER:
            yield unsafe(
                f"The connection to {WORDS[alias]} is encrypted, to whoever answers.",
                why="Someone between us and the server could play the server.",
                rule="L26",
                remedy=f"Let {variable} end in ?sslmode=verify-full&sslrootcert=FILE.",
            )


def two_servers() -> Iterator[Finding]:
    """Whether the keys lie apart from what they open."""
    data, keys = (settings.DATABASES[alias] for alias in SIDES)
    of_server = "SELECT system_identifier FROM pg_control_system()"
    same_server = one("default", of_server) == one("keys", of_server)
    if same_server and data["NAME"] == keys["NAME"]:
        yield unsafe(
            "DATABASE_URL and KEYS_DATABASE_URL lead to the same data base.",
            why="A backup that holds data and keys together brings an erased child's name back.",
            rule="SECURITY 1",
            remedy="Give the keys a data base of their own, best on a server of their own.",
        )
        return
    if data["USER"] == keys["USER"]:
        yield unsafe(
            "One role serves the data and the keys.",
            why="Whoever learns its password has both.",
            rule="SECURITY 1",
            remedy="Give the keys' data base a role of its own.",
        )
    if same_server:
        yield advice(
            "Data and keys are two data bases on one server.",
            why="A copy of the server's disk holds both, and outlives an erasure.",
            rule="SECURITY 10",
            remedy="Put the keys on a server of their own, with a backup of its own that is kept 35 days at most.",
        )
    for alias, other in (("default", "keys"), ("keys", "default")):
        if _enters(alias, other):
            yield unsafe(
                f"The role of {WORDS[alias]} may enter the data base of {WORDS[other]}.",
                why="Whoever learns one password has both.",
                rule="SECURITY 1",
                remedy="REVOKE CONNECT ON DATABASE … FROM PUBLIC, and no line in pg_hba.conf for this role there.",
            )


def _enters(alias: str, other: str) -> bool:
    """Whether the role behind one alias gets into the data base behind the other (which we have just reached)."""
    ours, theirs = settings.DATABASES[alias], settings.DATABASES[other]
    way = {name: value for name, value in theirs["OPTIONS"].items() if name not in NOT_OF_THE_LINE}
    who = {"user": ours["USER"], "password": ours["PASSWORD"]}
    try:
        psycopg.connect(
            make_conninfo(
                host=theirs["HOST"], port=theirs["PORT"] or None, dbname=theirs["NAME"], **who, **way
            ),
            connect_timeout=10,
        ).close()
    except psycopg.OperationalError:
        return False
    return True


def logging() -> Iterator[Finding]:
    """Whether a server would write families' data into its log."""
    for alias in SIDES:
        for name, safe, why in LOGGING:
            value = setting(alias, name)
            if value not in safe:
                yield unsafe(
                    f"{name} is {value} at the server of {WORDS[alias]}.",
                    why=f"Its log is in the host's hands, and {why}.",
                    rule="SECURITY 8",
                    remedy=f"Set {name} to {safe[0]} there (deploy/postgres/postgresql.conf).",
                )
        if setting(alias, "log_min_messages") not in WRITES_NO_ERRORS:
            if setting(alias, "log_error_verbosity") != "terse":
                yield unsafe(
                    f"log_error_verbosity is not terse at the server of {WORDS[alias]}.",
                    why='Its log is in the host\'s hands, and would tell of refused rows ("Failing row contains …").',
                    rule="SECURITY 8",
                    remedy="Set log_error_verbosity to terse there, or log_min_messages to log for our role.",
                )
            yield advice(
                f"Errors of our sessions are written down at the server of {WORDS[alias]}.",
                why='An error can repeat a value ("invalid input syntax for type date: …").',
                rule="SECURITY 8",
                remedy=f"ALTER ROLE {settings.DATABASES[alias]['USER']} SET log_min_messages = 'log' "
                "(deploy/postgres/roles.sh).",
            )


def binding() -> Iterator[Finding]:
    """Whether values travel apart from statements."""
    for alias, variable in SIDES.items():
        if not settings.DATABASES[alias]["OPTIONS"].get("server_side_binding"):
            yield unsafe(
                f"server_side_binding is off for {variable}.",
                why="Values would be written into statements, which servers show and log.",
                rule="SECURITY 8",
                remedy="Leave sendiass/settings.py as it is.",
            )


def lasting() -> Iterator[Finding]:
    """Whether what was acknowledged survives a power cut."""
    for alias in SIDES:
        for name, safe in LASTING.items():
            value = setting(alias, name)
            if value not in safe:
                yield unsafe(
                    f"{name} is {value} at the server of {WORDS[alias]}.",
                    why="A power cut would lose what a worker was told is saved, or the whole data base.",
                    rule="SECURITY 10",
                    remedy=f"Set {name} to {safe[0]} there.",
                )
        if setting(alias, "data_checksums") != "on":
            yield advice(
                f"The server of {WORDS[alias]} keeps no checksums of its pages.",
                why="A failing disk would damage records without anyone noticing.",
                rule="SECURITY 10",
                remedy="Stop the server and run pg_checksums --enable.",
            )


def clocks() -> Iterator[Finding]:
    """Whether the servers' clocks agree with ours."""
    for alias in SIDES:
        before = clock.now()
        theirs = one(alias, "SELECT clock_timestamp()")
        after = clock.now()
        skew = max((before - theirs).total_seconds(), (theirs - after).total_seconds())
        if skew > MOST_SKEW:
            yield unsafe(
                f"The clock of the server of {WORDS[alias]} is {skew:.0f} seconds away from ours.",
                why="Permissions and one-time codes end by the clock, and the record says when things were done.",
                rule="SECURITY 5",
                remedy="Let every machine follow a time server (NTP).",
            )
