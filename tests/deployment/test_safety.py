"""Whether a deployment is safe to use: each check stays silent where all is well, and speaks when the thing is broken."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import time
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import redis
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings as live
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError
from psycopg import sql
from pytest_django import Settings

from cases.actions.policy import NewVersion, put_in_policy
from governance.access import SUPERVISED
from governance.actions.people import Above, set_supervisor
from local_service.ports import LOOPBACK, free_port
from local_service.redis_server import program
from sendiass import clock
from sendiass.accounts.actions import Newcomer, enrol, found_service, record_legal_training
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import ServicePrincipal, heads
from sendiass.audit.chain import Head
from sendiass.audit.models import Reading
from sendiass.crypto.keyring import key_to_seal
from sendiass.crypto.subjects import KeySubject
from sendiass.demonstration.people import hire
from sendiass.drafts import keeping
from sendiass.drafts.jobs import forget_drafts
from sendiass.environment import Mail
from sendiass.health.jobs import heartbeat
from sendiass.profiles import profile
from sendiass.safety import (
    CHECKS,
    Check,
    Degree,
    Finding,
    ask,
    beginning,
    keys,
    people,
    roles,
    running,
    servers,
    told,
)
from sendiass.safety.findings import advice, unsafe
from tests.conftest import WorkerDatabases
from tests.deployment.key_files import kek
from tests.kernel.accounts.conftest import make_people

GOOD_KEY = "0123456789abcdef" * 4


def said(check: Callable[[], Iterable[Finding]], degree: Degree = Degree.UNSAFE) -> str:
    """What a check finds of this degree, in one text."""
    return " ".join(found.what for found in check() if found.degree is degree)


class TestWhatWasTold:
    """Settings that came from the environment."""

    @pytest.fixture(autouse=True)
    def _as_a_server(self, settings: Settings) -> None:
        """As outside a demonstration: all of it well."""
        settings.DEMONSTRATION = False
        settings.SECRET_KEY = GOOD_KEY
        settings.ALLOWED_HOSTS = ["casework.example.org"]
        settings.SITE_URL = "https://casework.example.org"
        settings.CSRF_TRUSTED_ORIGINS = []
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
        settings.SECURE_HSTS_SECONDS = 63_072_000
        settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        settings.ENV = replace(live.ENV, mail=Mail(None, "mail.example.org", 465, "post", "word", tls=True))

    @pytest.mark.parametrize(
        "check",
        [told.demonstration, told.sessions_key, told.addresses, told.browsers, told.front, told.mail],
    )
    def test_where_all_is_well_nothing_is_said(self, check: Callable[[], Iterable[Finding]]) -> None:
        assert list(check()) == []

    @pytest.mark.parametrize(
        ("check", "name", "value", "words"),
        [
            (told.demonstration, "DEMONSTRATION", True, "demonstration is switched on"),
            (told.sessions_key, "SECRET_KEY", GOOD_KEY[:49], "too short"),
            (told.sessions_key, "SECRET_KEY", "ab" * 40, "too plain"),
            (told.sessions_key, "SECRET_KEY", f"changeme-{GOOD_KEY}", "a known word"),
            (told.sessions_key, "SECRET_KEY", f"django-insecure-{GOOD_KEY}", "a known word"),
            (told.addresses, "ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS is *"),
            (told.addresses, "ALLOWED_HOSTS", [".example.org"], "ALLOWED_HOSTS is .example.org"),
            (told.addresses, "ALLOWED_HOSTS", [], "ALLOWED_HOSTS is empty"),
            (told.addresses, "SITE_URL", "http://casework.example.org", "not https"),
            (told.addresses, "SITE_URL", "https://other.example.org", "leads to other.example.org"),
            (
                told.addresses,
                "CSRF_TRUSTED_ORIGINS",
                ["http://casework.example.org"],
                "TRUSTED_ORIGINS trusts",
            ),
            (told.browsers, "SESSION_COOKIE_SECURE", False, "SESSION_COOKIE_SECURE"),
            (told.browsers, "SECURE_HSTS_SECONDS", 3600, "SECURE_HSTS_SECONDS"),
            (told.browsers, "SECURE_SSL_REDIRECT", False, "SECURE_SSL_REDIRECT"),
            (told.browsers, "CSRF_COOKIE_NAME", "csrf", "CSRF_COOKIE_NAME"),
        ],
    )
    def test_what_is_told_wrongly_is_named(
        self, settings: Settings, check: Callable[[], Iterable[Finding]], name: str, value: Any, words: str
    ) -> None:
        setattr(settings, name, value)
        assert words in said(check)

    def test_visitors_who_all_count_as_one_are_worth_advice(self, settings: Settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
        assert said(told.front) == ""
        assert "counts as one visitor" in said(told.front, Degree.ADVICE)

    @pytest.mark.parametrize(
        ("mail", "words"),
        [
            (Mail(Path("/var/mail-of-a-demonstration")), "into the folder /var/mail-of-a-demonstration"),
            (Mail(None, "mail.example.org", 25), "mail.example.org without TLS"),
        ],
    )
    def test_mail_that_reaches_no_one_or_anyone(self, settings: Settings, mail: Mail, words: str) -> None:
        settings.ENV = replace(live.ENV, mail=mail)
        assert words in said(told.mail)

    @pytest.mark.parametrize(
        "mail", [Mail(None, "m", starttls=True), Mail(None, "127.0.0.1"), Mail(None, "localhost")]
    )
    def test_mail_that_nobody_reads_on_the_way(self, settings: Settings, mail: Mail) -> None:
        settings.ENV = replace(live.ENV, mail=mail)
        assert said(told.mail) == ""

    def test_the_profiles_as_they_ship_are_nobodys_yet(self) -> None:
        assert "identity.phone, identity.email, identity.website" in said(told.profile)
        assert "host.sar_contact" in said(told.profile)
        assert "retention" in said(told.profile, Degree.ADVICE)

    def test_a_profile_of_a_services_own_says_nothing(self) -> None:
        shipped = live.PROFILE
        own = shipped.model_copy(
            update={
                "identity": shipped.identity.model_copy(
                    update={"phone": "0116 257 5027", "email": "a@b.org.uk", "website": "https://b.org.uk"}
                ),
                "host": shipped.host.model_copy(
                    update={"dpo_contact": "dpo@b.org.uk", "sar_contact": "a@b.org.uk"}
                ),
                "unconfirmed": {},
            }
        )
        assert list(told.profile(own)) == []


@pytest.fixture
def superuser(committed_db: WorkerDatabases) -> Iterator[psycopg.Connection]:
    """The data base server's superuser in the data of this test, each statement committed."""
    server, pair = committed_db.server, committed_db.pair
    with psycopg.connect(server.url("TEST_SUPERUSER_DATABASE_URL", pair.data), autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(committed_db: WorkerDatabases) -> Iterator[psycopg.Connection]:
    """The owner of the data's tables, each statement committed."""
    with psycopg.connect(
        committed_db.server.url("OWNER_DATABASE_URL", committed_db.pair.data), autocommit=True
    ) as connection:
        yield connection


@pytest.mark.clause("L26")
class TestServers:
    """The two servers, really set wrongly (for the data base of this test alone)."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("log_statement", "all"),
            ("log_min_duration_statement", "100"),
            ("log_min_duration_sample", "100"),
            ("log_transaction_sample_rate", "0.5"),
            ("log_parameter_max_length", "-1"),
            ("log_parameter_max_length_on_error", "100"),
            ("log_min_error_statement", "error"),
        ],
    )
    def test_a_server_that_writes_down_values_is_named(
        self, committed_db: WorkerDatabases, superuser: psycopg.Connection, name: str, value: str
    ) -> None:
        assert name not in said(servers.logging)
        self.set(committed_db, superuser, name, value)
        assert f"{name} is " in said(servers.logging)

    def test_errors_that_tell_of_rows_are_named_unless_none_is_written(
        self, committed_db: WorkerDatabases, superuser: psycopg.Connection
    ) -> None:
        self.set(committed_db, superuser, "log_error_verbosity", "default")
        assert "log_error_verbosity is not terse at the server of the data" in said(servers.logging)
        assert "server of the data" in said(servers.logging, Degree.ADVICE)
        self.set(committed_db, superuser, "log_error_verbosity", "terse")
        assert "server of the data" not in said(servers.logging)
        assert "server of the data" in said(servers.logging, Degree.ADVICE)
        self.set(committed_db, superuser, "log_error_verbosity", "verbose")
        self.set(committed_db, superuser, "log_min_messages", "log")
        assert "server of the data" not in said(servers.logging)
        assert "server of the data" not in said(servers.logging, Degree.ADVICE)

    def test_a_server_that_may_lose_what_it_acknowledged_is_named(
        self, committed_db: WorkerDatabases, superuser: psycopg.Connection
    ) -> None:
        self.set(committed_db, superuser, "synchronous_commit", "on")
        assert "synchronous_commit is off at the server of the data" not in said(servers.lasting)
        self.set(committed_db, superuser, "synchronous_commit", "off")
        assert "synchronous_commit is off at the server of the data" in said(servers.lasting)

    @pytest.mark.django_db
    def test_a_server_that_waits_for_no_disk_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told = servers.setting
        monkeypatch.setattr(
            servers, "setting", lambda alias, name: "off" if name == "fsync" else told(alias, name)
        )
        assert "fsync is off at the server of the data" in said(servers.lasting)

    @pytest.mark.django_db
    def test_a_connection_without_tls_is_named(self) -> None:
        assert "to the data is not encrypted" in said(servers.encryption)
        assert "to the keys is not encrypted" in said(servers.encryption)

    @pytest.mark.django_db
    def test_values_that_travel_within_statements_are_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert said(servers.binding) == ""
        monkeypatch.setitem(live.DATABASES["keys"]["OPTIONS"], "server_side_binding", False)
        assert "KEYS_DATABASE_URL" in said(servers.binding)

    @pytest.mark.django_db
    def test_clocks_that_differ_are_named(self) -> None:
        assert said(servers.clocks) == ""
        with time_machine.travel(clock.now() + timedelta(seconds=40), tick=True):
            assert "the server of the data is 4" in said(servers.clocks)
        with time_machine.travel(clock.now() - timedelta(seconds=40), tick=True):
            assert "the server of the keys is 4" in said(servers.clocks)

    @staticmethod
    def set(own: WorkerDatabases, superuser: psycopg.Connection, name: str, value: str) -> None:
        """For every new connection of the application to this test's data base, and no other."""
        superuser.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}").format(
                sql.Identifier(live.APPLICATION_ROLE),
                sql.Identifier(own.pair.data),
                sql.Identifier(name),
                sql.Literal(value),
            )
        )
        own.close_connections()


