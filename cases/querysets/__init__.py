"""How casework is asked for: participles and adjectives that read as sentences. Who may see is one word, `visible_to`."""

from cases.querysets.casework import (
    AllocationQuerySet,
    AskedAtClosingQuerySet,
    CallBackQuerySet,
    CasePersonQuerySet,
    CaseQuerySet,
    EnquiryQuerySet,
    RecordQuerySet,
    WhereToAskQuerySet,
)
from cases.querysets.conflicts import (
    BreakGlassQuerySet,
    CaseAgencyQuerySet,
    ConflictQuerySet,
    CoverQuerySet,
    DeclarationQuerySet,
    InterestQuerySet,
)
from cases.querysets.dates import KeyDateQuerySet, TaskQuerySet
from cases.querysets.directory import AgencyQuerySet, LegalReferenceQuerySet, SourceQuerySet, VenueQuerySet
from cases.querysets.history import Moment, Moments
from cases.querysets.people import (
    ContactPointQuerySet,
    NotTheSameQuerySet,
    PersonQuerySet,
    RelationshipQuerySet,
    SamePersonQuerySet,
)
from cases.querysets.records import (
    AdviceOptionQuerySet,
    DocumentQuerySet,
    InterventionQuerySet,
    MeetingCorrectionQuerySet,
    MeetingQuerySet,
    SignpostingQuerySet,
)
from cases.querysets.referrals import (
    BegunReferralQuerySet,
    IntakeClosureQuerySet,
    KeptFromQuerySet,
    ReferralQuerySet,
)
from cases.querysets.unusual_reading import UnusualReadingQuerySet
from cases.querysets.words import words_of_agency

__all__ = [
    "AdviceOptionQuerySet",
    "AgencyQuerySet",
    "AllocationQuerySet",
    "AskedAtClosingQuerySet",
    "BegunReferralQuerySet",
    "BreakGlassQuerySet",
    "CallBackQuerySet",
    "CaseAgencyQuerySet",
    "CasePersonQuerySet",
    "CaseQuerySet",
    "ConflictQuerySet",
    "ContactPointQuerySet",
    "CoverQuerySet",
    "DeclarationQuerySet",
    "DocumentQuerySet",
    "EnquiryQuerySet",
    "IntakeClosureQuerySet",
    "InterestQuerySet",
    "InterventionQuerySet",
    "KeptFromQuerySet",
    "KeyDateQuerySet",
    "LegalReferenceQuerySet",
    "MeetingCorrectionQuerySet",
    "MeetingQuerySet",
    "Moment",
    "Moments",
    "NotTheSameQuerySet",
    "PersonQuerySet",
    "RecordQuerySet",
    "ReferralQuerySet",
    "RelationshipQuerySet",
    "SamePersonQuerySet",
    "SignpostingQuerySet",
    "SourceQuerySet",
    "TaskQuerySet",
    "UnusualReadingQuerySet",
    "VenueQuerySet",
    "WhereToAskQuerySet",
    "words_of_agency",
]
