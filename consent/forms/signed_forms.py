"""Cleans which document is a permission's signed form: one on the case, or one that is added now. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cases.actions.documents import Offered
from sendiass.files.inspecting import ACCEPT, WELCOME
from sendiass.files.uploads import MEGABYTE, MOST_BYTES, Upload
from sendiass.ui.fields import FilesField, RadiosField
from sendiass.ui.forms import OnceForm

NEW = "new"
NO_FILE = "Select the signed form"


class SignedFormForm(OnceForm):
    """One of the case's documents, or a new one. `documents` are their ids with what to call them."""

    document = RadiosField(
        label="Where is it?",
        reveals={NEW: ["paper"]},
        error_messages={"required": "Select where the signed form is"},
    )
    paper = FilesField(
        label="The signed form",
        accept=ACCEPT,
        error_messages={"required": NO_FILE},
        help_text=f"{WELCOME}. Up to {MOST_BYTES // MEGABYTE} MB. On a phone you can take a photograph.",
    )

    def __init__(self, *args: Any, documents: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = (NEW, "It is not on the case yet: add it")
        self.fields["document"].choices = [  # type: ignore[attr-defined]
            *((str(key), name) for key, name in documents),
            new,
        ]
        if not documents:
            self.fields["document"].initial = NEW

    def clean(self) -> dict[str, Any]:
        """A new one comes alone."""
        said = self.cleaned_data
        if said.get("document") == NEW and len(said.get("paper") or []) > 1:
            self.add_error("paper", "Select one file: a form of several pages can be one PDF")
        return said

    def chosen(self) -> UUID | None:
        """The document that is on the case already, or None for a new one."""
        said: str = self.cleaned_data["document"]
        return None if said == NEW else UUID(said)

    def offered(self) -> Offered:
        """The new file as it came."""
        file = self.cleaned_data["paper"][0]
        problem = file.problem if isinstance(file, Upload) else ""
        return Offered(file.name or "", b"" if problem else file.read(), problem)
