"""What a deployment tells the application: secrets from files as official images take them, and plain complaints."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from sendiass.environment import (
    PASSWORD_FILES,
    PURPOSES,
    SECRETS,
    VARIABLES,
    Environment,
    EnvironmentIncomplete,
    read,
)

GIVEN = {
    "SECRET_KEY": "a-key-for-this-test",
    "SERVICE_PROFILE": "leicester",
    "DATABASE_URL": "postgresql://app@db/sendiass",
    "KEYS_DATABASE_URL": "postgresql://keys@keys/sendiass_keys",
    "OWNER_DATABASE_URL": "postgresql://owner@db/sendiass",
    "OWNER_KEYS_DATABASE_URL": "postgresql://keys_owner@keys/sendiass_keys",
    "REDIS_URL": "redis://queue:6379/0",
    "KEK_FILE": "/run/secrets/kek",
    "EMAIL_URL": "smtps://post@mail.example:465",
    "REPORTS_URL": "imaps://reports@mail.example/Reports",
    "STATE_DIR": "/var/lib/sendiass",
}
FIELDS = {
    "SECRET_KEY": "secret_key",
    "DATABASE_URL": "database_url",
    "KEYS_DATABASE_URL": "keys_database_url",
    "OWNER_DATABASE_URL": "owner_database_url",
    "OWNER_KEYS_DATABASE_URL": "owner_keys_database_url",
    "REDIS_URL": "redis_url",
}
AWKWARD = "pass/word@with:every#sort?of%sign"


def given(**changes: str | Path | None) -> Environment:
    """The environment read from what every deployment has, changed; None takes a variable away."""
    whole = {**GIVEN, **{name: str(value) for name, value in changes.items() if value is not None}}
    return read(
        {name: value for name, value in whole.items() if changes.get(name, "") is not None}, Path("/")
    )


def complaint(**changes: str | Path | None) -> str:
    with pytest.raises(EnvironmentIncomplete) as stopped:
        given(**changes)
    return str(stopped.value)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with one secret, ended by a line break as editors leave it."""
    file = tmp_path / "secret"
    file.write_text(AWKWARD + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("name", FIELDS)
def test_each_secret_may_stand_in_a_file(name: str, secret: Path) -> None:
    found = given(**{name: None, f"{name}_FILE": secret})
    assert getattr(found, FIELDS[name]) == AWKWARD


def test_the_address_of_the_mail_server_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mail"
    file.write_text("smtp+starttls://post:word@mail.example\n")
    mail = given(EMAIL_URL=None, EMAIL_URL_FILE=file).mail
    assert (mail.host, mail.port, mail.password, mail.starttls) == ("mail.example", 587, "word", True)


def test_there_is_a_file_for_every_secret_and_a_password_file_for_every_address() -> None:
    assert set(SECRETS) == {*FIELDS, "EMAIL_URL", "REPORTS_URL", "NOTIFY_API_KEY"}
    assert set(PASSWORD_FILES.values()) == set(SECRETS) - {"SECRET_KEY", "NOTIFY_API_KEY"}
    assert {f"{name}_FILE" for name in SECRETS} | set(PASSWORD_FILES) | set(PURPOSES) <= VARIABLES


@pytest.mark.parametrize("file", PASSWORD_FILES)
def test_a_password_may_stand_in_a_file_beside_its_address(file: str, secret: Path) -> None:
    found = given(**{file: secret})
    address = PASSWORD_FILES[file]
    if address == "EMAIL_URL":
        assert (found.mail.user, found.mail.password, found.mail.host) == ("post", AWKWARD, "mail.example")
        return
    if address == "REPORTS_URL":
        assert found.reports is not None
        assert (found.reports.user, found.reports.password, found.reports.folder) == (
            "reports",
            AWKWARD,
            "Reports",
        )
        return
    parts, before = urlsplit(getattr(found, FIELDS[address])), urlsplit(GIVEN[address])
    assert unquote(parts.password or "") == AWKWARD
    assert (parts.username or "", parts.hostname, parts.path) == (
        before.username or "",
        before.hostname,
        before.path,
    )


@pytest.mark.parametrize(
    "url",
    ["imap://reports@mail.example", "imaps://mail.example", "pop3://reports@mail.example", "mail.example"],
)
def test_a_mailbox_for_reports_is_reached_by_imap_and_tls_as_somebody(url: str) -> None:
    assert "REPORTS_URL" in complaint(REPORTS_URL=url)


def test_without_a_mailbox_for_reports_there_is_none() -> None:
    assert given(REPORTS_URL=None).reports is None


def test_what_follows_an_address_is_kept(secret: Path) -> None:
    asked = "postgresql://app@db:5433/sendiass?sslmode=verify-full&sslrootcert=/run/secrets/authority"
    found = given(DATABASE_URL=asked, DATABASE_PASSWORD_FILE=secret).database_url
    assert found.endswith("@db:5433/sendiass?sslmode=verify-full&sslrootcert=/run/secrets/authority")


def test_a_secret_given_twice_is_refused_without_being_repeated(secret: Path) -> None:
    said = complaint(SECRET_KEY_FILE=secret)
    assert "SECRET_KEY and SECRET_KEY_FILE are both set" in said
    assert GIVEN["SECRET_KEY"] not in said
    assert AWKWARD not in said


def test_a_password_given_twice_is_refused_without_being_repeated(secret: Path) -> None:
    said = complaint(DATABASE_URL="postgresql://app:known@db/sendiass", DATABASE_PASSWORD_FILE=secret)
    assert "DATABASE_URL holds a password and DATABASE_PASSWORD_FILE names another" in said
    assert "known" not in said
    assert AWKWARD not in said


def test_a_password_for_nothing_is_refused(secret: Path) -> None:
    said = complaint(DATABASE_URL=None, DATABASE_PASSWORD_FILE=secret)
    assert "DATABASE_PASSWORD_FILE is set and DATABASE_URL is not" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"first-word\nsecond-word\n", "holds more than one line"),
        (b"\xff\xfe\x00", "is not text"),
    ],
)
def test_a_file_that_holds_no_secret_is_named_and_not_repeated(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "wrong"
    file.write_bytes(content)
    said = complaint(SECRET_KEY=None, SECRET_KEY_FILE=file)
    assert f"SECRET_KEY_FILE names {file}, which {words}" in said
    assert "first-word" not in said


def test_every_file_that_is_not_there_is_named_at_once(tmp_path: Path) -> None:
    said = complaint(SECRET_KEY=None, SECRET_KEY_FILE=tmp_path / "a", REDIS_PASSWORD_FILE=tmp_path / "b")
    assert f"SECRET_KEY_FILE names {tmp_path / 'a'}, which can't be read: No such file" in said
    assert f"REDIS_PASSWORD_FILE names {tmp_path / 'b'}, which can't be read: No such file" in said


def test_a_variable_set_to_nothing_is_not_set(secret: Path) -> None:
    assert given(SECRET_KEY="", SECRET_KEY_FILE=secret).secret_key == AWKWARD
    assert given(SECRET_KEY_FILE="").secret_key == GIVEN["SECRET_KEY"]


def test_the_number_of_proxies_is_a_number() -> None:
    assert given().trusted_proxies == 0
    assert given(TRUSTED_PROXIES="1").trusted_proxies == 1
    assert "TRUSTED_PROXIES must be a number" in complaint(TRUSTED_PROXIES="one")


NOTIFY_KEY = "live-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


def test_without_a_word_of_it_there_is_no_notify() -> None:
    assert given().notify is None
    assert given(NOTIFY_EMAIL_TEMPLATE="", NOTIFY_LETTERS="").notify is None


def test_the_key_of_notify_may_stand_in_a_file_and_a_process_that_sends_nothing_needs_none(
    tmp_path: Path,
) -> None:
    file = tmp_path / "key"
    file.write_text(NOTIFY_KEY + "\n")
    sends = given(NOTIFY_API_KEY_FILE=file, NOTIFY_TEXT_TEMPLATE=TEMPLATE).notify
    asks = given(NOTIFY_TEXT_TEMPLATE=TEMPLATE, NOTIFY_LETTERS="1").notify
    assert sends
    assert asks
    assert (sends.api_key, sends.text_template, sends.letters) == (NOTIFY_KEY, TEMPLATE, False)
    assert (asks.api_key, asks.letters) == ("", True)
    assert sends.url == "https://api.notifications.service.gov.uk"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTIFY_API_KEY", "canary"),
        ("NOTIFY_EMAIL_TEMPLATE", "canary"),
        ("NOTIFY_TEXT_TEMPLATE", "canary"),
        ("NOTIFY_DISCREET_TEXT_SENDER", "canary"),
        ("NOTIFY_URL", "http://canary.example"),
        ("DISCREET_FROM", "canary"),
    ],
)
def test_what_cannot_be_notifys_or_a_sender_is_refused_without_being_repeated(name: str, value: str) -> None:
    said = complaint(**{"NOTIFY_LETTERS": "1", name: value})
    assert name in said
    assert "canary" not in said
