"""Words for what a family permits and for what was said under it; words only."""

from django.db.models import TextChoices


class Content(TextChoices):
    """A kind of content. A permission names each kind it covers; nothing else may leave (L24)."""

    INVOLVEMENT = "involvement", "That we are working with the family"
    REACHING_THEM = "reaching_them", "How to reach them"
    VIEWS = "views", "What they want, and their views"
    NEEDS = "needs", "Needs and diagnosis"
    SCHOOL = "school", "School: support, attendance, exclusion"
    PLAN = "plan", "EHC assessment and plan"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social_care", "Social care"
    HOME = "home", "Home and family life"
    LANGUAGE = "language", "Language, interpreting and access needs"
    PAPERS = "papers", "Papers they gave us"

    @property
    def in_a_sentence(self) -> str:
        """Its words within a sentence: EHC stays as it is."""
        words = str(self.label)
        return words if words[:2].isupper() else words[0].lower() + words[1:]


class Way(TextChoices):
    """What a permission lets us do with an agency: one, two or all three."""

    TELL = "tell", "Tell them"
    HEAR = "hear", "Hear from them"
    INTERMEDIARY = "intermediary", "Pass the family's views to them as a go-between"

    @property
    def in_a_sentence(self) -> str:
        """Its words within a sentence."""
        words = str(self.label)
        return words[0].lower() + words[1:]


class HowGiven(TextChoices):
    """How a permission was given, or taken back."""

    IN_PERSON = "in_person", "Face to face"
    PHONE = "phone", "By phone"
    EMAIL = "email", "By email"
    LETTER = "letter", "In a letter"
    FORM = "form", "On a signed form"
    SIGNED = "signed", "In British Sign Language or with symbols"


class Standing(TextChoices):
    """By what right someone permits things about a child or young person to be shared (DOMAIN 7)."""

    FOR_THEMSELVES = "for_themselves", "For themselves"
    PARENT_OF_CHILD = "parent_of_child", "As parent of a child"
    ALTERNATIVE_PERSON = "alternative_person", "For a young person who cannot decide this"


class CapacityOutcome(TextChoices):
    """What was found about one decision on one day (Mental Capacity Act 2005, sections 2 and 3)."""

    CAN_DECIDE = "can_decide", "Can decide this"
    CANNOT_DECIDE = "cannot_decide", "Cannot decide this"


class PartOfDeciding(TextChoices):
    """What deciding takes; who cannot do one of the four cannot make the decision (Mental Capacity Act 2005 s.3)."""

    UNDERSTAND = "understand", "Understand what it is about"
    KEEP_IN_MIND = "keep_in_mind", "Keep it in mind long enough"
    WEIGH = "weigh", "Weigh it up"
    SAY = "say", "Say what they decide, in any way"


class WhyEnded(TextChoices):
    """Why a permission ended before its last day."""

    TAKEN_BACK = "taken_back", "The family took it back"
    OF_AGE = "of_age", "The young person decides for themselves now"
    MISTAKE = "mistake", "It was written down wrongly"
    CASE_CLOSED = "case_closed", "Our work with the family ended"


class Channel(TextChoices):
    """How an agency was spoken or written to."""

    CALL = "call", "Phone call"
    VIDEO = "video", "Video call"
    MEETING = "meeting", "Meeting"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"


class Told(TextChoices):
    """Whether an agency was told that what it says goes on to the family, and that we want no outcome (L25, Y02)."""

    SAID = "said", "Yes, I told them"
    NOT_POSSIBLE = "not_possible", "No, it was not possible"


class PassOnOutcome(TextChoices):
    """What became of what an agency told us (L25). Withholding is the manager's to decide, and rare."""

    PASSED_ON = "passed_on", "Passed on"
    WITHHELD = "withheld", "Not to be passed on"


class HowPassedOn(TextChoices):
    """How a family was told what an agency said."""

    PHONE = "phone", "By phone"
    IN_PERSON = "in_person", "Face to face"
    VIDEO = "video", "By video"
    EMAIL = "email", "By email"
    LETTER = "letter", "In a letter"
    TEXT = "text", "By text message"
    SIGNED = "signed", "In British Sign Language or with symbols"


class WhyWithheld(TextChoices):
    """Why what an agency said is not passed on. There is no other reason (L25)."""

    RISK_OF_HARM = "risk_of_harm", "Telling them could put a child or an adult at risk of serious harm"
    ANOTHER_PERSON = "another_person", "It is about somebody else, and was told us by mistake"


class ToldWhom(TextChoices):
    """Who was told without permission, to keep someone safe."""

    SOCIAL_CARE = "social_care", "Children’s social care"
    POLICE = "police", "Police"
    HEALTH = "health", "Ambulance, hospital or doctor"
    SETTING = "setting", "The safeguarding lead of a school, college or nursery"
    ADULT_CARE = "adult_care", "Adult social care"
    OTHER = "other", "Someone else"


class FamilyTold(TextChoices):
    """Whether the family knows that something was shared without their permission."""

    BEFORE = "before", "Yes, before it was shared"
    AFTER = "after", "Yes, afterwards"
    NO = "no", "No"


