"""Makes the roles and the empty data bases a service needs, in the embedded server or in one it was given.

It runs inside the environment (it needs psycopg) and makes no tables: `manage.py prepare_database` does.
"""

import json
import sys
from dataclasses import asdict
from urllib.parse import quote, unquote, urlsplit

import psycopg
from psycopg import sql

from local_service.addresses import APP, KEYS, KEYS_OWNER, OWNER, Addresses, names, superuser_url
from local_service.credentials import credentials
from local_service.places import LOCAL, Stop
from local_service.postgres import QUIET

PREPARING = 0x53454E44_50524550  # "SENDPREP"


def prepare_embedded(profile: str, port: int) -> bool:
    """Roles and data bases of a profile in the embedded server; doing it again changes nothing.

    Returns whether a data base had to be made.
    """
    secret, (data, keys) = credentials(), names(profile)
    with psycopg.connect(superuser_url(port), autocommit=True) as admin:
        _in_turn(admin)
        for role, password in (
            (OWNER, secret.owner),
            (APP, secret.app),
            (KEYS_OWNER, secret.keys_owner),
            (KEYS, secret.keys),
        ):
            ensure_role(admin, role, password)
        made = [
            ensure_database(admin, data, owner=OWNER, application=APP),
            ensure_database(admin, keys, owner=KEYS_OWNER, application=KEYS),
        ]
    return any(made)


def _in_turn(admin: psycopg.Connection) -> None:
    """Wait for whoever else prepares here, until this connection ends: one role can't be changed by two at once."""
    admin.execute("SELECT pg_advisory_lock(%s)", [PREPARING])


def ensure_role(admin: psycopg.Connection, role: str, password: str) -> None:
    """A role that may log in and nothing more."""
    exists = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    statement = "ALTER ROLE {} {}" if exists else "CREATE ROLE {} {}"
    limits = "LOGIN NOCREATEDB NOCREATEROLE PASSWORD {}"
    words = sql.SQL(limits).format(sql.Literal(password))
    admin.execute(sql.SQL(statement).format(sql.Identifier(role), words))


def ensure_database(admin: psycopg.Connection, name: str, *, owner: str, application: str) -> bool:
    """A data base that only its owner and the application may enter. Returns whether it had to be made."""
    missing = not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if missing:
        create = sql.SQL("CREATE DATABASE {} OWNER {}")
        admin.execute(create.format(sql.Identifier(name), sql.Identifier(owner)))
    close_to_others(admin, name, application)
    return missing


def close_to_others(admin: psycopg.Connection, name: str, application: str) -> None:
    """Let the application connect, and no one else but the owner."""
    database = sql.Identifier(name)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(application)))


def prepare_given(data: str, data_owner: str, keys: str, keys_owner: str) -> Addresses:
    """The addresses to use when DATABASE_URL was set.

    With an owner's address beside it nothing is made. Without one, a role that may create roles becomes
    the owner, and the application gets a role of its own beside it. A missing KEYS_DATABASE_URL becomes a
    second data base on the same server.

    Raises Stop, naming the variable that is missing, where the role may do none of this.
    """
    if not keys:
        keys = _at(data_owner or data, f"{_database(data)}_keys")
    data, data_owner = _split(data, data_owner, "DATABASE_URL")
    keys, keys_owner = _split(keys, keys_owner, "KEYS_DATABASE_URL")
    return Addresses(data, data_owner, keys, keys_owner)


def _split(given: str, owner: str, variable: str) -> tuple[str, str]:
    """An application's and an owner's address from the one or two that were given."""
    if owner:
        return given, owner
    name = _database(given)
    with _connect_or_create(given, name, variable) as admin:
        _in_turn(admin)
        row = admin.execute(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        if not (row and row[0]):
            raise Stop(
                f"{variable} is set, and its role may not create roles. Set OWNER_{variable} too: the "
                "address of the role that owns the tables. The application serves as another role that "
                "owns nothing."
            )
        role, password = f"{name}_app", credentials().app
        ensure_role(admin, role, password)
        close_to_others(admin, name, role)
        _write_no_values(admin, role)
    parts = urlsplit(given)
    host = parts.netloc.rpartition("@")[2]
    serving = parts._replace(netloc=f"{quote(role)}:{quote(password, safe='')}@{host}").geturl()
    return serving, given


def _write_no_values(admin: psycopg.Connection, role: str) -> None:
    """Keep what this role's statements carry out of a server's log that is set otherwise; only a superuser can."""
    if admin.info.parameter_status("is_superuser") != "on":
        return
    for setting, value in QUIET.items():
        admin.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(
                sql.Identifier(role), sql.Identifier(setting), sql.Literal(value)
            )
        )


def _connect_or_create(address: str, name: str, variable: str) -> psycopg.Connection:
    try:
        return psycopg.connect(address, autocommit=True)
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise Stop(f"{variable} does not answer: {str(error).strip()}") from None
    with psycopg.connect(_at(address, "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return psycopg.connect(address, autocommit=True)


def _database(address: str) -> str:
    return unquote(urlsplit(address).path.lstrip("/")) or "sendiass"


def _at(address: str, database: str) -> str:
    return urlsplit(address)._replace(path=f"/{quote(database)}").geturl()


def main() -> None:
    """`databases embedded PROFILE PORT`, or `databases given` with the addresses on standard input."""
    kind = sys.argv[1]
    try:
        if kind == "embedded":
            print(json.dumps({"made": prepare_embedded(sys.argv[2], int(sys.argv[3]))}))
        else:
            print(json.dumps(asdict(prepare_given(**json.load(sys.stdin)))))
    except Stop as trouble:
        sys.exit(str(trouble))
    except psycopg.OperationalError as error:
        hint = f"Remove {LOCAL.name}/ to begin again with empty data bases." if kind == "embedded" else ""
        sys.exit(f"The data base refused: {str(error).strip()} {hint}".strip())


if __name__ == "__main__":
    main()
