"""Words for schools and agencies: what kind of body it is; words only."""

from django.db.models import TextChoices


class OrganisationKind(TextChoices):
    """What kind of body a school or agency is. That it *is* the local authority is a mark of its own."""

    SCHOOL = "school", "School"
    EARLY_YEARS = "early_years", "Nursery or early years setting"
    COLLEGE = "college", "College or training provider"
    AUTHORITY_SEND = "authority_send", "Local authority SEND team"
    AUTHORITY_OTHER = "authority_other", "Another part of the local authority"
    SOCIAL_CARE = "social_care", "Social care"
    HEALTH = "health", "Health service"
    MEDIATION = "mediation", "Mediation service"
    TRIBUNAL = "tribunal", "Tribunal"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    ADVICE = "advice", "Another source of advice"
    OTHER = "other", "Another organisation"


class SettingType(TextChoices):
    """Where a child or young person is educated, or is not."""

    EARLY_YEARS = "early_years", "Early years"
    MAINSTREAM_PRIMARY = "mainstream_primary", "Mainstream primary"
    MAINSTREAM_SECONDARY = "mainstream_secondary", "Mainstream secondary"
    RESOURCED_PROVISION = "resourced_provision", "Resourced provision or unit"
    MAINTAINED_SPECIAL = "maintained_special", "Maintained or academy special school"
    NON_MAINTAINED_SPECIAL = "non_maintained_special", "Non-maintained special school"
    INDEPENDENT_SPECIAL = "independent_special", "Independent special school"
    INDEPENDENT_MAINSTREAM = "independent_mainstream", "Independent mainstream school"
    ALTERNATIVE_PROVISION = "alternative_provision", "Pupil referral unit or alternative provision"
    SIXTH_FORM_OR_COLLEGE = "sixth_form_or_college", "Sixth form or further education college"
    SPECIALIST_POST_16 = "specialist_post_16", "Specialist post-16 institution"
    HOME_BY_CHOICE = "home_by_choice", "Educated at home by choice"
    OUT_OF_SCHOOL = "out_of_school", "Education otherwise than at school, arranged by the authority"
    MISSING_EDUCATION = "missing_education", "Missing education"
    EXCLUDED = "excluded", "Permanently excluded"
    NOT_IN_EDUCATION = "not_in_education", "Not in education, employment or training"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship or supported internship"
    CUSTODY = "custody", "In custody"
    NOT_KNOWN = "not_known", "Not known"
