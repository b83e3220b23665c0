"""The part of a form that says something to an agency under one permission. What it does not cover is shown, and closed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms

from cases.forms.lists import listed
from consent.choices import Content, Way
from consent.models import SharingPermission
from sendiass.drafts.keeping import Fields
from sendiass.ui.fields import CheckboxesField, NoteField, RadiosField
from sendiass.ui.forms import OnceForm

SAID_ON = "said_on_"
NOT_COVERED = "The family has not said yes to this."


def contents_field(label: str, required: str) -> CheckboxesField:
    """What may be said something about; each choice reveals the box for it."""
    return CheckboxesField(
        label=label,
        choices=listed(Content),
        reveals={content.value: [f"{SAID_ON}{content.value}"] for content in Content},
        error_messages={"required": required},
    )


class CoveredForm(OnceForm):
    """What is said of each kind of content, and in which way. `says` begins each box's label, `asks` its error.

    A form built on this says which of the permission's `ways` it is for. `left` names contents that were typed about
    and are not covered, so that they are chosen again under a permission that covers them.
    """

    says: ClassVar[str]
    asks: ClassVar[str]
    for_ways: ClassVar[Collection[Way]] = tuple(Way)

    way = RadiosField(label="What did you do?", error_messages={"required": "Select what you did"})
    contents = contents_field("What was it about?", "Select what it was about")
    left = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, permission: SharingPermission, **kwargs: Any) -> None:
        boxes = {f"{SAID_ON}{content.value}": self._box(content) for content in Content}
        self.base_fields = {**self.base_fields, **boxes}  # type: ignore[misc]  # this form's own
        super().__init__(*args, **kwargs)
        self.permission = permission
        covered = set(permission.contents)
        self.closed = [content for content in Content if content.value not in covered]
        closed = [content.value for content in self.closed]
        self.fields["contents"].widget.closed = closed
        self.fields["contents"].widget.hints = dict.fromkeys(closed, NOT_COVERED)
        ways = [way for way in Way if way.value in permission.ways and way in self.for_ways]
        self.fields["way"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]
        if len(ways) == 1:
            self.fields["way"].initial = ways[0].value
        begun = {*(self.initial.get("contents") or ()), *str(self.initial.get("left") or "").split()}
        self.initial["contents"] = [content.value for content in Content if content in begun & covered]
        self.initial["left"] = " ".join(content for content, _ in self.uncovered())

    def wanted(self) -> tuple[list[str], list[str]]:
        """The way and the contents chosen, as they stand in an address."""
        return [self.cleaned_data.get("way", "")], list(self.cleaned_data.get("contents", ()))

    def words_on(self) -> dict[Content, str]:
        """What was typed on each kind of content chosen; for a valid form."""
        typed = self.cleaned_data
        return {Content(one): typed[f"{SAID_ON}{one}"] for one in typed["contents"]}

    def uncovered(self) -> list[tuple[Content, str]]:
        """What was typed of contents that this permission does not cover: under another, or before it ended."""
        typed = ((content, str(self[f"{SAID_ON}{content}"].value() or "")) for content in self.closed)
        return [(content, words) for content, words in typed if words.strip()]

    def left_over(self) -> Fields:
        """That, as a draft keeps it until a permission covers it; nothing where there is none."""
        left = self.uncovered()
        boxes: Fields = {f"{SAID_ON}{content}": words for content, words in left}
        return {**boxes, "left": " ".join(content for content, _ in left)} if left else {}

    @classmethod
    def _box(cls, content: Content) -> NoteField:
        about = content.in_a_sentence
        return NoteField(
            label=f"{cls.says}: {about}",
            rows=3,
            max_length=5_000,
            error_messages={"required": f"Enter {cls.asks} about this: {about}"},
        )
