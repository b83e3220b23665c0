"""Words of reports that leave, with a fixed meaning."""

from __future__ import annotations

from django.db.models import TextChoices


class ReportKind(TextChoices):
    """Which report it is."""

    IMPARTIALITY = "impartiality", "Impartiality report"
