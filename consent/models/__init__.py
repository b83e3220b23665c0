"""The shape of consent: what a family permits, what left under it or without it, and what came back."""

from consent.models.approaches import Approach
from consent.models.breaches import Breach, BreachCase, BreachEntry
from consent.models.disclosures import DisclosedContent, Disclosure
from consent.models.interpreters import InterpreterBooking
from consent.models.letters import Letter, LetterTask
from consent.models.liaison import LiaisonEntry, LiaisonReview
from consent.models.passing_on import Heard, PassedOn
from consent.models.permissions import CapacityDecision, PermittedContent, SharingPermission
from consent.models.reminders import PermissionTask
from consent.models.safeguarding import SafeguardingAddition, SafeguardingDisclosure, SafeguardingReview
from consent.models.signed_forms import SignedForm

__all__ = [
    "Approach",
    "Breach",
    "BreachCase",
    "BreachEntry",
    "CapacityDecision",
    "DisclosedContent",
    "Disclosure",
    "Heard",
    "InterpreterBooking",
    "Letter",
    "LetterTask",
    "LiaisonEntry",
    "LiaisonReview",
    "PassedOn",
    "PermissionTask",
    "PermittedContent",
    "SafeguardingAddition",
    "SafeguardingDisclosure",
    "SafeguardingReview",
    "SharingPermission",
    "SignedForm",
]
