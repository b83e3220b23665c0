"""Words for meetings and the places they are held at; words only."""

from django.db.models import TextChoices


class WhoseBuilding(TextChoices):
    """To whom a place belongs: what makes it neutral, or not (L18)."""

    OURS = "ours", "Ours, at arm’s length from the local authority"
    NEUTRAL = "neutral", "Neutral: nobody a family may be at odds with"
    SCHOOL = "school", "A school’s or college’s"
    AUTHORITY = "authority", "The local authority’s"
    HEALTH = "health", "A health service’s"


class Has(TextChoices):
    """Whether a place has something. What nobody looked at is not known, and counts as no."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class MeetingKind(TextChoices):
    """Whose meeting it is. Only our own is ours to choose a place for."""

    OURS = "ours", "Our own, with the family"
    SCHOOL = "school", "At a school or college"
    ANNUAL_REVIEW = "annual_review", "Annual review"
    AUTHORITY = "authority", "With the local authority"
    HEALTH_OR_CARE = "health_or_care", "With health or social care"
    MEDIATION = "mediation", "Mediation"
    PANEL = "panel", "A panel that decides"
    HEARING = "hearing", "Tribunal hearing"
    OTHER = "other", "Another meeting"


class MeetingPlace(TextChoices):
    """Where a meeting is held."""

    REGISTER = "register", "At a place of the register"
    ONLINE = "online", "Online or by phone"
    HOME = "home", "At the family’s home"
    ELSEWHERE = "elsewhere", "Somewhere else"


class WhyElsewhere(TextChoices):
    """Why our own meeting is not at a neutral, private, accessible place of the register (L18)."""

    DISABILITY = "disability", "A disability"
    HEALTH = "health", "Health"
    FAMILY = "family", "Family circumstances"
    OTHER = "other", "Another reason"


class WhoAsked(TextChoices):
    """Who of the family asked for another place: we never do (L18)."""

    PARENT_CARER = "parent_carer", "The parent or carer"
    CHILD_OR_YOUNG_PERSON = "child_or_young_person", "The child or young person"
    FOR_THEM = "for_them", "Somebody for them"


class MeetingRole(TextChoices):
    """In what role a worker is at a meeting (Y02). The last is never ours where a family is concerned (Y07)."""

    SUPPORT = "support", "Support an individual"
    STRATEGY = "strategy", "Contribute on strategy"
    OBSERVE = "observe", "Observe only"
    DECIDE = "decide", "Take part in a decision"


class MeetingState(TextChoices):
    """What became of a meeting."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class FamilyViews(TextChoices):
    """How the family's views were put at a meeting (Y11)."""

    THEMSELVES = "themselves", "They put them themselves"
    BY_US = "by_us", "We put them, as theirs"
    IN_WRITING = "in_writing", "In writing"
    NOT_PUT = "not_put", "They were not put"


class ProfessionalsViews(TextChoices):
    """Whether the professionals' views were heard (Y11)."""

    HEARD = "heard", "They were heard"
    NOT_HEARD = "not_heard", "They were not heard"
    NONE_THERE = "none_there", "No professional was there"
