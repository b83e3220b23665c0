"""The shape of consent: what a family permits, what left under it, and what left without it."""

from consent.models.breaches import Breach, BreachCase, BreachEntry
from consent.models.disclosures import DisclosedContent, Disclosure
from consent.models.permissions import CapacityDecision, PermittedContent, SharingPermission
from consent.models.safeguarding import SafeguardingAddition, SafeguardingDisclosure, SafeguardingReview

__all__ = [
    "Breach",
    "BreachCase",
    "BreachEntry",
    "CapacityDecision",
    "DisclosedContent",
    "Disclosure",
    "PermittedContent",
    "SafeguardingAddition",
    "SafeguardingDisclosure",
    "SafeguardingReview",
    "SharingPermission",
]
