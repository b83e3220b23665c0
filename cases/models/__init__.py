"""The shape of casework: what is kept, under whose key, and what the data base holds true."""

from cases.models.advice import AdviceOption, OptionChoice, Signposting
from cases.models.agencies import Agency
from cases.models.casework import Aim, Allocation, Case, CasePerson, FirstContactEntry, StatusChange
from cases.models.dates import KeyDate, Task
from cases.models.documents import Document
from cases.models.enquiries import CallBack, Enquiry
from cases.models.interventions import Intervention
from cases.models.library import IndependentSource, LegalReference
from cases.models.meeting_corrections import MeetingCorrection
from cases.models.meetings import Meeting
from cases.models.people import ContactPoint, NotTheSame, Person, Relationship, SamePerson
from cases.models.referrals import BegunReferral, IntakeClosure, Referral
from cases.models.venues import Venue

__all__ = [
    "AdviceOption",
    "Agency",
    "Aim",
    "Allocation",
    "BegunReferral",
    "CallBack",
    "Case",
    "CasePerson",
    "ContactPoint",
    "Document",
    "Enquiry",
    "FirstContactEntry",
    "IndependentSource",
    "IntakeClosure",
    "Intervention",
    "KeyDate",
    "LegalReference",
    "Meeting",
    "MeetingCorrection",
    "NotTheSame",
    "OptionChoice",
    "Person",
    "Referral",
    "Relationship",
    "SamePerson",
    "Signposting",
    "StatusChange",
    "Task",
    "Venue",
]
