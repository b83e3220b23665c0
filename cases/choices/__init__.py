"""Words with a fixed meaning, in plain English; they mean the same in both services and have no behaviour.

A service hides or relabels entries in its profile (`[lists.Channel]`); the list as the service shows it comes
from `sendiass.profiles.lists.offered`.
"""

from django.db.models import TextChoices

from cases.choices.advice import LegalKind, Ties
from cases.choices.case import (
    Agreement,
    CaseStatus,
    FirstContactItem,
    HowShared,
    Issue,
    ItemState,
    KeyDateKind,
    ReferralSource,
    Stage,
    TaskRule,
)
from cases.choices.intake import EnquiryStatus
from cases.choices.languages import (
    SIGNED,
    WRITTEN_RIGHT_TO_LEFT,
    Language,
)
from cases.choices.organisations import (
    OrganisationKind,
    SettingType,
)
from cases.choices.people import (
    RECORD_ERASED,
    AccessibleFormat,
    AgeBand,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    Ethnicity,
    ParentalResponsibility,
    PrimaryNeed,
    Relationship,
    Sex,
)
from cases.choices.work import (
    Channel,
    Direction,
    HelpKind,
    Voice,
)

ALL: tuple[type[TextChoices], ...] = (
    AccessibleFormat,
    AgeBand,
    Agreement,
    CaseRole,
    CaseStatus,
    Channel,
    ContactPointKind,
    ContactSafety,
    Direction,
    EnquiryStatus,
    Ethnicity,
    FirstContactItem,
    HelpKind,
    HowShared,
    Issue,
    ItemState,
    KeyDateKind,
    Language,
    LegalKind,
    OrganisationKind,
    ParentalResponsibility,
    PrimaryNeed,
    ReferralSource,
    Relationship,
    SettingType,
    Sex,
    Stage,
    TaskRule,
    Ties,
    Voice,
)
"""Every list, for the check of a profile's changes."""

__all__ = [
    "ALL",
    "RECORD_ERASED",
    "SIGNED",
    "WRITTEN_RIGHT_TO_LEFT",
    "AccessibleFormat",
    "AgeBand",
    "Agreement",
    "CaseRole",
    "CaseStatus",
    "Channel",
    "ContactPointKind",
    "ContactSafety",
    "Direction",
    "EnquiryStatus",
    "Ethnicity",
    "FirstContactItem",
    "HelpKind",
    "HowShared",
    "Issue",
    "ItemState",
    "KeyDateKind",
    "Language",
    "LegalKind",
    "OrganisationKind",
    "ParentalResponsibility",
    "PrimaryNeed",
    "ReferralSource",
    "Relationship",
    "SettingType",
    "Sex",
    "Stage",
    "TaskRule",
    "Ties",
    "Voice",
]
