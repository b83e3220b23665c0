"""The shape of consent: what a family permits, what left under it, and what came back."""

from consent.models.disclosures import DisclosedContent, Disclosure
from consent.models.passing_on import Heard, PassedOn
from consent.models.permissions import CapacityDecision, PermittedContent, SharingPermission
from consent.models.reminders import PermissionTask
from consent.models.signed_forms import SignedForm

__all__ = [
    "CapacityDecision",
    "DisclosedContent",
    "Disclosure",
    "Heard",
    "PassedOn",
    "PermissionTask",
    "PermittedContent",
    "SharingPermission",
    "SignedForm",
]
