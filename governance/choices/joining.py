"""Words with a fixed meaning about applicants, about what comes before a first case, and about leaving."""

from __future__ import annotations

from django.db.models import TextChoices


class ApplicantStage(TextChoices):
    """How far somebody is who wants to volunteer. The moves are in `rules.joining.MOVES`."""

    APPLIED = "applied", "Applied"
    INVITED = "invited", "Invited to talk"
    MET = "met", "Met"
    OFFERED = "offered", "Offered a place"
    TAKEN_ON = "taken_on", "Taken on"
    NOT_TAKEN_ON = "not_taken_on", "Not taken on"
    WITHDREW = "withdrew", "Withdrew"


class CheckKind(TextChoices):
    """What is seen before somebody is taken on. Of either its date and number are kept, never what it says."""

    REFERENCE = "reference", "Reference"
    DBS = "dbs", "DBS certificate"


class JoiningItem(TextChoices):
    """What comes before a first case (L17, Y09, Y12)."""

    POLICY_READ = "policy_read", "Has read the impartiality policy"
    IMPARTIALITY_TRAINING = "impartiality_training", "Training in impartiality"
    RECOGNISING_PARTIALITY = "recognising_partiality", "Training in recognising partiality in others"
    CONFIDENTIALITY = "confidentiality", "Confidentiality and records"
    INTERESTS_DECLARED = "interests_declared", "Has declared their interests"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    AGREEMENT = "agreement", "Agreement signed by both"
