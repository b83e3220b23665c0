"""Sealed chunks open only all together, in their order, as the file they were sealed for."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendiass.crypto.errors import Tampered
from sendiass.files import chunks

MIB = chunks.CHUNK_BYTES
SIZES = (0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB)

pytestmark = pytest.mark.clause("L26")


def sealed(size: int) -> tuple[bytes, list[bytes], UUID, bytes]:
    """A file of that size: content, chunks, id and key."""
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    file_id, key = uuid4(), chunks.new_key()
    return content, list(chunks.seal(content, file_id, key)), file_id, key


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_what_opens(size: int) -> None:
    content, pieces, file_id, key = sealed(size)
    assert len(pieces) == max(1, -(-size // MIB))
    assert chunks.unseal(pieces, file_id, key) == content


def test_no_chunk_shows_the_content_and_no_two_are_alike() -> None:
    _, pieces, _, _ = sealed(2 * MIB)
    assert not any(bytes(range(64)) in piece for piece in pieces)
    assert pieces[0] != pieces[1]


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_flipped_bit_anywhere_is_noticed(place: int, flip: int) -> None:
    _, pieces, file_id, key = sealed(400)
    spoiled = bytearray(pieces[0])
    spoiled[place % len(spoiled)] ^= flip
    with pytest.raises(Tampered):
        chunks.unseal([bytes(spoiled)], file_id, key)


@pytest.mark.parametrize(
    "order", [(1, 0, 2), (0, 2, 1), (0, 1), (0, 2), (1, 2), (0,), (2,), (0, 1, 2, 2), (0, 0, 1, 2), ()]
)
def test_chunks_swapped_cut_repeated_or_gone_are_noticed(order: tuple[int, ...]) -> None:
    _, pieces, file_id, key = sealed(3 * MIB)
    with pytest.raises(Tampered):
        chunks.unseal([pieces[number] for number in order], file_id, key)


def test_another_files_chunk_another_files_id_and_another_key_are_noticed() -> None:
    _, pieces, file_id, key = sealed(2 * MIB)
    _, others, other_id, other_key = sealed(2 * MIB)
    for wrong, who, how in (
        ([pieces[0], others[1]], file_id, key),
        (pieces, other_id, key),
        (pieces, file_id, other_key),
    ):
        with pytest.raises(Tampered):
            chunks.unseal(wrong, who, how)


@pytest.mark.parametrize("piece", [b"", b"\x01", b"\x02" + b"x" * 60])
def test_what_is_no_chunk_is_noticed(piece: bytes) -> None:
    with pytest.raises(Tampered):
        chunks.unseal([piece], uuid4(), chunks.new_key())
