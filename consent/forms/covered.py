"""The part of a form that says something to an agency under one permission. What it does not cover is shown, and closed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from cases.forms.lists import listed
from consent.choices import Content, Way
from consent.models import SharingPermission
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

    A form built on this says which of the permission's `ways` it is for.
    """

    says: ClassVar[str]
    asks: ClassVar[str]
    for_ways: ClassVar[Collection[Way]] = tuple(Way)

    way = RadiosField(label="What did you do?", error_messages={"required": "Select what you did"})
    contents = contents_field("What was it about?", "Select what it was about")

    def __init__(self, *args: Any, permission: SharingPermission, **kwargs: Any) -> None:
        boxes = {f"{SAID_ON}{content.value}": self._box(content) for content in Content}
        self.base_fields = {**self.base_fields, **boxes}  # type: ignore[misc]  # this form's own
        super().__init__(*args, **kwargs)
        self.permission = permission
        covered = set(permission.contents)
        closed = [content.value for content in Content if content.value not in covered]
        self.fields["contents"].widget.closed = closed
        self.fields["contents"].widget.hints = dict.fromkeys(closed, NOT_COVERED)
        ways = [way for way in Way if way.value in permission.ways and way in self.for_ways]
        self.fields["way"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]
        if len(ways) == 1:
            self.fields["way"].initial = ways[0].value

    def wanted(self) -> tuple[list[str], list[str]]:
        """The way and the contents chosen, as they stand in an address."""
        return [self.cleaned_data.get("way", "")], list(self.cleaned_data.get("contents", ()))

    def words_on(self) -> dict[Content, str]:
        """What was typed on each kind of content chosen; for a valid form."""
        typed = self.cleaned_data
        return {Content(one): typed[f"{SAID_ON}{one}"] for one in typed["contents"]}

    @classmethod
    def _box(cls, content: Content) -> NoteField:
        about = content.in_a_sentence
        return NoteField(
            label=f"{cls.says}: {about}",
            rows=3,
            max_length=5_000,
            error_messages={"required": f"Enter {cls.asks} about this: {about}"},
        )
