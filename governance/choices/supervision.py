"""Words with a fixed meaning about supervision."""

from __future__ import annotations

from django.db.models import TextChoices


class SessionKind(TextChoices):
    """Why a session is held."""

    REGULAR = "regular", "Regular supervision"
    AD_HOC = "ad_hoc", "Asked for by an intervention"


class Where(TextChoices):
    """How the two of them meet."""

    IN_PERSON = "in_person", "Face to face"
    VIDEO = "video", "By video"
    PHONE = "phone", "By phone"


class Outcome(TextChoices):
    """What became of a session that was booked. Only one that was held counts towards the next."""

    HELD = "held", "Held"
    WORKER_ILL = "worker_ill", "Not held: the worker was ill"
    SUPERVISOR_ILL = "supervisor_ill", "Not held: the supervisor was ill"
    MISSED = "missed", "Not held: something came between"
    MOVED = "moved", "Moved to another time"


class LeaveKind(TextChoices):
    """Leave that stops the days from counting. A day's illness does not: that session stays due."""

    HOLIDAY = "holiday", "Holiday"
    PARENTAL = "parental", "Maternity, paternity, adoption or parental leave"
    LONG_SICKNESS = "long_sickness", "Long illness"
    OTHER = "other", "Other leave"


class NoteKind(TextChoices):
    """What somebody wrote beside the record."""

    AGENDA = "agenda", "To talk about"
    REASON = "reason", "Why it was moved or not held"
    REMARK = "remark", "Added afterwards"
