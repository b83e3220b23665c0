"""The national register's words for schools, and ours for the same; words only.

The register is Get Information about Schools. Types not named here are taken in as schools of no known type, and told.
"""

from typing import NamedTuple

from cases.choices.organisations import OrganisationKind, SettingType


class RegisterType(NamedTuple):
    """What one of the register's types of establishment is to us; `setting` is None where the phase decides."""

    kind: OrganisationKind
    setting: SettingType | None


OPEN, CLOSED, CLOSING, PROPOSED = "open", "closed", "open, but proposed to close", "proposed to open"
REGISTER_STATUSES = {OPEN, CLOSED, CLOSING, PROPOSED}

NOT_A_PLACE = {"children's centre", "children's centre linked site"}
"""On the register, but nobody is educated there."""

BY_PHASE = RegisterType(OrganisationKind.SCHOOL, None)
_ALTERNATIVE = RegisterType(OrganisationKind.SCHOOL, SettingType.ALTERNATIVE_PROVISION)
_COLLEGE = RegisterType(OrganisationKind.COLLEGE, SettingType.SIXTH_FORM_OR_COLLEGE)
_INDEPENDENT = RegisterType(OrganisationKind.SCHOOL, SettingType.INDEPENDENT_MAINSTREAM)
_SPECIAL = RegisterType(OrganisationKind.SCHOOL, SettingType.MAINTAINED_SPECIAL)

REGISTER_TYPES = {
    "community school": BY_PHASE,
    "voluntary aided school": BY_PHASE,
    "voluntary controlled school": BY_PHASE,
    "foundation school": BY_PHASE,
    "city technology college": BY_PHASE,
    "academy converter": BY_PHASE,
    "academy sponsor led": BY_PHASE,
    "free schools": BY_PHASE,
    "studio schools": BY_PHASE,
    "university technical college": BY_PHASE,
    "service children's education": BY_PHASE,
    "welsh establishment": BY_PHASE,
    "community special school": _SPECIAL,
    "foundation special school": _SPECIAL,
    "academy special converter": _SPECIAL,
    "academy special sponsor led": _SPECIAL,
    "free schools special": _SPECIAL,
    "non-maintained special school": RegisterType(
        OrganisationKind.SCHOOL, SettingType.NON_MAINTAINED_SPECIAL
    ),
    "other independent special school": RegisterType(
        OrganisationKind.SCHOOL, SettingType.INDEPENDENT_SPECIAL
    ),
    "other independent school": _INDEPENDENT,
    "british schools overseas": _INDEPENDENT,
    "offshore schools": _INDEPENDENT,
    "pupil referral unit": _ALTERNATIVE,
    "academy alternative provision converter": _ALTERNATIVE,
    "academy alternative provision sponsor led": _ALTERNATIVE,
    "free schools alternative provision": _ALTERNATIVE,
    "local authority nursery school": RegisterType(OrganisationKind.EARLY_YEARS, SettingType.EARLY_YEARS),
    "further education": _COLLEGE,
    "sixth form centres": _COLLEGE,
    "free schools 16 to 19": _COLLEGE,
    "academy 16-19 converter": _COLLEGE,
    "academy 16 to 19 sponsor led": _COLLEGE,
    "special post 16 institution": RegisterType(OrganisationKind.COLLEGE, SettingType.SPECIALIST_POST_16),
    "secure units": RegisterType(OrganisationKind.SCHOOL, SettingType.CUSTODY),
    "academy secure 16 to 19": RegisterType(OrganisationKind.SCHOOL, SettingType.CUSTODY),
    "higher education institutions": RegisterType(OrganisationKind.COLLEGE, None),
    "online provider": BY_PHASE,
    "miscellaneous": BY_PHASE,
    "institution funded by other government department": BY_PHASE,
}
"""By the register's type of establishment, in small letters."""

REGISTER_PHASES = {
    "nursery": SettingType.EARLY_YEARS,
    "primary": SettingType.MAINSTREAM_PRIMARY,
    "middle deemed primary": SettingType.MAINSTREAM_PRIMARY,
    "secondary": SettingType.MAINSTREAM_SECONDARY,
    "middle deemed secondary": SettingType.MAINSTREAM_SECONDARY,
    "all-through": SettingType.MAINSTREAM_SECONDARY,
    "16 plus": SettingType.SIXTH_FORM_OR_COLLEGE,
}
"""By the register's phase of education, in small letters; others tell us nothing."""
