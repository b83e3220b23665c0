"""Which results are shown. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feedback.choices import Audience
from feedback.models import Criterion
from sendiass.ui.fields import SelectField
from sendiass.ui.forms import GovukForm


class OverTimeForm(GovukForm):
    """Whose answers, and what they measure; all of them where nothing is chosen."""

    marks_optional = False
    audience = SelectField(label="Whose answers", required=False)
    criterion = SelectField(label="What they measure", required=False)

    def __init__(self, data: Any = None, *, criteria: Sequence[Criterion]) -> None:
        super().__init__(data)
        audiences = [("", "Everybody’s"), *((str(one.value), str(one.label)) for one in Audience)]
        measured = [("", "Everything"), *((str(one.id), one.name) for one in criteria)]
        self.fields["audience"].choices = audiences  # type: ignore[attr-defined]
        self.fields["criterion"].choices = measured  # type: ignore[attr-defined]
