"""Words for interests, the conflicts they make, and who else may open a case for a while; words only."""

from django.db.models import TextChoices


class InterestKind(TextChoices):
    """What connects someone who works here with a school, another body, or a family (Y12)."""

    GOVERNOR = "governor", "Governor"
    EMPLOYEE = "employee", "Employed there"
    FORMER_EMPLOYEE = "former_employee", "Used to be employed there"
    PARENT = "parent", "Parent or carer of a child there"
    OFFICE = "office", "Hold an office there: trustee, councillor, panel member"
    FAMILY = "family", "Family"
    FRIEND = "friend", "Friend"
    NEIGHBOUR = "neighbour", "Neighbour"
    HOST = "host", "Employed by the body this service belongs to"
    OTHER = "other", "Something else"


class DeclaredWhy(TextChoices):
    """On what occasion somebody declared all their interests, or that they have none."""

    INDUCTION = "induction", "On joining"
    YEARLY = "yearly", "Confirmed again"
    CHANGE = "change", "Something changed"


class ConflictGround(TextChoices):
    """What an interest and a case have in common."""

    AGENCY = "agency", "The same school or agency"
    PERSON = "person", "The same person"
    NAME = "name", "A similar name"
    JUDGED = "judged", "The manager's judgement"


class ConflictState(TextChoices):
    """Whether an interest that meets a case keeps its worker out. The moves between them are a table in `rules`."""

    QUESTION = "question", "To be decided"
    STANDING = "standing", "Conflict"
    DISMISSED = "dismissed", "No conflict"
    LIFTED = "lifted", "No longer a conflict"


class FoundThrough(TextChoices):
    """What brought a conflict to light."""

    DECLARED = "declared", "An interest was declared"
    CASE = "case", "The case changed"
    ALLOCATING = "allocating", "The case was about to be allocated"
    JUDGED = "judged", "The manager put it on record"


class ReviewedAs(TextChoices):
    """What the manager found when a case had been opened in an emergency."""

    RIGHT = "right", "It was right"
    TALKED_ABOUT = "talked_about", "It is talked about with the worker"
    NOT_RIGHT = "not_right", "It was not right"
