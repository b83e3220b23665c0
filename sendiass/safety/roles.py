"""What our roles may do in the two data bases, against what they are meant to; and the guards that stand behind them."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from sendiass.database.grants import rights
from sendiass.database.router import KEYSTORE
from sendiass.safety.findings import Finding, unsafe
from sendiass.safety.servers import SIDES, WORDS, one, rows

OWNERS = {"default": "owner", "keys": "keys_owner"}
POWERS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
PREPARE = "Run manage.py prepare_database as the owners (docker compose run --rm migrate)."
# pg_trigger.h: before, delete, update, truncate.
WHOLE_GUARD = 2 | 8 | 16 | 32

FORCED = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity
"""
OF_THEIR_OWN = {"cases.Case", "cases.Person", "cases.Enquiry"}
# These tell of cases without a key that says so.
TELLING = {
    "audit_logentry",
    "audit_reading",
    "cases_begunreferral",
    "cases_conflictdecision",
    "cases_declaration",
    "cases_declarationwaiver",
    "cases_interest",
    "cases_keepinglifted",
    "cases_lookedinto",
    "cases_policyacknowledgement",
    "cases_policywaiver",
    "cases_referralconflict",
    "cases_unusualreading",
    "consent_breach",
    "consent_breachentry",
    "consent_liaisonentry",
    "consent_liaisonreview",
    "drafts_draft",
    "feedback_comment",
    "feedback_commentanswer",
    "feedback_complaintentry",
    "governance_agendaitem",
    "governance_agreedaction",
    "governance_applicant",
    "governance_applicantcheck",
    "governance_applicantstep",
    "governance_attendance",
    "governance_certificate",
    "governance_frozencount",
    "governance_joiningentry",
    "governance_meetingaction",
    "governance_minute",
    "governance_raisedanswer",
    "governance_raiseditem",
    "governance_recommendation",
    "governance_supervisionnote",
    "governance_supervisionrecord",
    "governance_trainingrecord",
    "governance_trusteeanswer",
    "governance_workabovetraining",
    "governance_filesample",
    "outbox_message",
}

