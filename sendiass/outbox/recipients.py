"""To whom a message goes, as one frozen value; it looks nobody up."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sendiass.outbox.choices import Channel


class AddressUnusable(ValueError):
    """Nothing can be sent there as it is written. The text does not repeat the address."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A name and an address, and the format the person needs.

    `address` is one e-mail address, or the lines of a postal address under the name.
    Build one by `by_email` or `by_post`; both raise AddressUnusable.
    """

    channel: Channel
    name: str
    address: str
    large_print: bool = False

    @classmethod
    def by_email(cls, *, address: str, name: str = "") -> Recipient:
        """Someone reached by mail."""
        try:
            validate_email(address)
        except ValidationError:
            raise AddressUnusable("This is not an e-mail address") from None
        return cls(channel=Channel.EMAIL, name=_one_line(name), address=address)

    @classmethod
    def by_post(cls, *, name: str, lines: tuple[str, ...], large_print: bool = False) -> Recipient:
        """Someone reached by letter; `large_print` sets the letter in 16 point."""
        written = tuple(filter(None, map(_one_line, lines)))
        if not _one_line(name) or not written:
            raise AddressUnusable("A letter needs a name and at least one line of address")
        return cls(
            channel=Channel.POST, name=_one_line(name), address="\n".join(written), large_print=large_print
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it stands on the letter, without the name."""
        return tuple(self.address.split("\n"))

    def __repr__(self) -> str:
        return f"<Recipient by {self.channel.value}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())
