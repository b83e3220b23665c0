"""What the deployment tells the application, read once and typed; it decides nothing and knows no Django."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

NOTIFY_URL = "https://api.notifications.service.gov.uk"
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ID, _NOTIFY_KEY = re.compile(_UUID), re.compile(rf"\S*{_UUID}-{_UUID}")
_AN_ID = "f33517ff-2a88-4f6e-b855-c550268ce08a"


class EnvironmentIncomplete(Exception):
    """A variable the application cannot start without is missing or unusable; the text says which and what it is for."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail goes: an SMTP server, or a folder of files (demonstration and tests)."""

    folder: Path | None
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where reports of mail that did not arrive lie, to be fetched by IMAP; for them alone."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    starttls: bool = False
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Notify:
    """GOV.UK Notify, for services that have it: by which template each channel goes; empty is not by it.

    The key is told to those processes alone that send.
    """

    api_key: str
    url: str = NOTIFY_URL
    email_template: str = ""
    text_template: str = ""
    discreet_text_sender: str = ""  # the id of a sender that does not name the service
    letters: bool = False


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where ClamAV's clamd listens: a Unix socket's path, or a host and port."""

    path: str = ""
    host: str = ""
    port: int = 0


@dataclass(frozen=True, slots=True)
class Environment:
    """One deployment's settings. URLs are libpq style; paths are absolute."""

    secret_key: str
    service_profile: str
    database_url: str
    keys_database_url: str
    redis_url: str
    owner_database_url: str | None
    owner_keys_database_url: str | None
    kek_file: Path
    audit_signing_key_file: Path | None  # for the sealer's process alone
    heads_file: Path
    mailbox_keys_dir: Path
    state_dir: Path
    demonstration: bool
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    mail: Mail
    reports: Mailbox | None
    reports_address: str
    discreet_from: str  # a sender that does not name the service; empty: nothing goes so by email
    notify: Notify | None
    site_url: str
    trusted_proxies: int  # in front of the web process, each adding the address it was called from
    scanner: Scanner | None


PURPOSES = {
    "SECRET_KEY": "signs sessions and links",
    "SERVICE_PROFILE": "names the profile of the service this is",
    "DATABASE_URL": "reaches the case data as the application's role",
    "KEYS_DATABASE_URL": "reaches the wrapped keys, which live apart from the data",
    "REDIS_URL": "reaches the work queue and the shared rate limits",
    "KEK_FILE": "names the file with the key that wraps all others",
}
ADDRESSES = (
    "DATABASE_URL",
    "KEYS_DATABASE_URL",
    "OWNER_DATABASE_URL",
    "OWNER_KEYS_DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "REPORTS_URL",
)
SECRETS = ("SECRET_KEY", "NOTIFY_API_KEY", *ADDRESSES)
PASSWORD_FILES = {f"{address.removesuffix('_URL')}_PASSWORD_FILE": address for address in ADDRESSES}
VARIABLES = frozenset(
    {
        *PURPOSES,
        *SECRETS,
        *(f"{name}_FILE" for name in SECRETS),
        *PASSWORD_FILES,
        "ALLOWED_HOSTS",
        "AUDIT_SIGNING_KEY_FILE",
        "DEMONSTRATION",
        "DISCREET_FROM",
        "HEADS_FILE",
        "MAILBOX_KEYS_DIR",
        "NOTIFY_DISCREET_TEXT_SENDER",
        "NOTIFY_EMAIL_TEMPLATE",
        "NOTIFY_LETTERS",
        "NOTIFY_TEXT_TEMPLATE",
        "NOTIFY_URL",
        "PORT",
        "REPORTS_ADDRESS",
        "SITE_URL",
        "STATE_DIR",
        "TRUSTED_ORIGINS",
        "TRUSTED_PROXIES",
    }
)
"""Every variable that is read here, for whoever checks that a deployment names no other."""


