"""Words for what advice rests on, and for who else a family may ask; words only."""

from django.db.models import TextChoices


class LegalKind(TextChoices):
    """What kind of text a legal reference points into (Y03)."""

    ACT = "act", "Act of Parliament"
    REGULATIONS = "regulations", "Regulations"
    CODE = "code", "Code of Practice"
    RULES = "rules", "Tribunal rules"
    CASE_LAW = "case_law", "Decision of a court or tribunal"


class Ties(TextChoices):
    """How an independent source stands to the local authority (Y13)."""

    NONE = "none", "Not paid for by the local authority"
    SOME = "some", "Paid for in part by the local authority"
    PART_OF_IT = "part_of_it", "Part of the local authority"
    NOT_CHECKED = "not_checked", "Not checked yet"
