"""What a sealed attribute holds between the data base and a reading. Neither shows anything when printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from sendiass.crypto.errors import Misused


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """A closed cell as the data base holds it; None for NULL."""

    cell: bytes | None

    def __repr__(self) -> str:
        return "<sealed>"


class Assigned:
    """Plaintext on its way into a cell. It can't be printed, pickled or deep-copied."""

    __slots__ = ("_label", "plaintext", "sealed")

    def __init__(self, plaintext: bytes | None, label: str) -> None:
        self.plaintext = plaintext
        self.sealed: Ciphertext | None = None
        self._label = label

    def __repr__(self) -> str:
        return "<assigned, not yet sealed>"

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise Misused(f"{self._label} is sealed: it can't be pickled or copied before it is saved")

    def __deepcopy__(self, _memo: object) -> NoReturn:
        self.__reduce_ex__(None)