def read(environ: Mapping[str, str], base_dir: Path) -> Environment:
    """Read the environment.

    A secret may stand in a file instead: `SECRET_KEY_FILE` for the whole value, and for an address
    `DATABASE_PASSWORD_FILE` for its password alone.

    Raises EnvironmentIncomplete naming every missing variable and what it is for, and every file that
    can't be used. It repeats no value.
    """
    environ = _with_files(environ)
    missing = [
        f"{name} is not set: it {purpose}." for name, purpose in PURPOSES.items() if not environ.get(name)
    ]
    if missing:
        raise EnvironmentIncomplete("The service cannot start.\n" + "\n".join(missing))
    demonstration = environ.get("DEMONSTRATION") == "1"
    port = environ.get("PORT", "8000")
    state_dir = Path(environ.get("STATE_DIR") or base_dir / ".local").absolute()
    return Environment(
        secret_key=environ["SECRET_KEY"],
        service_profile=environ["SERVICE_PROFILE"],
        database_url=environ["DATABASE_URL"],
        keys_database_url=environ["KEYS_DATABASE_URL"],
        redis_url=environ["REDIS_URL"],
        owner_database_url=environ.get("OWNER_DATABASE_URL") or None,
        owner_keys_database_url=environ.get("OWNER_KEYS_DATABASE_URL") or None,
        kek_file=Path(environ["KEK_FILE"]).absolute(),
        audit_signing_key_file=_path(environ.get("AUDIT_SIGNING_KEY_FILE")),
        heads_file=_path(environ.get("HEADS_FILE")) or state_dir / "audit-heads.jsonl",
        mailbox_keys_dir=_path(environ.get("MAILBOX_KEYS_DIR")) or state_dir / "mailbox-keys",
        state_dir=state_dir,
        demonstration=demonstration,
        allowed_hosts=_words(
            environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if demonstration else "")
        ),
        trusted_origins=_words(environ.get("TRUSTED_ORIGINS", "")),
        mail=_mail(environ.get("EMAIL_URL", ""), state_dir, demonstration=demonstration),
        reports=_mailbox(environ.get("REPORTS_URL", "")),
        reports_address=environ.get("REPORTS_ADDRESS", ""),
        discreet_from=_sender(environ.get("DISCREET_FROM", "")),
        notify=_notify(environ),
        site_url=environ.get("SITE_URL", f"http://localhost:{port}").rstrip("/"),
        trusted_proxies=_number(environ, "TRUSTED_PROXIES"),
        scanner=_scanner(environ.get("CLAMAV_ADDRESS", "")),
    )


