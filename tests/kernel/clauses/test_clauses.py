"""The register holds every clause once, and answers in words."""

import re

import pytest

from sendiass.clauses import Control, clauses, house_rules, words


def test_the_register_holds_every_clause_of_both_policies_and_beyond() -> None:
    expected = [f"L{n:02}" for n in range(1, 35)] + [f"Y{n:02}" for n in range(1, 29)]
    expected += [f"B{n:02}" for n in range(1, 7)]
    assert sorted(clauses()) == sorted(expected)


def test_every_promise_is_one_sentence_and_no_two_are_the_same() -> None:
    promises = [clause.promise for clause in clauses().values()]
    assert len(set(promises)) == len(promises)
    assert all(re.fullmatch(r"[A-Z][^\n]{20,160}\.", promise) for promise in promises)


def test_only_what_configuration_keeps_has_no_control() -> None:
    assert [clause.id for clause in clauses().values() if not clause.controls] == ["Y04", "Y18"]


def test_the_hardest_promises_are_held_hardest() -> None:
    hardest = {clause.id for clause in clauses().values() if Control.PREVENTS in clause.controls}
    assert {"L08", "L12", "L24", "L26", "L29", "Y12", "Y21"} <= hardest


def test_a_rule_is_a_clause_or_a_rule_of_the_house_and_has_words() -> None:
    assert not set(clauses()) & set(house_rules())
    assert words("L23") == clauses()["L23"].promise
    assert words("case-status") == house_rules()["case-status"]
    with pytest.raises(KeyError):
        words("L99")


def test_the_register_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        clauses()["L99"] = clauses()["L01"]  # type: ignore[index]
