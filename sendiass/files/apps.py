"""Names the files app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Sealed files, kept in chunks beside the data."""

    name = "sendiass.files"
    label = "files"
    verbose_name = "Files"
