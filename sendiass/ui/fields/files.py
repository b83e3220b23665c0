"""Files sent along with a form, several at once: dropped, chosen, or photographed. It judges none of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class FilesInput(forms.FileInput):
    """Takes many files; with script a place to drop them, without it the browser's own button."""

    template_name = "ui/forms/files.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:  # noqa: ARG002
        """All that were sent, not the last alone."""
        return list(files.getlist(name))


class FilesField(forms.FileField):
    """One or more files, as a list in the order they were sent."""

    widget = FilesInput

    def __init__(self, *, accept: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = accept

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:  # noqa: ARG002
        """The files. An empty one is let through: whoever judges them says so by its name."""
        sent = [one for one in data or [] if one]
        if not sent and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return sent
