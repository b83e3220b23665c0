"""Words with a fixed meaning about the board: whom its chair may be, its roles, its meetings and what is written for them."""

from __future__ import annotations

from django.db.models import TextChoices


class ChairRuleKind(TextChoices):
    """Who may chair (L08, Y21); a profile names one."""

    NEVER_LA_OFFICER = "never_la_officer", "Anyone but an officer of the local authority"
    PARENT_MEMBER = "parent_member", "A parent member"


class BoardRole(TextChoices):
    """What the terms of reference give the board to do (L11, Y22), in the policy's order, and two of its own affairs."""

    PUBLICITY = "publicity", "Making the service known"
    IMPARTIALITY = "impartiality", "Watching over impartiality"
    PERFORMANCE = "performance", "Watching over how well the service works"
    CRITERIA = "criteria", "Setting the criteria to judge it by"
    FEEDBACK = "feedback", "Hearing from children, parents, schools and the team"
    DEVELOPMENT = "development", "Developing the service"
    SUPPORT = "support", "Supporting the staff"
    POLICY = "policy", "Influencing policy"
    REPRESENTING = "representing", "Representing the service"
    LOCAL = "local", "Bringing local services together"
    MEMBERSHIP = "membership", "Its own membership"
    BUSINESS = "business", "Its own business"

    @classmethod
    def to_exercise(cls) -> tuple[BoardRole, ...]:
        """Those that are to be looked at every year: all but the course of the meeting itself."""
        return tuple(one for one in cls if one is not cls.BUSINESS)


class ItemOrigin(TextChoices):
    """Where an item of the agenda comes from."""

    STANDING = "standing", "On every agenda"
    RAISED = "raised", "Raised by a member"
    NOT_LOOKED_AT = "not_looked_at", "Not looked at for a year"
    SERVICE = "service", "Put on by the service"


class StandingItem(TextChoices):
    """What is on every agenda, in its order; the last two come at the end. STANDING_ROLES says which role each serves."""

    OPENING = "opening", "Welcome and apologies"
    INTERESTS = "interests", "Declarations of interest"
    LAST_MINUTES = "last_minutes", "Minutes of the last meeting, and what was to be done"
    IMPARTIALITY = "impartiality", "Impartiality: the manager's report, and questions to the manager"
    PERFORMANCE = "performance", "How the service is doing"
    FEEDBACK = "feedback", "What families, schools and the team say"
    ANYTHING_ELSE = "anything_else", "Anything else"
    NEXT_DATE = "next_date", "Date of the next meeting"


STANDING_ROLES = {
    StandingItem.OPENING: BoardRole.BUSINESS,
    StandingItem.INTERESTS: BoardRole.BUSINESS,
    StandingItem.LAST_MINUTES: BoardRole.BUSINESS,
    StandingItem.IMPARTIALITY: BoardRole.IMPARTIALITY,
    StandingItem.PERFORMANCE: BoardRole.PERFORMANCE,
    StandingItem.FEEDBACK: BoardRole.FEEDBACK,
    StandingItem.ANYTHING_ELSE: BoardRole.BUSINESS,
    StandingItem.NEXT_DATE: BoardRole.BUSINESS,
}


MEMBERSHIP_ASKED = "Our own membership: whose voice is missing, and whose term ends?"
"""What the board is asked about itself every year (L07)."""


class RaisedOutcome(TextChoices):
    """What becomes of an item that a member raised (L10)."""

    ACCEPTED = "accepted", "On the agenda"
    MERGED = "merged", "Taken together with another item"
    DEFERRED = "deferred", "Put off"


class Presence(TextChoices):
    """Whether a member was there."""

    CAME = "came", "Came"
    APOLOGIES = "apologies", "Sent apologies"
    ABSENT = "absent", "Did not come"


class Declares(TextChoices):
    """What somebody who came says of their interests at the start."""

    NOTHING = "nothing", "Nothing to declare"
    INTEREST = "interest", "An interest"


class CalledOff(TextChoices):
    """Why a meeting does not take place. A list, so that nothing is said of anybody."""

    TOO_FEW = "too_few", "Too few could come"
    CHAIR_AWAY = "chair_away", "The chair could not come"
    PLACE = "place", "The place could not be used"
    URGENT = "urgent", "Something else was urgent"


class NoNextDate(TextChoices):
    """Why a meeting closes without the date of the next (L09). A list, so that nothing is said of anybody."""

    NEW_MEMBERS = "new_members", "It is set with new members"
    CALENDAR = "calendar", "It is set when the year's calendar is known"
    ASKED_BY_MAIL = "asked_by_mail", "Members are asked by email which day suits them"


class Sent(TextChoices):
    """What was sent to members."""

    INVITATION = "invitation", "Invitation"
    CHANGE = "change", "New time or place"
    CALLED_OFF = "called_off", "Called off"
    AGENDA = "agenda", "Agenda"
    MINUTES = "minutes", "Minutes"


class Answered(TextChoices):
    """What the trustees say to a recommendation (L13)."""

    ACCEPTED = "accepted", "Accepted"
    IN_PART = "in_part", "Accepted in part"
    NOT_ACCEPTED = "not_accepted", "Not accepted"
