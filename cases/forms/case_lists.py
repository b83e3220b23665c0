"""Narrows the list of cases by what stands in the address. It selects nothing itself."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.choices import CaseStatus, Issue, Stage
from cases.forms.lists import choices_of, listed
from sendiass.ui.fields import SelectField
from sendiass.ui.forms import FilterForm

ANY_STATUS, TO_CLOSE = "any", "to_close"
ALL, MINE = "all", "mine"
OPENED, NEXT_DATE, LAST_CONTACT, REFERENCE = "opened", "next_date", "last_contact", "reference"
SORTS = [
    (OPENED, "Opened, newest first"),
    (NEXT_DATE, "Next date, soonest first"),
    (LAST_CONTACT, "Last contact, longest ago first"),
    (REFERENCE, "Reference"),
]
STATUSES = [
    ("", "All but closed"),
    *((status.value, status.label) for status in CaseStatus),
    (TO_CLOSE, "Proposed for closing"),
    (ANY_STATUS, "Any status, closed too"),
]


class CaseFilterForm(FilterForm):
    """What the list may be narrowed by. A value that is no choice narrows nothing, and is said to be none."""

    status = SelectField(label="Status", required=False, choices=STATUSES)
    issue = SelectField(label="What it is about", required=False, choices=listed(Issue, nothing="Anything"))
    stage = SelectField(label="Stage", required=False, choices=listed(Stage, nothing="Any stage"))
    worker = SelectField(label="Worker", required=False)
    sort = SelectField(label="Sort by", required=False, choices=SORTS)
    whose = forms.ChoiceField(
        required=False, choices=[(ALL, "All cases"), (MINE, "My cases")], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, workers: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        """`workers` is whom one may choose among: id → name; without them nobody is asked for."""
        super().__init__(*args, **kwargs)
        if workers is None:
            del self.fields["worker"]
        else:
            self._worker().choices = [("", "Anyone"), *workers]

    def _worker(self) -> SelectField:
        field = self.fields["worker"]
        assert isinstance(field, SelectField)  # noqa: S101 - tells the type
        return field

    def asked(self, name: str) -> str:
        """What is asked for under that name; empty when nothing, or nothing that is a choice."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def labels(self) -> dict[str, dict[str, str]]:
        """Parameter → value → words, for the filters in force. Sorting is no filter."""
        words = {"status": dict(STATUSES), "issue": dict(choices_of(Issue)), "stage": dict(choices_of(Stage))}
        if "worker" in self.fields:
            words["worker"] = {str(value): str(name) for value, name in self._worker().choices}  # type: ignore[union-attr, misc]
        return {
            name: {value: text for value, text in known.items() if value} for name, known in words.items()
        }
