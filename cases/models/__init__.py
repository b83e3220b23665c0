"""The shape of casework: what is kept, under whose key, and what the data base holds true."""

from cases.models.access_grants import BreakGlass, Cover
from cases.models.advice import AdviceOption, OptionChoice, Signposting
from cases.models.agencies import Agency
from cases.models.casework import Aim, Allocation, Case, CasePerson, FirstContactEntry, StatusChange
from cases.models.closing import AimOutcome, AskedAtClosing, CallOutcome, WhereToAsk
from cases.models.conflicts import CaseAgency, Conflict, ConflictDecision, HandedOver, KeepingLifted
from cases.models.dates import KeyDate, Task
from cases.models.documents import Document
from cases.models.enquiries import CallBack, Enquiry, EnquiryConflict
from cases.models.interests import Declaration, DeclarationWaiver, Interest
from cases.models.interventions import Intervention
from cases.models.library import IndependentSource, LegalReference
from cases.models.meeting_corrections import MeetingCorrection
from cases.models.meetings import Meeting
from cases.models.people import ContactPoint, NotTheSame, Person, Relationship, SamePerson
from cases.models.policy import PolicyAcknowledgement, PolicyVersion, PolicyWaiver
from cases.models.referrals import BegunReferral, IntakeClosure, Referral, ReferralConflict
from cases.models.unusual_reading import DayLookedThrough, LookedInto, UnusualReading
from cases.models.venues import Venue
from cases.models.workers import Speaks

__all__ = [
    "AdviceOption",
    "Agency",
    "Aim",
    "AimOutcome",
    "Allocation",
    "AskedAtClosing",
    "BegunReferral",
    "BreakGlass",
    "CallBack",
    "CallOutcome",
    "Case",
    "CaseAgency",
    "CasePerson",
    "Conflict",
    "ConflictDecision",
    "ContactPoint",
    "Cover",
    "DayLookedThrough",
    "Declaration",
    "DeclarationWaiver",
    "Document",
    "Enquiry",
    "EnquiryConflict",
    "FirstContactEntry",
    "HandedOver",
    "IndependentSource",
    "IntakeClosure",
    "Interest",
    "Intervention",
    "KeepingLifted",
    "KeyDate",
    "LegalReference",
    "LookedInto",
    "Meeting",
    "MeetingCorrection",
    "NotTheSame",
    "OptionChoice",
    "Person",
    "PolicyAcknowledgement",
    "PolicyVersion",
    "PolicyWaiver",
    "Referral",
    "ReferralConflict",
    "Relationship",
    "SamePerson",
    "Signposting",
    "Speaks",
    "StatusChange",
    "Task",
    "UnusualReading",
    "Venue",
    "WhereToAsk",
]
