"""What the deployment told the application: demonstration, the sessions' key, addresses, cookies, mail, profile."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from sendiass.outbox.hiding import tells
from sendiass.profiles import Profile
from sendiass.safety.findings import Finding, advice, unsafe

SHORTEST_KEY = 50
LEAST_LETTERS = 10  # different ones; a key that a generator made has more
KNOWN_KEYS = ("django-insecure", "change", "secret", "example", "default", "password", "of-this-step-alone")
YEAR = 31_536_000  # seconds
MADE_UP = re.compile(r"\.(?:example|invalid|test)\b|^0116 496 0\d{3}$|^01632 960\d{3}$")


def demonstration() -> Iterator[Finding]:
    """Whether this is a demonstration."""
    if settings.DEMONSTRATION:
        yield unsafe(
            "The demonstration is switched on (DEMONSTRATION=1).",
            why="Cookies travel without encryption, nobody needs a second step to sign in, and anyone may "
            "load made-up families among real ones.",
            rule="SECURITY 8",
            remedy="Unset DEMONSTRATION, and start with empty data bases: nothing of a demonstration may stay.",
        )


def sessions_key() -> Iterator[Finding]:
    """Whether the key that signs sessions and links can be guessed."""
    key = settings.SECRET_KEY
    known = any(key.lower().startswith(word) for word in KNOWN_KEYS)
    if known or len(key) < SHORTEST_KEY or len(set(key)) < LEAST_LETTERS:
        yield unsafe(
            f"SECRET_KEY is {'a known word' if known else 'too short, or too plain'}.",
            why="Whoever guesses it can make links that set a password.",
            rule="SECURITY 8",
            remedy=f"Let SECRET_KEY_FILE name a file with at least {SHORTEST_KEY} random letters "
            "(openssl rand -hex 32). Everyone signs in again.",
        )


def addresses() -> Iterator[Finding]:
    """Whether the service answers to its own name alone, and by TLS alone."""
    hosts = settings.ALLOWED_HOSTS
    if not hosts or any(host.startswith((".", "*")) for host in hosts):
        yield unsafe(
            f"ALLOWED_HOSTS is {', '.join(hosts) or 'empty'}.",
            why="A page asked for under a stranger's name would put that name into links that are mailed.",
            rule="SECURITY 8",
            remedy="Set ALLOWED_HOSTS to the exact name of the service.",
        )
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https":
        yield unsafe(
            f"SITE_URL is {settings.SITE_URL}, which is not https.",
            why="Links in messages would lead families and staff to pages without encryption.",
            rule="SECURITY 8",
            remedy="Set SITE_URL to https:// and the service's name, and put a TLS front before it.",
        )
    elif site.hostname not in hosts:
        yield unsafe(
            f"SITE_URL leads to {site.hostname}, which ALLOWED_HOSTS does not name.",
            why="Links in messages would be refused.",
            rule="SECURITY 8",
            remedy="Let both name the same host.",
        )
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if not origin.startswith("https://") or "*" in origin:
            yield unsafe(
                f"TRUSTED_ORIGINS trusts {origin}.",
                why="A page that is not ours could send forms in a worker's name.",
                rule="SECURITY 8",
                remedy="Leave TRUSTED_ORIGINS empty, or name https:// addresses of our own.",
            )


def browsers() -> Iterator[Finding]:
    """Whether browsers are told to keep cookies to themselves and to come by TLS alone."""
    wanted = {
        "SESSION_COOKIE_SECURE": settings.SESSION_COOKIE_SECURE,
        "CSRF_COOKIE_SECURE": settings.CSRF_COOKIE_SECURE,
        "SESSION_COOKIE_HTTPONLY": settings.SESSION_COOKIE_HTTPONLY,
        "SECURE_SSL_REDIRECT": settings.SECURE_SSL_REDIRECT,
        "SECURE_HSTS_SECONDS": settings.SECURE_HSTS_SECONDS >= YEAR,
        "SESSION_COOKIE_NAME": settings.SESSION_COOKIE_NAME.startswith("__Host-"),
        "CSRF_COOKIE_NAME": settings.CSRF_COOKIE_NAME.startswith("__Host-"),
    }
    missing = [name for name, holds in wanted.items() if not holds]
    if missing:
        yield unsafe(
            f"Not as it must be: {', '.join(missing)}.",
            why="A worker's session could be read on the way, or be set from elsewhere, and used by someone else.",
            rule="SECURITY 8",
            remedy="Unset DEMONSTRATION. Outside it these are set; nothing else changes them.",
        )


def front() -> Iterator[Finding]:
    """Whether the service knows its visitors apart."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0:
        yield advice(
            "TRUSTED_PROXIES is 0: everyone who comes through the TLS front counts as one visitor.",
            why="Someone who tries passwords would lock everyone out.",
            rule="SECURITY 8",
            remedy="Set TRUSTED_PROXIES to the number of proxies before the web process (1 with our front).",
        )


