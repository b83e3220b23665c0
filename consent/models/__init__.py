"""The shape of consent: what a family permits, and what left under it."""

from consent.models.disclosures import DisclosedContent, Disclosure
from consent.models.liaison import LiaisonEntry, LiaisonReview
from consent.models.permissions import CapacityDecision, PermittedContent, SharingPermission

__all__ = [
    "CapacityDecision",
    "DisclosedContent",
    "Disclosure",
    "LiaisonEntry",
    "LiaisonReview",
    "PermittedContent",
    "SharingPermission",
]