@pytest.mark.clause("Y06")
class TestTwoServers:
    """The keys apart from the data."""

    @pytest.mark.django_db
    def test_two_data_bases_on_one_server_are_worth_advice(self) -> None:
        assert said(servers.two_servers) == ""
        assert "on one server" in said(servers.two_servers, Degree.ADVICE)

    @pytest.mark.django_db
    def test_one_data_base_for_both_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(live.DATABASES["keys"], "NAME", live.DATABASES["default"]["NAME"])
        assert "lead to the same data base" in said(servers.two_servers)

    @pytest.mark.django_db
    def test_one_role_for_both_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(live.DATABASES["keys"], "USER", live.DATABASES["default"]["USER"])
        assert "One role serves" in said(servers.two_servers)

    def test_a_role_that_may_enter_the_others_data_base_is_named(
        self, committed_db: WorkerDatabases, superuser: psycopg.Connection
    ) -> None:
        enter = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
        superuser.execute(
            enter.format(
                sql.Identifier(committed_db.pair.keys),
                sql.Identifier(committed_db.server.roles["data"].application),
            )
        )
        assert "The role of the data may enter the data base of the keys" in said(servers.two_servers)
        assert "The role of the keys may enter" not in said(servers.two_servers)


@pytest.mark.clause("L26")
class TestRoles:
    """Grants, guards and shape, broken by SQL as the owner."""

    def test_as_it_was_migrated_nothing_is_said(self, committed_db: WorkerDatabases) -> None:
        for check in (roles.powers, roles.grants, roles.guards, roles.rows_shown, roles.migrations):
            assert list(check()) == [], check

    @pytest.mark.parametrize(
        ("statement", "check", "words"),
        [
            ("GRANT UPDATE ON audit_reading TO {app}", roles.grants, "More than declared in the data base of the data: "
             "UPDATE on audit_reading"),
            ("GRANT DELETE ON audit_logentry TO PUBLIC", roles.grants, "DELETE on audit_logentry"),
            ("GRANT SELECT ON auditlog_logentry TO {app}", roles.grants, "SELECT on auditlog_logentry"),
            ("REVOKE INSERT ON audit_reading FROM {app}", roles.grants, "Less than declared in the data base of the "
             "data: INSERT on audit_reading"),
            ("GRANT CREATE ON SCHEMA public TO {app}", roles.powers, "may make tables"),
            ("ALTER TABLE audit_reading DISABLE TRIGGER ALL", roles.guards, "Not guarded against change in the data "
             "base of the data: audit_reading"),
            ("ALTER TABLE audit_reading ENABLE TRIGGER audit_reading_append_only", roles.guards, "audit_reading"),
            ("DROP TRIGGER audit_reading_append_only ON audit_reading", roles.guards, "audit_reading"),
            ("ALTER TABLE cases_aim NO FORCE ROW LEVEL SECURITY", roles.rows_shown, "cases_aim"),
            ("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY", roles.rows_shown, "cases_case"),
            ("ALTER TABLE accounts_user DISABLE TRIGGER USER", roles.guards, "Switched off in the data base of the data"),
            ("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'outbox')",
             roles.migrations, "Not yet applied to the data: outbox."),
        ],
    )  # fmt: skip
    def test_what_is_broken_is_named(
        self,
        committed_db: WorkerDatabases,
        owner: psycopg.Connection,
        statement: str,
        check: Callable[[], Iterable[Finding]],
        words: str,
    ) -> None:
        assert said(check) == ""
        app = sql.Identifier(committed_db.server.roles["data"].application)
        owner.execute(sql.SQL(statement).format(app=app) if "{app}" in statement else statement.encode())
        assert words in said(check)

    def test_a_role_that_owns_a_table_is_named(
        self, committed_db: WorkerDatabases, superuser: psycopg.Connection
    ) -> None:
        app = sql.Identifier(committed_db.server.roles["data"].application)
        superuser.execute(sql.SQL("ALTER TABLE cases_aim OWNER TO {}").format(app))
        assert "owns table cases_aim" in said(roles.powers)

    @pytest.mark.django_db
    def test_a_process_that_knows_the_owners_address_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "knows the address of the tables' owner" in said(roles.owners_unknown)
        for alias in ("owner", "keys_owner"):
            monkeypatch.delitem(live.DATABASES, alias)
        assert said(roles.owners_unknown) == ""


