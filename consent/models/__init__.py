"""The shape of consent: what a family permits, and what left under it."""

from consent.models.disclosures import DisclosedContent, Disclosure
from consent.models.interpreters import InterpreterBooking
from consent.models.permissions import CapacityDecision, PermittedContent, SharingPermission

__all__ = [
    "CapacityDecision",
    "DisclosedContent",
    "Disclosure",
    "InterpreterBooking",
    "PermittedContent",
    "SharingPermission",
]
