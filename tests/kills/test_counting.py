"""The count of the random kills would show a loss: each disagreement is found when there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.kills.counting import Asked, Found, Post, Told, disagreements

ADA, BEN, CAM = (
    Post(f"<{name}@service>", "sent", f"{name}@family.example") for name in ("ada", "ben", "cam")
)
TOLD = Told(
    tried=["one", "two", "three"],
    saved=["one", "two"],
    drafts={"case:1:log": "half a wo"},
    addresses=[ADA.address, BEN.address],
)
WELL = Found(
    notes=["one", "two"],
    drafts={"case:1:log": "half a wo"},
    posts=[ADA, BEN],
    arrived=[ADA.message_id, BEN.message_id],
    asked=[Asked("ada", ["sent"], 1), Asked("ben", ["not_sent"], 0)],
)


def test_what_was_told_and_is_there_agrees() -> None:
    assert disagreements(TOLD, WELL) == []


def test_what_was_never_acknowledged_may_be_there_once() -> None:
    assert disagreements(TOLD, replace(WELL, notes=["one", "two", "three"])) == []


def test_a_message_nobody_knows_the_end_of_may_have_arrived_or_not() -> None:
    unsure = [ADA, replace(BEN, state="unsure")]
    assert disagreements(TOLD, replace(WELL, posts=unsure)) == []
    assert disagreements(TOLD, replace(WELL, posts=unsure, arrived=[ADA.message_id])) == []


@pytest.mark.parametrize(
    ("doctored", "said"),
    [
        (lambda well: replace(well, notes=["one"]), "lost: two"),
        (lambda well: replace(well, notes=["one", "two", "two"]), "there 2 times: two"),
        (lambda well: replace(well, notes=["one", "two", "thr"]), "nobody wrote: thr"),
        (
            lambda well: replace(well, notes=["one", "two", "three", "three"]),
            "there 2 times: three",
        ),
        (
            lambda well: replace(well, drafts={}),
            "the draft of case:1:log should be 'half a wo' and is None",
        ),
        (
            lambda well: replace(well, drafts={"case:1:log": "half"}),
            "the draft of case:1:log should be 'half a wo' and is 'half'",
        ),
        (
            lambda well: replace(well, drafts={**well.drafts, "case:2:log": "one"}),
            "the draft of case:2:log should be None and is 'one'",
        ),
        (
            lambda well: replace(well, arrived=[*well.arrived, BEN.message_id]),
            "<ben@service> arrived 2 times",
        ),
        (
            lambda well: replace(well, arrived=[ADA.message_id]),
            "<ben@service> is said to have left and never arrived",
        ),
        (
            lambda well: replace(well, posts=[ADA], arrived=[ADA.message_id]),
            "no message was written to ben@family.example",
        ),
        (
            lambda well: replace(
                well,
                posts=[ADA, BEN, replace(CAM, address=BEN.address)],
                arrived=[*well.arrived, CAM.message_id],
            ),
            "2 messages were written to ben@family.example",
        ),
        (
            lambda well: replace(well, arrived=[*well.arrived, CAM.message_id]),
            "<cam@service> arrived and was never written",
        ),
        (
            lambda well: replace(well, posts=[ADA, replace(BEN, state="stuck")]),
            "<ben@service> is said not to have left and arrived",
        ),
        (
            lambda well: replace(well, posts=[ADA, replace(BEN, state="waiting")]),
            "<ben@service> is waiting, and nobody is told",
        ),
        (
            lambda well: replace(well, posts=[ADA, replace(BEN, state="being_sent")]),
            "<ben@service> is being_sent, and nobody is told",
        ),
        (
            lambda well: replace(well, asked=[Asked("ada", [], 0)]),
            "a closing led to 0 invitations of ada",
        ),
        (
            lambda well: replace(well, asked=[Asked("ada", ["sent", "not_sent"], 1)]),
            "a closing led to 2 invitations of ada",
        ),
        (
            lambda well: replace(well, asked=[Asked("ada", ["sent"], 2)]),
            "2 questionnaires were written to ada, and 1 were to be",
        ),
        (
            lambda well: replace(well, asked=[Asked("ada", ["sent"], 0)]),
            "0 questionnaires were written to ada, and 1 were to be",
        ),
        (
            lambda well: replace(well, asked=[Asked("ben", ["not_sent"], 1)]),
            "1 questionnaires were written to ben, and 0 were to be",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_is_lost_doubled_or_torn_is_named(doctored: Callable[[Found], Found], said: str) -> None:
    assert disagreements(TOLD, doctored(WELL)) == [said]