@pytest.mark.clause("L26")
class TestKeys:
    """The key-encryption keys, the sealer's key, the chain."""

    def test_a_file_that_is_this_services_alone_is_well(self, settings: Settings, tmp_path: Path) -> None:
        settings.KEK_FILE = kek(tmp_path)
        assert list(keys.file_of_keys()) == []

    @pytest.mark.parametrize(
        ("mode", "words"), [(0o444, "everyone"), (0o402, "everyone"), (0o420, "its group"), (0o640, None)]
    )
    def test_a_file_that_others_can_read_is_named(
        self, settings: Settings, tmp_path: Path, mode: int, words: str | None
    ) -> None:
        settings.KEK_FILE = kek(tmp_path, mode=mode)
        expected = words or ("" if os.getuid() == 0 else "its group")  # root's may be read by a group
        assert expected in said(keys.file_of_keys)
        assert bool(said(keys.file_of_keys)) == bool(expected)

    @pytest.mark.parametrize("place", ["STATE_DIR", "BASE_DIR", "HEADS_FILE"])
    def test_a_file_that_is_copied_with_the_rest_is_named(
        self, settings: Settings, tmp_path: Path, place: str
    ) -> None:
        settings.KEK_FILE = kek(tmp_path)
        setattr(settings, place, tmp_path / "heads.jsonl" if place == "HEADS_FILE" else tmp_path)
        assert "lies among" in said(keys.file_of_keys)

    def test_a_file_that_is_gone_is_named(self, settings: Settings, tmp_path: Path) -> None:
        settings.KEK_FILE = tmp_path / "gone.json"
        assert "can't be read: No such file" in said(keys.file_of_keys)

    @pytest.mark.django_db
    def test_keys_that_open_are_well_and_keys_that_do_not_are_named(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        settings.KEK_FILE = kek(tmp_path)
        key_to_seal(KeySubject("person", uuid4()))
        assert list(keys.every_key_opens()) == []
        settings.KEK_FILE = kek(tmp_path)
        assert "don't open with" in said(keys.every_key_opens)

    @pytest.mark.django_db
    def test_a_rotation_that_was_not_finished_is_named(self, settings: Settings, tmp_path: Path) -> None:
        both = kek(tmp_path, versions=(1, 2))
        settings.KEK_FILE = both
        key_to_seal(KeySubject("person", uuid4()))
        assert "still holds version 2" in said(keys.every_key_opens, Degree.ADVICE)
        content = json.loads(both.read_text())
        both.chmod(0o600)
        both.write_text(json.dumps({**content, "current": 2}))
        assert "1 keys and second steps are still under an older version than 2" in said(keys.every_key_opens)
        call_command("rotate_keys", to=2, stdout=io.StringIO())
        assert said(keys.every_key_opens) == ""
        assert "still holds version 1" in said(keys.every_key_opens, Degree.ADVICE)

    def test_a_process_that_can_sign_the_chain_is_named(self, settings: Settings, tmp_path: Path) -> None:
        settings.AUDIT_SIGNING_KEY_FILE = None
        assert said(keys.sealers_key) == ""
        settings.AUDIT_SIGNING_KEY_FILE = tmp_path / "elsewhere"
        assert said(keys.sealers_key) == ""
        (tmp_path / "elsewhere").touch()
        assert "can read the key that signs" in said(keys.sealers_key)

    @pytest.mark.django_db
    def test_a_sealer_that_does_not_keep_up_is_named(self, settings: Settings, tmp_path: Path) -> None:
        settings.HEADS_FILE = tmp_path / "heads.jsonl"
        self.look(minutes_ago=5)
        assert said(keys.chain) == ""
        self.look(minutes_ago=15)
        assert "1 entries of the record have waited for the sealer" in said(keys.chain)

    @pytest.mark.django_db
    def test_a_published_head_that_the_data_base_lost_is_named(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        settings.HEADS_FILE = tmp_path / "heads.jsonl"
        with heads.publishing(settings.HEADS_FILE) as file:
            heads.add(file, [Head(7, b"\7" * 32, clock.now(), b"signed")])
        assert "holds a head at position 7" in said(keys.chain)

    @staticmethod
    def look(*, minutes_ago: int) -> None:
        Reading.objects.create(
            at=clock.now() - timedelta(minutes=minutes_ago),
            actor_id=ServicePrincipal("search").id,
            actor_kind="service",
            purpose="test",
            page="",
            subjects=[],
            everyone=False,
            correlation=uuid4().hex,
        )


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts a Redis with these lines of configuration, and says its address."""
    started = []

    def start(*lines: str) -> str:
        port, file = free_port(), tmp_path / "redis.conf"
        always = (f"port {port}", f"bind {LOOPBACK}", f"dir {tmp_path}", "requirepass word")
        file.write_text("\n".join([*always, *lines]))
        started.append(subprocess.Popen([program(), file], stdout=subprocess.DEVNULL))
        address = f"redis://:word@{LOOPBACK}:{port}/0"
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                with redis.Redis.from_url(address) as server:
                    server.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                return address
        raise AssertionError("Redis did not start")

    yield start
    for process in started:
        process.kill()
        process.wait()


class TestAtWork:
    """The queue, the worker, the post, the disk."""

    def test_a_queue_that_is_closed_and_keeps_nothing_is_well(
        self, settings: Settings, own_redis: Callable[..., str]
    ) -> None:
        settings.ENV = replace(live.ENV, redis_url=own_redis('save ""', "appendonly no"))
        assert list(running.queue()) == []

    @pytest.mark.parametrize(
        ("lines", "words"),
        [
            (('save ""', "appendonly yes"), "writes to a disk (appendonly yes)"),
            (("save 3600 1", "appendonly no"), "writes to a disk (save 3600 1)"),
        ],
    )
    def test_a_queue_that_writes_to_a_disk_is_named(
        self, settings: Settings, own_redis: Callable[..., str], lines: tuple[str, ...], words: str
    ) -> None:
        settings.ENV = replace(live.ENV, redis_url=own_redis(*lines))
        assert words in said(running.queue)

    def test_a_queue_that_does_not_say_is_worth_advice(
        self, settings: Settings, own_redis: Callable[..., str]
    ) -> None:
        address = own_redis('save ""', "appendonly yes", 'rename-command CONFIG ""')
        settings.ENV = replace(live.ENV, redis_url=address)
        assert said(running.queue) == ""
        assert "does not say whether it writes to a disk" in said(running.queue, Degree.ADVICE)

    def test_a_queue_without_a_password_is_named(self, settings: Settings) -> None:
        password = str(live.ENV.redis_url.partition("://:")[2].partition("@")[0])
        settings.ENV = replace(live.ENV, redis_url=live.ENV.redis_url.replace(f":{password}@", ""))
        assert "holds no password" in next(iter(running.queue())).what

    def test_a_queue_on_a_public_network_is_named(self, settings: Settings) -> None:
        settings.ENV = replace(live.ENV, redis_url="redis://:word@9.9.9.9:6379/0")
        found = iter(running.queue())  # no further than the first: it is somebody else's machine
        assert "over a public network" in next(found).what

    def test_a_worker_that_took_no_call_is_named(self) -> None:
        cache.clear()
        assert "No worker" in said(running.worker)
        heartbeat()
        assert said(running.worker) == ""

    def test_a_job_that_fails_is_named_until_it_ends_well(self, monkeypatch: pytest.MonkeyPatch) -> None:
        heartbeat()
        monkeypatch.setattr(keeping, "purge", lambda **_: 1 / 0)
        forget_drafts.apply()
        assert "The job sendiass.drafts.jobs.forget_drafts fails." in said(running.worker)
        monkeypatch.setattr(keeping, "purge", lambda **_: 0)
        forget_drafts.apply()
        assert said(running.worker) == ""

    @pytest.mark.django_db
    def test_mail_that_does_not_leave_is_named(self) -> None:
        now = clock.now()
        found_service(
            manager=Newcomer("mo@example.org", "Mo Patel", Role.MANAGER),
            second=Newcomer("ada@example.org", "Ada Lowe", Role.ADMINISTRATOR),
            at=now,
        )
        assert said(running.post) == ""
        with time_machine.travel(now + timedelta(minutes=31)):
            assert "2 messages have been due for more than half an hour" in said(running.post)

    @pytest.mark.parametrize(
        ("free", "degree"),
        [(1_900_000_000, Degree.UNSAFE), (9_000_000_000, Degree.ADVICE), (11_000_000_000, None)],
    )
    def test_a_disk_that_is_nearly_full_is_named(
        self, monkeypatch: pytest.MonkeyPatch, free: int, degree: Degree | None
    ) -> None:
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100_000_000_000, 0, free))
        assert [found.degree for found in running.room()] == ([degree] if degree else [])


@pytest.mark.django_db
class TestPeople:
    """Who has an account."""

    def test_accounts_of_the_demonstration_are_named(self) -> None:
        assert said(people.demonstration_accounts) == ""
        hire(clock.now())
        assert "8 accounts of the demonstration are open" in said(people.demonstration_accounts)

    def test_a_service_without_a_manager_is_named(self) -> None:
        assert "There is no manager" in said(people.two_people)

    def test_a_manager_without_a_second_step_is_named_until_one_is_set_up(self) -> None:
        team = make_people()
        assert "No manager has set up a second step" in said(people.two_people)
        Authenticator.objects.create(user=team.caseworker, type="totp", data={})
        assert "No manager has set up a second step" in said(people.two_people)
        Authenticator.objects.create(user=team.other_manager, type="totp", data={})
        assert list(people.two_people()) == []

    def test_a_single_manager_is_worth_advice(self) -> None:
        manager, _ = found_service(
            manager=Newcomer("mo@example.org", "Mo Patel", Role.MANAGER),
            second=Newcomer("ada@example.org", "Ada Lowe", Role.ADMINISTRATOR),
            at=clock.now(),
            invite=False,
        )
        Authenticator.objects.create(user=manager, type="totp", data={})
        assert said(people.two_people) == ""
        assert "only one manager" in said(people.two_people, Degree.ADVICE)

    @pytest.mark.clause("Y12")
    def test_a_service_with_nobody_above_its_managers_is_worth_advice(self) -> None:
        team = make_people()
        assert profile().escalation.title in said(people.someone_above, Degree.ADVICE)
        newcomer = Newcomer("lee@example.org", "Lee Moss", Role.STRATEGIC_LEAD)
        enrol(by=team.manager, confirmed_by=team.administrator, newcomer=newcomer, at=clock.now())
        assert list(people.someone_above()) == []


BAD = unsafe("It is open.", why="Anyone comes in.", rule="L26", remedy="Close it.")


@pytest.mark.django_db
class TestWhatABeginningOwes:
    """What has to be on record before a service can do its work; all of it is advice."""

    @pytest.mark.clause("Y16")
    def test_a_service_without_its_policy_is_told_until_one_is_in_force(self) -> None:
        team, at = make_people(), clock.now()
        assert "No version" in said(beginning.policy_on_record, Degree.ADVICE)
        later = NewVersion("Impartial.", clock.today() + timedelta(days=1))
        put_in_policy(by=team.manager, version=later, once=uuid4(), at=at)
        assert "No version" in said(beginning.policy_on_record, Degree.ADVICE)
        with time_machine.travel(at + timedelta(days=1)):
            assert list(beginning.policy_on_record()) == []

    @pytest.mark.clause("L21")
    def test_a_service_in_which_nobody_is_trained_for_a_level_is_told_which(self) -> None:
        team, at, asked = make_people(), clock.now(), profile().training.legal_level_for
        assert "level 4" in said(beginning.trained_for_the_work, Degree.ADVICE)

        def trained(level: int, until_on: date | None) -> None:
            record_legal_training(
                by=team.manager,
                person=team.caseworker,
                level=level,
                from_on=clock.today(),
                until_on=until_on,
                at=at,
            )

        trained(max(asked) - 1, None)
        assert "level 4" in said(beginning.trained_for_the_work, Degree.ADVICE)
        trained(max(asked), clock.today())
        assert list(beginning.trained_for_the_work()) == []
        with time_machine.travel(at + timedelta(days=1)):
            assert "level 4" in said(beginning.trained_for_the_work, Degree.ADVICE)

    @pytest.mark.clause("L14")
    def test_a_service_that_does_not_say_who_supervises_whom_is_told(self) -> None:
        team = make_people()
        owed = User.objects.active().filter(role__in=SUPERVISED)
        assert f"Of {owed.count()} people" in said(beginning.supervisors_known, Degree.ADVICE)
        for worker in owed:
            above = Above(team.manager, team.manager, clock.today())
            set_supervisor(by=team.manager, worker=worker, above=above, once=uuid4(), at=clock.now())
        assert list(beginning.supervisors_known()) == []

    def test_nothing_of_it_makes_a_service_unsafe(self) -> None:
        make_people()
        for check in (
            beginning.policy_on_record,
            beginning.trained_for_the_work,
            beginning.supervisors_known,
        ):
            assert said(check) == ""


BETTER = advice("It is old.", why="It may break.", rule="Y04", remedy="Renew it.")


def nothing_answers() -> list[Finding]:
    raise OperationalError("connection refused\nDETAIL: of a family")


class TestTheCommand:
    """What is said, and by which exit code."""

    @pytest.mark.parametrize(
        ("checks", "code"),
        [
            ([Check("a", lambda: [])], 0),
            ([Check("a", lambda: [BETTER])], 0),
            ([Check("a", lambda: [BETTER, BAD])], 1),
            ([Check("a", lambda: []), Check("b", nothing_answers)], 2),
            ([Check("b", nothing_answers), Check("a", lambda: [BAD])], 1),
        ],
    )
    def test_the_exit_code_says_safe_unsafe_or_unknown(self, checks: list[Check], code: int) -> None:
        assert ask(checks).exit_code == code

    def test_a_check_that_cannot_ask_is_named_and_keeps_none_from_asking(self) -> None:
        verdict = ask([Check("first", nothing_answers), Check("second", lambda: [BAD])])
        assert verdict.unasked == (("first", "OperationalError: connection refused"),)
        assert verdict.findings == (("second", BAD),)

    def test_a_mistake_in_a_check_is_not_swallowed(self) -> None:
        with pytest.raises(ZeroDivisionError):
            ask([Check("first", lambda: [BAD] if 1 / 0 else [])])

    @pytest.mark.django_db
    def test_the_demonstration_is_not_safe_to_use_and_everything_is_asked(self) -> None:
        out = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("check_service", json=True, stdout=out)
        found = json.loads(out.getvalue())
        assert ended.value.code == 1
        assert found["safe"] is False
        assert found["unasked"] == []
        assert found["checks"] == [check.name for check in CHECKS]
        for one in found["findings"]:
            assert one["degree"] in ("unsafe", "advice")
            assert all(one[part] for part in ("check", "what", "why", "rule", "remedy"))
        assert "this is no demonstration" in {one["check"] for one in found["findings"]}

    @pytest.mark.django_db
    def test_a_person_reads_what_is_wrong_why_and_what_to_do(self) -> None:
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("check_service", stdout=out)
        text = out.getvalue()
        assert "UNSAFE  The demonstration is switched on" in text
        assert "    Why:   " in text
        assert "    To do: Unset DEMONSTRATION" in text
        assert text.rstrip().endswith("NOT SAFE TO USE.")

    @pytest.mark.django_db
    def test_no_finding_repeats_a_secret(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.SECRET_KEY = "canary-of-the-sessions"
        for alias, kept in live.DATABASES.items():
            monkeypatch.setitem(kept, "PASSWORD", f"canary-of-{alias}")
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("check_service", stdout=out)
        assert "SECRET_KEY is too short" in out.getvalue()
        assert "canary" not in out.getvalue()

    def test_every_check_has_its_own_name(self) -> None:
        names = [check.name for check in CHECKS]
        assert len(names) == len(set(names))