class LawfulBasis(TextChoices):
    """What the sharing rested on (UK GDPR article 6(1)); a service may hide or reword what it does not rely on."""

    VITAL_INTERESTS = "vital_interests", "To protect someone’s life (vital interests)"
    PUBLIC_TASK = "public_task", "Public task"
    LEGAL_OBLIGATION = "legal_obligation", "The law, the police or a court required it"
    LEGITIMATE_INTERESTS = "legitimate_interests", "Legitimate interests"


class ReviewOutcome(TextChoices):
    """What a second person found about something shared without permission."""

    AGREED = "agreed", "Agreed: it was right to share it"
    NOT_AGREED = "not_agreed", "Not agreed"


class BreachKind(TextChoices):
    """How personal data went where it should not have, or was lost."""

    WRONG_PERSON = "wrong_person", "Sent, given or said to the wrong person"
    BEYOND_PERMISSION = "beyond_permission", "More was said to an agency than the family permitted"
    NO_PERMISSION = "no_permission", "Something was said without any permission"
    LOST = "lost", "A device or papers were lost or stolen"
    SEEN = "seen", "Someone saw or opened what they should not have"
    OTHER = "other", "Something else"


class BreachStep(TextChoices):
    """What is written down about a breach after it was reported. Each is added; none is changed."""

    ASSESSED = "assessed", "Assess the risk"
    DECIDED = "decided", "Decide whether to tell the ICO"
    NOTIFIED = "notified", "Record that the ICO was told"
    PEOPLE = "people", "Record whether the people were told"
    LINKED = "linked", "Link a case"
    NOTE = "note", "Add a note"
    CLOSED = "closed", "Close it"
    REOPENED = "reopened", "Open it again"


class BreachRisk(TextChoices):
    """The risk of a breach to people's rights and freedoms (UK GDPR articles 33(1) and 34(1))."""

    UNLIKELY = "unlikely", "Unlikely to result in a risk to people"
    RISK = "risk", "A risk to people"
    HIGH = "high", "A high risk to people"


class Notifying(TextChoices):
    """Whether the Information Commissioner's Office (ICO) is to be told."""

    TELL = "tell", "The ICO has to be told"
    NOT = "not", "The ICO does not have to be told"


class PeopleTold(TextChoices):
    """Whether those whose data it was were told (UK GDPR article 34)."""

    TOLD = "told", "They were told"
    NOT_TOLD = "not_told", "They were not told"


class KnownInterpreter(TextChoices):
    """Whether a family knows the interpreter: in a small community one may, and may not want them to hear this."""

    UNKNOWN = "unknown", "The family does not know them"
    KNOWN_AGREED = "known_agreed", "The family knows them, and agrees"
    KNOWN_NOT_AGREED = "known_not_agreed", "The family knows them, and does not agree"
    TO_ASK = "to_ask", "To be asked once we know who comes"


class BookingState(TextChoices):
    """Whether an interpreter is booked."""

    BOOKED = "booked", "Booked"
    CANCELLED = "cancelled", "Cancelled"


class Misfit(TextChoices):
    """Why an interpreter's booking no longer fits the meeting it was made for."""

    ANOTHER_TIME = "another_time", "Booked for another time"
    NOT_NEEDED = "not_needed", "No longer needed"


class LiaisonKind(TextChoices):
    """What a talk with the authority was; one about a family's case is none of these (L04, L05)."""

    CONTRACT = "contract", "Contract meeting"
    TREND = "trend", "Trend we noticed"
    STRATEGY = "strategy", "Strategy or working group"
    PANEL = "panel", "Panel, as observer"
    OTHER = "other", "Other talk with the authority"


class LiaisonTopic(TextChoices):
    """What may be talked about with the authority."""

    TERMS = "terms", "The contract and its terms"
    RESULTS = "results", "What the service did and achieved"
    MONEY = "money", "Funding and budget"
    STAFFING = "staffing", "Staff and premises"
    STANDARDS = "standards", "National standards"
    TRENDS = "trends", "Trends that identify no one"
    DEVELOPMENTS = "developments", "New developments"
    TRAINING = "training", "Training"
    PRACTICE = "practice", "How the panel works"


class Attended(TextChoices):
    """Who took part in a talk with the authority, by their part and never by name."""

    LEAD_OFFICER = "lead_officer", "The authority's lead officer for the contract"
    SEND_OFFICERS = "send_officers", "Officers of the authority's SEND team"
    OTHER_OFFICERS = "other_officers", "Other officers of the authority"
    SCHOOLS = "schools", "Schools and colleges"
    HEALTH_OR_CARE = "health_or_care", "Health or social care"
    PARENTS_GROUPS = "parents_groups", "Groups of parents and carers"
    MANAGER = "manager", "Our manager"
    CASEWORKERS = "caseworkers", "Our caseworkers"
    ADMINISTRATOR = "administrator", "Our administrator"
    OTHERS = "others", "Others"
