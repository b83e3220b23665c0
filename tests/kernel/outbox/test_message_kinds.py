"""Which kinds of message a service may start with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import Settings

from sendiass.outbox import kinds
from sendiass.outbox.checks import faults, kinds_can_be_sent, logo_is_there
from sendiass.profiles import profile
from tests.kernel.outbox.post import HELLO


def test_a_sound_kind_has_no_fault() -> None:
    assert list(faults(HELLO)) == []


@pytest.mark.parametrize(
    "subject", ["", "Hello {{ name }}", "Dear %s", "One\nBcc: two@example.org", "x" * 121]
)
def test_a_subject_is_one_fixed_line(subject: str) -> None:
    assert [*faults(replace(HELLO, subject=subject))]


@pytest.mark.parametrize(
    "subject", ["Your SENDIASS record", "From SEND advice", "Your EHC plan", profile().identity.name]
)
def test_a_discreet_subject_does_not_name_the_service_or_its_business(subject: str) -> None:
    assert [*faults(replace(HELLO, subject=subject))]
    assert [*faults(replace(HELLO, subject=subject, discreet=False))] == []


def test_a_kind_without_its_templates_stops_the_start_up(settings: Settings) -> None:
    assert len([*faults(replace(HELLO, template="post/nothing"))]) == 2


def test_a_path_that_leads_nowhere_stops_the_start_up(settings: Settings) -> None:
    settings.MESSAGE_KINDS = ["tests.kernel.outbox.post.NOTHING"]
    kinds.all_kinds.cache_clear()
    assert [found.id for found in kinds_can_be_sent()] == ["outbox.E001"]


def test_the_headed_paper_has_its_logo() -> None:
    assert logo_is_there() == []