def mail() -> Iterator[Finding]:
    """Whether mail leaves, and leaves encrypted."""
    mail = settings.ENV.mail
    if mail.folder:
        yield unsafe(
            f"Mail is put into the folder {mail.folder}.",
            why="It reaches no one, and lies there in clear.",
            rule="L26",
            remedy="Let EMAIL_URL name a mail server: smtps://… or smtp+starttls://…",
        )
    elif not (mail.tls or mail.starttls) and not _is_loopback(mail.host):
        yield unsafe(
            f"Mail goes to {mail.host} without TLS.",
            why="What families are told can be read on the way.",
            rule="L26",
            remedy="Let EMAIL_URL begin with smtps:// or smtp+starttls://.",
        )


def notify() -> Iterator[Finding]:
    """Whether GOV.UK Notify, where the service has it, has all it needs; and whether a sender can hide who writes."""
    has = settings.NOTIFY
    if has is not None:
        if not has.api_key:
            yield unsafe(
                "GOV.UK Notify is set, and its key is not (NOTIFY_API_KEY).",
                why="What should go by it waits, and nobody hears of it for a day.",
                rule="L26",
                remedy="Give the worker NOTIFY_API_KEY_FILE, the file with the key.",
            )
        if not (has.email_template or has.text_template or has.letters):
            yield advice(
                "GOV.UK Notify has a key, and nothing goes by it.",
                why="Nobody can be sent a text message, and email goes by the mail server alone.",
                rule="L30",
                remedy="Set NOTIFY_EMAIL_TEMPLATE, NOTIFY_TEXT_TEMPLATE or NOTIFY_LETTERS=1.",
            )
        elif has.text_template and not has.discreet_text_sender:
            yield _names_us(
                "NOTIFY_DISCREET_TEXT_SENDER is not set",
                "Give Notify a sender that names nobody, and set its id.",
            )
    if not settings.DISCREET_FROM:
        yield _names_us(
            "DISCREET_FROM is not set", "Set it to an address under a domain that does not name the service."
        )
    elif tells(settings.DISCREET_FROM):
        yield _names_us("DISCREET_FROM names the service", "Take an address under a domain that does not.")
    if tells(settings.SITE_URL):
        yield _names_us("SITE_URL names the service", "Let families reach the pages by a name that does not.")


def _names_us(what: str, remedy: str) -> Finding:
    return advice(
        f"{what}.",
        why="Where others may see what comes, nothing of it is sent by itself, and the worker has to tell them.",
        rule="safe-contact",
        remedy=remedy,
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def profile(loaded: Profile | None = None) -> Iterator[Finding]:
    """Whether the service's profile is the service's own."""
    loaded = loaded or settings.PROFILE
    told = {
        "identity.phone": loaded.identity.phone,
        "identity.email": loaded.identity.email,
        "identity.website": loaded.identity.website,
        "host.dpo_contact": loaded.host.dpo_contact,
        "host.sar_contact": loaded.host.sar_contact,
    }
    made_up = [entry for entry, value in told.items() if MADE_UP.search(value)]
    if made_up:
        yield unsafe(
            f"Made up in the profile: {', '.join(made_up)}.",
            why="Families would write and call to addresses that do not exist, also for their own records.",
            rule="L27",
            remedy=f"Put the service's own into sendiass/profiles/{settings.ENV.service_profile}.toml.",
        )
    if loaded.unconfirmed:
        yield advice(
            f"{len(loaded.unconfirmed)} entries of the profile are confirmed by no source: "
            f"{', '.join(loaded.unconfirmed)}.",
            why="The software keeps to them as if they were the service's policy.",
            rule="Y04",
            remedy="Check each with the manager, and take its line out of [unconfirmed].",
        )
