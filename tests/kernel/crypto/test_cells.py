"""What a cell promises by itself, without a data base."""

from __future__ import annotations

import os
from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from sendiass.crypto.cells import OpenKey, Place, seal, unseal
from sendiass.crypto.errors import Tampered

KEY = OpenKey(UUID(int=1), AESGCM(os.urandom(32)))
OTHER_KEY = OpenKey(UUID(int=2), AESGCM(os.urandom(32)))
HERE = Place("people", "name", UUID(int=7))


@given(st.binary(max_size=200))
def test_a_cell_opens_where_it_was_sealed(content: bytes) -> None:
    assert unseal(seal(content, HERE, KEY), HERE, KEY) == content


@given(st.binary(min_size=8, max_size=200).filter(lambda content: content.strip(b"\0")))
def test_a_cell_does_not_show_its_content(content: bytes) -> None:
    assert content not in seal(content, HERE, KEY)


def test_the_same_content_never_looks_the_same_twice() -> None:
    assert seal(b"Okafor", HERE, KEY) != seal(b"Okafor", HERE, KEY)


@pytest.mark.clause("L26")
@given(st.binary(max_size=40), st.data())
def test_a_flipped_bit_anywhere_is_noticed(content: bytes, data: st.DataObject) -> None:
    cell = bytearray(seal(content, HERE, KEY))
    place = data.draw(st.integers(0, len(cell) * 8 - 1))
    cell[place // 8] ^= 1 << place % 8
    with pytest.raises(Tampered):
        unseal(bytes(cell), HERE, KEY)


@given(st.binary(max_size=100))
def test_bytes_that_were_never_sealed_are_noticed(planted: bytes) -> None:
    with pytest.raises(Tampered):
        unseal(planted, HERE, KEY)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, table="cases"),
        replace(HERE, column="alias"),
        replace(HERE, row=UUID(int=8)),
        Place("peoplen", "ame", UUID(int=7)),
    ],
)
def test_a_cell_opens_nowhere_else(elsewhere: Place) -> None:
    with pytest.raises(Tampered):
        unseal(seal(b"Okafor", HERE, KEY), elsewhere, KEY)


def test_a_cell_opens_with_no_other_key() -> None:
    cell = seal(b"Okafor", HERE, KEY)
    with pytest.raises(Tampered):
        unseal(cell, HERE, OTHER_KEY)
    with pytest.raises(Tampered):
        unseal(cell[:1] + OTHER_KEY.id.bytes + cell[17:], HERE, OTHER_KEY)


def test_a_key_does_not_show_itself() -> None:
    assert "AESGCM" not in repr(KEY)
