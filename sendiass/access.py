"""The answer to *may I*, with its reason in words and the clause it keeps. It decides nothing itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer for the page, the greyed button and the test.

    `reason` is plain English for the person refused (empty when allowed);
    `rule` is a clause id of the register or the name of a rule.
    """

    allowed: bool
    reason: str
    rule: str

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise Refused unless allowed."""
        if not self.allowed:
            raise Refused(self)


class Refused(Exception):
    """Someone asked for what they may not have; the decision says why. Shown as a 403 page, never swallowed."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(f"{decision.reason} ({decision.rule})")
        self.decision = decision


class NotThere(Exception):
    """The thing does not exist for this person. Unknown and not allowed to know are one answer: a 404."""


def allow(rule: str) -> Decision:
    """Yes, under `rule`."""
    return Decision(allowed=True, reason="", rule=rule)


def refuse(reason: str, rule: str) -> Decision:
    """No, because of `reason` (a whole sentence), under `rule`."""
    return Decision(allowed=False, reason=reason, rule=rule)
