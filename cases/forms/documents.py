"""Cleans what is sent along to a case, and why something is taken off it. It never saves."""

from __future__ import annotations

from cases.actions.documents import NotTaken, Offered
from sendiass.files.inspecting import ACCEPT, WELCOME
from sendiass.files.uploads import MEGABYTE, MOST_BYTES, MOST_FILES, Upload
from sendiass.ui.fields import FilesField, NoteField
from sendiass.ui.forms import GovukForm, OnceForm


class DocumentsForm(OnceForm):
    """Files for the case, and a line on what they are."""

    documents = FilesField(
        label="Add documents",
        accept=ACCEPT,
        help_text=f"{WELCOME}. Up to {MOST_FILES} at a time, each up to {MOST_BYTES // MEGABYTE} MB. "
        "On a phone you can take a photograph.",
        error_messages={"required": "Select the documents to add"},
    )
    description = NoteField(label="What they are", required=False, max_length=500, rows=2, count=True)

    def offered(self) -> list[Offered]:
        """The files as they came."""
        return [
            Offered(file.name or "", b"" if problem else file.read(), problem)
            for file in self.cleaned_data["documents"]
            for problem in (file.problem if isinstance(file, Upload) else "",)
        ]

    def not_taken(self, files: tuple[NotTaken, ...]) -> None:
        """Say of each file that was not taken why, and what to do."""
        for file in files:
            self.add_error("documents", f"“{file.name}” was not added. {file.reason}")


class RemoveForm(GovukForm):
    """Why a document is taken off the case."""

    reason = NoteField(
        label="Why you remove it",
        max_length=500,
        rows=2,
        count=True,
        error_messages={"required": "Enter why you remove this document"},
    )
