"""Reads the strings that Redis compresses in its files (LZF): a plain search of a snapshot passes them by."""

from __future__ import annotations

from collections.abc import Iterator

COMPRESSED = 0xC3
"""An RDB length of the special form 11, with the encoding 3: a compressed string follows."""


class NotCompressed(Exception):
    """These bytes are not of LZF's form."""


def lzf_strings(snapshot: bytes) -> Iterator[bytes]:
    """Every compressed string of a snapshot, wherever it stands.

    Each byte that could begin one is tried; what unpacks to exactly the length it announces is one.
    """
    at = snapshot.find(COMPRESSED)
    while at >= 0:
        try:
            packed, start = _length(snapshot, at + 1)
            whole, start = _length(snapshot, start)
            if 0 < packed <= len(snapshot) - start and packed < whole:
                yield decompress(snapshot[start : start + packed], whole)
        except NotCompressed:
            pass
        at = snapshot.find(COMPRESSED, at + 1)


def _length(snapshot: bytes, at: int) -> tuple[int, int]:
    """A length as RDB writes it, and where what follows begins."""
    try:
        first = snapshot[at]
        if first >> 6 == 0:
            return first & 0x3F, at + 1
        if first >> 6 == 1:
            return (first & 0x3F) << 8 | snapshot[at + 1], at + 2
        if first == 0x80:
            return int.from_bytes(snapshot[at + 1 : at + 5], "big"), at + 5
    except IndexError:
        raise NotCompressed from None
    raise NotCompressed


def decompress(packed: bytes, whole: int) -> bytes:
    """Unpack LZF. Raises NotCompressed unless exactly `whole` bytes come out."""
    unpacked, at = bytearray(), 0
    try:
        while at < len(packed) and len(unpacked) <= whole:
            control = packed[at]
            at += 1
            if control < 32:
                unpacked += packed[at : at + control + 1]
                at += control + 1
                continue
            length = control >> 5
            if length == 7:
                length += packed[at]
                at += 1
            back = len(unpacked) - ((control & 0x1F) << 8 | packed[at]) - 1
            at += 1
            if back < 0:
                raise NotCompressed
            for _ in range(length + 2):
                unpacked.append(unpacked[back])
                back += 1
    except IndexError:
        raise NotCompressed from None
    if len(unpacked) != whole:
        raise NotCompressed
    return bytes(unpacked)
