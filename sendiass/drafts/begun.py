"""A form on a page, and what somebody had begun to type into it: given back when they look, gone once it is done."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType

from sendiass import clock
from sendiass.access import Refused
from sendiass.drafts import keeping
from sendiass.pages import StaffRequest
from sendiass.ui.forms import GovukForm

AFRESH = "afresh"


class Begun:
    """What one person has begun to type into one form; nothing of it where the form comes sent, or is asked for afresh.

    `?afresh` asks for an empty form: what is typed into that takes the place of what was begun.
    Make it inside a reading that names `keeping.subject_of(...)`; raises as `keeping.take` does.
    """

    def __init__(self, request: StaffRequest, key: str) -> None:
        self._owner, self._key = request.user, key
        is_filled = request.method != "POST" and AFRESH not in request.GET
        self._draft = keeping.take(owner=request.user, form_key=key) if is_filled else None

    @property
    def typed(self) -> keeping.Fields | None:
        """What the form is filled with."""
        return self._draft.fields if self._draft else None

    def shown(self) -> dict[str, object]:
        """What the page needs to keep what is typed, and to say that something was given back."""
        return {"draft": self._draft, "draft_key": self._key}

    def sending(self, form: GovukForm, *, left_over: keeping.Fields | None = None) -> Sending:
        """Do what a valid form asks inside, and answer: a refusal goes onto the form, and what was typed is kept.

        Of what was typed `left_over` stays begun even when it is done.
        """
        return Sending(self, form, left_over or {})

    def done(self, left_over: keeping.Fields | None = None) -> None:
        """Throw it away, but for what is left over."""
        if left_over:
            keeping.keep(owner=self._owner, form_key=self._key, fields=left_over, at=clock.now())
        else:
            keeping.discard(owner=self._owner, form_key=self._key)


@dataclass(frozen=True, slots=True)
class Sending:
    """The doing of what a form asks; it goes on behind it where that was refused."""

    begun: Begun
    form: GovukForm
    left_over: keeping.Fields

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _kind: type[BaseException] | None, raised: BaseException | None, _where: TracebackType | None
    ) -> bool:
        if raised is None:
            self.begun.done(self.left_over)
        if isinstance(raised, Refused):
            self.form.refused(raised.decision)
        return isinstance(raised, Refused)
