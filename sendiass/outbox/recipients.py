"""To whom a message goes, as one frozen value; it looks nobody up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sendiass.outbox.choices import Channel

_NUMBER = re.compile(r"\+?[0-9]{6,15}")


class AddressUnusable(ValueError):
    """Nothing can be sent there as it is written. The text does not repeat the address."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A name and an address, and the format the person needs.

    `address` is one e-mail address, a mobile number, or the lines of a postal address under the name. `is_discreet`:
    others may see what comes there. Build one by `by_email`, `by_text` or `by_post`; all raise AddressUnusable.
    """

    channel: Channel
    name: str
    address: str
    large_print: bool = False
    is_discreet: bool = False

    @classmethod
    def by_email(cls, *, address: str, name: str = "", is_discreet: bool = False) -> Recipient:
        """Someone reached by mail."""
        try:
            validate_email(address)
        except ValidationError:
            raise AddressUnusable("This is not an e-mail address") from None
        return cls(Channel.EMAIL, name=_one_line(name), address=address, is_discreet=is_discreet)

    @classmethod
    def by_text(cls, *, number: str, name: str = "", is_discreet: bool = False) -> Recipient:
        """Someone reached by text message, at a number that was cleaned when it was taken down."""
        if not _NUMBER.fullmatch(number):
            raise AddressUnusable("This is not a telephone number")
        return cls(Channel.TEXT, name=_one_line(name), address=number, is_discreet=is_discreet)

    @classmethod
    def by_post(
        cls, *, name: str, lines: tuple[str, ...], large_print: bool = False, is_discreet: bool = False
    ) -> Recipient:
        """Someone reached by letter; `large_print` sets the letter in 16 point."""
        written = tuple(filter(None, map(_one_line, lines)))
        if not _one_line(name) or not written:
            raise AddressUnusable("A letter needs a name and at least one line of address")
        return cls(Channel.POST, _one_line(name), "\n".join(written), large_print, is_discreet)

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it stands on the letter, without the name."""
        return tuple(self.address.split("\n"))

    def __repr__(self) -> str:
        return f"<Recipient by {self.channel.value}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())