ATTRIBUTES = {
    "rolsuper": "is a superuser",
    "rolbypassrls": "steps round row-level security",
    "rolcreaterole": "may make roles",
    "rolcreatedb": "may make data bases",
    "rolreplication": "may copy the whole server",
}
OWNED = """
SELECT format('%s %s', kind, name) FROM (
    SELECT 'table' AS kind, relname AS name, relowner AS owner FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION ALL SELECT 'sequence', relname, relowner FROM pg_class WHERE relkind = 'S'
    UNION ALL SELECT 'function', proname, proowner FROM pg_proc
    UNION ALL SELECT 'schema', nspname, nspowner FROM pg_namespace
    UNION ALL SELECT 'data base', datname, datdba FROM pg_database
) AS things WHERE owner = (SELECT oid FROM pg_roles WHERE rolname = current_user) ORDER BY 1 LIMIT 20
"""
MAKING = """
SELECT has_database_privilege(current_database(), 'CREATE'), has_database_privilege(current_database(), 'TEMPORARY'),
       has_schema_privilege('public', 'CREATE')
"""
HELD = """
SELECT c.relname, power FROM pg_class c CROSS JOIN unnest(%s::text[]) AS power
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace = 'public'::regnamespace
AND has_table_privilege(c.oid, power)
"""
GUARDS = """
SELECT c.relname, t.tgname, t.tgenabled, t.tgtype::int, p.proname FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""


def powers() -> Iterator[Finding]:
    """Whether our roles are plain ones that own nothing."""
    for alias in SIDES:
        role = settings.DATABASES[alias]["USER"]
        held = one(alias, f"SELECT {', '.join(ATTRIBUTES)} FROM pg_roles WHERE rolname = current_user")  # noqa: S608
        found = [words for words, given in zip(ATTRIBUTES.values(), held, strict=True) if given]
        if one(alias, "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"):
            found.append("is a member of other roles")
        owned = [name for (name,) in rows(alias, OWNED)]
        if owned:
            found.append(f"owns {', '.join(owned)}")
        making = one(alias, MAKING)
        if any(making):
            found.append("may make tables")
        if found:
            yield unsafe(
                f"The role {role}, which serves {WORDS[alias]}, {', '.join(found)}.",
                why="Whoever gets it to run their own SQL could switch off what guards the records.",
                rule="SECURITY 3",
                remedy="Serve as a role that may log in and nothing else (deploy/postgres/roles.sh), and let "
                "another own the tables.",
            )


def grants() -> Iterator[Finding]:
    """Whether our roles may do to each table what is declared, and no more."""
    for alias, owner in OWNERS.items():
        present = _tables(alias)
        declared = {
            (table, right) for table, allowed in rights(owner) if table in present for right in allowed
        }
        held = {(table, power) for table, power in rows(alias, HELD, list(POWERS))}
        too_much, too_little = sorted(held - declared), sorted(declared - held)
        if too_much:
            yield unsafe(
                f"More than declared in the data base of {WORDS[alias]}: {_said(too_much)}.",
                why="What only grows could be changed or removed, or a table be read that nothing needs.",
                rule="SECURITY 3",
                remedy=PREPARE,
            )
        if too_little:
            yield unsafe(
                f"Less than declared in the data base of {WORDS[alias]}: {_said(too_little)}.",
                why="Pages will fail.",
                rule="SECURITY 3",
                remedy=PREPARE,
            )


def _said(held: list[tuple[str, str]]) -> str:
    first = ", ".join(f"{power} on {table}" for table, power in held[:6])
    return first + (f" and {len(held) - 6} more" if len(held) > 6 else "")


def guards() -> Iterator[Finding]:
    """Whether the triggers that guard what is written once are there and awake, whatever a session says."""
    for alias in SIDES:
        found = rows(alias, GUARDS)
        awake = {
            table
            for table, _, enabled, kind, function in found
            if function == "refuse_change" and enabled == "A" and kind & WHOLE_GUARD == WHOLE_GUARD
        }
        missing = sorted(_written_once(keys=alias == "keys") & _tables(alias) - awake)
        if missing:
            yield unsafe(
                f"Not guarded against change in the data base of {WORDS[alias]}: {', '.join(missing)}.",
                why="The record of who looked and who changed what could be changed without a trace.",
                rule="SECURITY 3",
                remedy=f"Find out who took the guard away, and keep what verify_audit says. Then: {PREPARE}",
            )
        asleep = sorted(f"{name} on {table}" for table, name, enabled, *_ in found if enabled == "D")
        if asleep:
            yield unsafe(
                f"Switched off in the data base of {WORDS[alias]}: {', '.join(asleep)}.",
                why="A rule that the data base keeps is not kept.",
                rule="SECURITY 3",
                remedy="Find out who switched it off. Then, as the owner: ALTER TABLE … ENABLE ALWAYS TRIGGER …",
            )


def rows_shown() -> Iterator[Finding]:
    """Whether the data base shows casework only to those it is for, whatever a page forgets to ask."""
    shown = {name for (name,) in rows("default", FORCED)}
    open_ones = sorted(casework_tables() & _tables("default") - shown)
    if open_ones:
        yield unsafe(
            f"Shown to whoever asks in the data base of {WORDS['default']}: {', '.join(open_ones)}.",
            why="A page that forgets whose cases it may show would show everybody's.",
            rule="SECURITY 4",
            remedy="Find out who switched it off. Then, as the owner: ALTER TABLE … ENABLE ROW LEVEL SECURITY, and FORCE "
            "ROW LEVEL SECURITY.",
        )


def casework_tables() -> set[str]:
    """The tables whose rows belong to a case or to somebody in one, or tell of them."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.label in OF_THEIR_OWN
        or any(
            field.related_model and field.related_model._meta.label in OF_THEIR_OWN
            for field in model._meta.concrete_fields
            if field.is_relation
        )
    } | TELLING


def _tables(alias: str) -> set[str]:
    """Those that are there: a missing one is a migration's to make."""
    return {name for (name,) in rows(alias, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def _written_once(*, keys: bool) -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "append_only", False) and (model._meta.app_label == KEYSTORE) == keys
    }


def migrations() -> Iterator[Finding]:
    """Whether both data bases have the shape this version needs."""
    for alias in SIDES:
        executor = MigrationExecutor(connections[alias])
        leaves = [
            leaf for leaf in executor.loader.graph.leaf_nodes() if alias == "default" or leaf[0] == KEYSTORE
        ]
        waiting = [str(migration) for migration, _ in executor.migration_plan(leaves)]
        if waiting:
            yield unsafe(
                f"Not yet applied to {WORDS[alias]}: {', '.join(waiting[:6])}"
                + (f" and {len(waiting) - 6} more." if len(waiting) > 6 else "."),
                why="The code expects tables, guards and rules that are not there.",
                rule="SECURITY 3",
                remedy=PREPARE,
            )


def owners_unknown() -> Iterator[Finding]:
    """Whether this process knows no way to be the owner of the tables."""
    known = sorted(set(OWNERS.values()) & set(settings.DATABASES))
    if known:
        yield unsafe(
            "This process knows the address of the tables' owner (OWNER_DATABASE_URL or OWNER_KEYS_DATABASE_URL).",
            why="Whoever takes over a process that serves could drop the guards and change the record.",
            rule="SECURITY 3",
            remedy="Give the owners' addresses to the process that migrates alone.",
        )
