"""The shape of consent: what a family permits, and what left under it."""

from consent.models.disclosures import DisclosedContent, Disclosure
from consent.models.permissions import CapacityDecision, PermittedContent, SharingPermission
from consent.models.reminders import PermissionTask
from consent.models.signed_forms import SignedForm

__all__ = [
    "CapacityDecision",
    "DisclosedContent",
    "Disclosure",
    "PermissionTask",
    "PermittedContent",
    "SharingPermission",
    "SignedForm",
]
