"""The paper on which a permission was signed: a document of its case, named once."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models import Case, Document
from cases.models.casework import OfACase
from consent.models.permissions import SharingPermission
from consent.querysets import SignedFormQuerySet
from sendiass.audit import audited


@audited(plain=("case", "permission", "document", "added_at", "added_by"))
class SignedForm(OfACase):
    """Which document is a permission's signed form. The data base takes only one kept on the same case, and one each."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    permission = models.OneToOneField(SharingPermission, on_delete=models.PROTECT, related_name="signed_form")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = SignedFormQuerySet.as_manager()

    def __str__(self) -> str:
        return f"signed form {self.id}"