def _with_files(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with each secret in the place of the file that holds it."""
    found, problems = dict(environ), []
    steps = [(name, f"{name}_FILE", _whole) for name in SECRETS]
    steps += [(address, file, _with_password) for file, address in PASSWORD_FILES.items()]
    for name, file, value in steps:
        if not environ.get(file):
            continue
        try:
            found[name] = value(name, found.get(name, ""), file, Path(environ[file]))
        except EnvironmentIncomplete as problem:
            problems.append(str(problem))
    if problems:
        raise EnvironmentIncomplete("The service cannot start.\n" + "\n".join(problems))
    return found


def _whole(name: str, given: str, file: str, path: Path) -> str:
    if given:
        raise EnvironmentIncomplete(f"{name} and {file} are both set: keep one of them.")
    return _only_line(file, path)


def _with_password(name: str, given: str, file: str, path: Path) -> str:
    if not given:
        raise EnvironmentIncomplete(f"{file} is set and {name} is not: it says where the password is for.")
    parts = urlsplit(given)
    user, _, host = parts.netloc.rpartition("@")
    if ":" in user:
        raise EnvironmentIncomplete(f"{name} holds a password and {file} names another: keep one of them.")
    return parts._replace(netloc=f"{user}:{quote(_only_line(file, path), safe='')}@{host}").geturl()


def _only_line(variable: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EnvironmentIncomplete(
            f"{variable} names {path}, which can't be read: {error.strerror}."
        ) from None
    except UnicodeDecodeError:
        raise EnvironmentIncomplete(f"{variable} names {path}, which is not text.") from None
    if not text:
        raise EnvironmentIncomplete(f"{variable} names {path}, which is empty.")
    if len(text.splitlines()) > 1:
        raise EnvironmentIncomplete(f"{variable} names {path}, which holds more than one line.")
    return text


def _number(environ: Mapping[str, str], name: str) -> int:
    text = environ.get(name) or "0"
    if not text.isdecimal():
        raise EnvironmentIncomplete(f"{name} must be a number, not {text!r}.")
    return int(text)


def _path(text: str | None) -> Path | None:
    return Path(text).absolute() if text else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _scanner(address: str) -> Scanner | None:
    """A path beginning with a slash, or host:port ([::1]:3310 for an IPv6 address)."""
    if not address:
        return None
    if address.startswith("/"):
        return Scanner(path=address)
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise EnvironmentIncomplete(
            "CLAMAV_ADDRESS must be a host and port, such as clamav:3310, or the path of a Unix socket"
        )
    return Scanner(host=host.strip("[]"), port=int(port))


def _mail(url: str, state_dir: Path, *, demonstration: bool) -> Mail:
    """`smtp://`, `smtp+starttls://` or `smtps://` with user, password, host and port; `file:` is a folder."""
    if not url:
        if not demonstration:
            raise EnvironmentIncomplete(
                "EMAIL_URL is not set: it says how mail leaves, for example smtps://user:word@host:465"
            )
        return Mail(folder=state_dir / "mail")
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Mail(folder=Path(parts.path))
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise EnvironmentIncomplete(
            f"EMAIL_URL must start with one of {', '.join(ports)} or file, and name a host"
        )
    return Mail(
        folder=None,
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls",
        tls=parts.scheme == "smtps",
    )


def _mailbox(url: str) -> Mailbox | None:
    """`imaps://` or `imap+starttls://` (`imap://` only to this machine) with user, password, host, port and folder."""
    if not url:
        return None
    parts = urlsplit(url)
    ports = {"imap": 143, "imap+starttls": 143, "imaps": 993}
    if parts.scheme not in ports or not parts.hostname or not parts.username:
        raise EnvironmentIncomplete(
            f"REPORTS_URL must start with one of {', '.join(ports)}, and name a user and a host"
        )
    if parts.scheme == "imap" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise EnvironmentIncomplete("REPORTS_URL may go without TLS to this machine alone: use imaps://")
    return Mailbox(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        starttls=parts.scheme == "imap+starttls",
        tls=parts.scheme == "imaps",
    )


def _sender(text: str) -> str:
    """One address, with or without a name before it."""
    address = parseaddr(text)[1]
    if text and ("@" not in address or len(text.splitlines()) > 1):
        raise EnvironmentIncomplete(
            "DISCREET_FROM must be one email address, such as post@letters.example.org"
        )
    return text.strip()


def _notify(environ: Mapping[str, str]) -> Notify | None:
    """By which template email and texts go, and whether letters do; None where nothing is set."""
    key, names = environ.get("NOTIFY_API_KEY", ""), ("NOTIFY_EMAIL_TEMPLATE", "NOTIFY_TEXT_TEMPLATE")
    ids = {name: environ.get(name, "") for name in (*names, "NOTIFY_DISCREET_TEXT_SENDER")}
    letters = environ.get("NOTIFY_LETTERS") == "1"
    if not key and not letters and not any(ids[name] for name in names):
        return None
    if key and not _NOTIFY_KEY.fullmatch(key):
        raise EnvironmentIncomplete(
            "NOTIFY_API_KEY is not a key of GOV.UK Notify: name, service and secret in one."
        )
    for name, value in ids.items():
        if value and not _ID.fullmatch(value):
            raise EnvironmentIncomplete(f"{name} must be an id as GOV.UK Notify shows it, such as {_AN_ID}")
    url = environ.get("NOTIFY_URL") or NOTIFY_URL
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise EnvironmentIncomplete("NOTIFY_URL may go without TLS to this machine alone: use https://")
    return Notify(
        api_key=key,
        url=url,
        email_template=ids["NOTIFY_EMAIL_TEMPLATE"],
        text_template=ids["NOTIFY_TEXT_TEMPLATE"],
        discreet_text_sender=ids["NOTIFY_DISCREET_TEXT_SENDER"],
        letters=letters,
    )
