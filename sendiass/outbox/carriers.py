"""Who brings a message where: the mail server, GOV.UK Notify where the service has it, or the desk. It sends nothing."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q

from sendiass.environment import Notify
from sendiass.outbox.choices import Carrier, Channel, Door


def notify() -> Notify | None:
    """How this service uses GOV.UK Notify, where it does."""
    found: Notify | None = settings.NOTIFY
    return found


def sends_texts() -> bool:
    """Whether the service can send text messages at all."""
    return bool((has := notify()) and has.text_template)


def carries_letters() -> bool:
    """Whether letters to families are printed and posted for us."""
    return bool((has := notify()) and has.letters)


def carrier_of(*, channel: str, door: str, is_discreet: bool) -> Carrier | None:
    """Who carries it; None is the desk, which prints and posts.

    What must not name the service never goes as a mail by GOV.UK Notify, whose sender is the service's name. A letter to an
    agency is posted by whoever wrote it.
    """
    if channel == Channel.EMAIL:
        has = notify()
        return Carrier.NOTIFY if has and has.email_template and not is_discreet else Carrier.MAIL_SERVER
    if channel == Channel.TEXT:
        return Carrier.NOTIFY
    return Carrier.NOTIFY if carries_letters() and door != Door.THIRD_PARTY else None


def carried_by(carrier: Carrier) -> Q:
    """The same, asked of all messages at once."""
    has, by_mail_server, by_notify = notify(), Q(channel=Channel.EMAIL), Q(channel=Channel.TEXT)
    if has and has.email_template:
        by_mail_server &= Q(is_discreet=True)
        by_notify |= Q(channel=Channel.EMAIL, is_discreet=False)
    if carries_letters():
        by_notify |= Q(channel=Channel.POST) & ~Q(door=Door.THIRD_PARTY)
    return by_notify if carrier is Carrier.NOTIFY else by_mail_server
