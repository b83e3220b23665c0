"""The parts of a service's profile as frozen values; it holds no service's words and decides nothing.

Every entry's description is what an error message gives as *what is right*, so it is written for the person
who edits the file.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from sendiass.profiles.colours import LEAST_CONTRAST, TEXT, WHITE, contrast, is_colour


class Section(BaseModel):
    """A part of a profile: frozen, and closed to entries it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _colour(value: str) -> str:
    if not is_colour(value):
        raise ValueError(f"{value!r} is not a colour")
    return value


def _colour_on_white(value: str) -> str:
    ratio = contrast(_colour(value), WHITE)
    if ratio < LEAST_CONTRAST:
        raise ValueError(
            f"{value} has a contrast of {ratio:.2f} to 1 with white, and needs at least {LEAST_CONTRAST} to 1"
        )
    return value


def _colour_under_text(value: str) -> str:
    ratio = contrast(_colour(value), TEXT)
    if ratio < LEAST_CONTRAST:
        raise ValueError(
            f"{value} has a contrast of {ratio:.2f} to 1 with the text {TEXT}, "
            f"and needs at least {LEAST_CONTRAST} to 1"
        )
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
StrongColour = Annotated[str, AfterValidator(_colour_on_white)]
PaleColour = Annotated[str, AfterValidator(_colour_under_text)]
AuthorityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Days = Annotated[int, Field(ge=1, le=3660)]


class OpeningHours(Section):
    """When the service answers on one kind of day."""

    days: Text = Field(description='the days in words, such as "Monday to Thursday"')
    hours: Text = Field(description='the hours in words, such as "9am to 4pm", or "Closed"')


class Identity(Section):
    """The service's own identity, which comes before every other (Y18)."""

    name: Text = Field(description="the name families know the service by")
    long_name: Text = Field(description="the name in full, for letters and reports")
    short_name: Text = Field(description="the name for narrow screens and lists")
    reference_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")] = Field(
        description="two to four capital letters that every case reference begins with"
    )
    brand_colour: StrongColour = Field(
        description="the header's colour as # and six small hexadecimal digits, dark enough under white text"
    )
    link_colour: StrongColour = Field(
        description="the colour of links as # and six small hexadecimal digits, dark enough to read on white"
    )
    background_colour: PaleColour = Field(
        description="the colour of panels as # and six small hexadecimal digits, light enough under text"
    )
    logo: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.svg$")] = Field(
        description="the file name of the logo, small letters, ending in .svg"
    )
    address_lines: tuple[Text, ...] = Field(
        min_length=1, description="the postal address, one line of it each"
    )
    phone: Annotated[str, StringConstraints(pattern=r"^0[0-9 ]{9,13}$")] = Field(
        description="the telephone number as dialled in the United Kingdom, digits and spaces"
    )
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] = Field(
        description="the service's own address for e-mail"
    )
    website: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] = Field(
        description="the service's own website, beginning with https://"
    )
    opening_hours: tuple[OpeningHours, ...] = Field(
        min_length=1, description="when the service answers: days and hours in words"
    )


class Host(Section):
    """The body the service sits in, and who answers for the data (L13, Y04, Y08)."""

    kind: Literal["arms_length_voluntary", "in_house"] = Field(
        description='"arms_length_voluntary" (in the voluntary sector) or "in_house" (in the council)'
    )
    name: Text = Field(description="the body that employs the staff")
    how_it_stands: Text = Field(
        description="in a sentence for families: who pays, and how the service stays independent"
    )
    local_authority: Text = Field(description="the local authority's name")
    local_authority_codes: tuple[AuthorityCode, ...] = Field(
        min_length=1,
        description="the codes of three digits by which the national register of schools knows the authorities of your area, "
        'such as ["856"]: their schools are offered first',
    )
    council_is_controller: bool = Field(
        description="true where the council is the data controller: a request it receives starts the clock"
    )
    controller_name: Text = Field(description="the data controller's name")
    dpo_contact: Text = Field(description="how to reach the data protection officer")
    sar_contact: Text = Field(description="where a request for one's own records is to be sent")
    last_responsibility: Text = Field(description="who is responsible in the end")


class Constituency(Section):
    """A part of the community that has a seat in the oversight group (L07, Y21)."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")] = Field(
        description="a word for records, small letters and underscores, never changed once used"
    )
    label: Text = Field(description="the constituency in words")
    required: bool = Field(description="true where an empty seat is to be shown as missing")
    parents: bool = Field(default=False, description="true where its members are parents or carers")
    seats: int = Field(default=1, ge=1, le=20, description="how many seats it has at least")


class Group(Section):
    """The oversight group (L07 to L13, Y21, Y22)."""

    name: Text = Field(description="what the group is called")
    member: Text = Field(description="what one member is called")
    members: Text = Field(description="what the members are called")
    chair_rule: Literal["never_la_officer", "parent_member"] = Field(
        description='"never_la_officer" (anyone but an officer of the local authority) or "parent_member"'
    )
    chair_rule_words: Text = Field(description="the rule for the chair in words")
    reviews_policy: bool = Field(
        description="true where the group reviews the policy and minutes its amendments"
    )
    term_years: int = Field(ge=1, le=10, description="for how many years a member has a seat")
    lapses_before_days: int = Field(
        ge=1, le=366, description="how many days before the end of a term it is shown as ending soon"
    )
    quorum: int = Field(
        ge=1, le=50, description="how many members must be there so that a meeting may decide"
    )
    constituencies: tuple[Constituency, ...] = Field(min_length=1, description="who has a seat in the group")


class Words(Section):
    """What this service calls people and things."""

    caseworker: Text = Field(description="one paid worker who advises families")
    caseworkers: Text = Field(description="the paid workers who advise families")
    volunteer: Text = Field(description="one volunteer")
    volunteers: Text = Field(description="the volunteers")
    manager: Text = Field(description="the manager's title")
    strategic_lead: Text = Field(description="the title of the one who works beside or above the manager")
    administrator: Text = Field(description="the administrator's title")
    families: Text = Field(description="the people the service is for")
    parent_carer: Text = Field(description="one parent or carer")
    parents_carers: Text = Field(description="parents and carers")
    advocacy: Text = Field(description="what speaking for a family is called")
    advocacy_words: Text = Field(
        description="in a sentence: what the service does so that families are heard"
    )
    send_team: Text = Field(description="the local authority's team for special educational needs")
    send_officer: Text = Field(description="one officer of that team")


class Interval(Section):
    """How often something falls due."""

    every: Annotated[int, Field(ge=1, le=366)] = Field(description="a whole number, 1 or more")
    unit: Literal["days", "weeks", "months", "terms"] = Field(
        description='"days", "weeks", "months" or "terms"'
    )

    @property
    def days(self) -> int | None:
        """The interval in days, or None where it follows the calendar (months) or the school terms."""
        return {"days": self.every, "weeks": 7 * self.every}.get(self.unit)

    @property
    def words(self) -> str:
        """The interval as one says it: *every 6 weeks*, *once a term*."""
        if self.every == 1:
            return f"once a {self.unit.removesuffix('s')}"
        return f"every {self.every} {self.unit}"


class Supervision(Section):
    """How often supervision falls due (L14, L15)."""

    caseworker: Interval = Field(description='an interval, such as { every = 6, unit = "weeks" }')
    volunteer: Interval = Field(description='an interval, such as { every = 1, unit = "months" }')
    volunteer_group: Interval = Field(description='an interval, such as { every = 1, unit = "terms" }')
    volunteers_ad_hoc: bool = Field(
        description="true where a volunteer has more sessions when an intervention needs it"
    )


class Term(Section):
    """A school term with its half-term holiday; every date is itself included."""

    name: Text = Field(description='the name in words, such as "Autumn 2026"')
    starts_on: date = Field(description="a date such as 2026-09-01")
    ends_on: date = Field(description="a date such as 2026-12-18, after the start")
    half_term_starts_on: date = Field(description="the first day of the half-term holiday")
    half_term_ends_on: date = Field(description="the last day of the half-term holiday")


class Venue(Section):
    """A place where the service meets families (L18)."""

    name: Text = Field(description="the name of the place")
    neutral: bool = Field(
        description="true where families see it as neither the school's nor the authority's"
    )
    private: bool = Field(description="true where no one overhears")
    accessible: bool = Field(description="true where everyone can get in and about")
    note: str = Field(default="", description="anything worth knowing about the place")


class Meetings(Section):
    """Where families are met, and how interpreting is had (L18, L19)."""

    elsewhere_words: Text = Field(description="in a sentence: when a meeting may be held somewhere else")
    elsewhere_needs_reason: bool = Field(
        description="true where a meeting elsewhere needs a reason on record"
    )
    interpreting_by_authority: bool = Field(
        description="true where interpreters come from the local authority, so that families are asked first"
    )
    interpreting_words: Text = Field(description="in a sentence: how interpreting is arranged")
    venues: tuple[Venue, ...] = Field(description="the places where families are met")


class Impartiality(Section):
    """What is said aloud at first contact, and how the policy is kept up (L23, L33, Y15, Y27)."""

    statement: Text = Field(description="the statement, one short paragraph to be said aloud")
    in_writing: Text = Field(description="the same for a letter or a page, one short paragraph to be read")
    review_months: Annotated[int, Field(ge=1, le=36)] = Field(
        description="months between two reviews of the policy"
    )
    reviewed_on: date | None = Field(default=None, description="the day of the last review, if it is known")


class Records(Section):
    """What families are told of their records (L26, L27)."""

    agreement_words: Text = Field(description="what is asked aloud before records are kept")
    how_to_see: Text = Field(description="how to see one's own records, as it is said and sent in writing")


class Retention(Section):
    """How long records are kept. No national rule is known: the service confirms it."""

    closed_case_years: Annotated[int, Field(ge=0, le=100)] = Field(
        description="years kept after a case closes"
    )
    until_age: Annotated[int, Field(ge=0, le=120)] = Field(
        description="kept until the child or young person is this old"
    )
    take: Literal["later", "earlier"] = Field(
        description='which of the two rules: the "later" or the "earlier" date'
    )
    enquiry_years: Annotated[int, Field(ge=0, le=100)] = Field(description="years an enquiry is kept")
    words: Text = Field(description="in a sentence for families: how long records are kept")


class Escalation(Section):
    """To whom a conflict of interest goes when it is the manager's own (Y12)."""

    role: Literal["strategic_lead"] = Field(description='the line above the manager, "strategic_lead"')
    title: Text = Field(description="who that is in this service")


class Interests(Section):
    """How often those who work here confirm their interests (Y12)."""

    confirm_every_months: Annotated[int, Field(ge=1, le=24)] = Field(
        description="months after which everyone confirms their list of interests again"
    )
    remind_before_days: Annotated[int, Field(ge=1, le=90)] = Field(
        description="days before that on which they are reminded"
    )
    longest_waiver_days: Annotated[int, Field(ge=1, le=60)] = Field(
        description="days for which a manager may at most let somebody take cases who has not declared"
    )


class Clearance(Section):
    """Whose new cases wait until the manager has cleared them (L17, Y28)."""

    roles: tuple[Literal["caseworker", "volunteer"], ...] = Field(
        description='the roles that need a clearance for new cases: "volunteer", and "caseworker" where they need one too'
    )
    tell_before_days: Annotated[int, Field(ge=1, le=90)] = Field(
        description="days before a clearance ends on which the manager is told"
    )


class PolicyReading(Section):
    """How soon everyone who works here reads a new version of the impartiality policy (Y16)."""

    within_days: Annotated[int, Field(ge=1, le=90)] = Field(
        description="days after a version is in force by which everyone has read it; then no new cases without"
    )
    remind_before_days: Annotated[int, Field(ge=1, le=30)] = Field(
        description="days before that on which whoever has not is reminded"
    )
    longest_waiver_days: Annotated[int, Field(ge=1, le=60)] = Field(
        description="days for which a manager may at most let somebody take cases who has not read it"
    )


class BreakGlass(Section):
    """How long a case of a colleague stays open to whoever opened it because it could not wait (SECURITY 4)."""

    hours: Annotated[int, Field(ge=1, le=72)] = Field(description="hours until it closes to them again")
    reviewed_within_working_days: Annotated[int, Field(ge=1, le=10)] = Field(
        description="working days within which the manager looks at it"
    )


class YearStart(Section):
    """The day on which the reporting year begins."""

    month: Annotated[int, Field(ge=1, le=12)] = Field(description="a month, 1 to 12")
    day: Annotated[int, Field(ge=1, le=28)] = Field(description="a day of the month, 1 to 28")


class Periods(Section):
    """Spans that the service sets for itself."""

    callback_kept_days: Days = Field(description="days a call-back is kept when nothing follows")
    draft_kept_days: Days = Field(description="days an unfinished note is kept")
    owed_item_days: Days = Field(description="days until an item still owed from first contact falls due")
    inactive_after_days: Days = Field(
        description="days without contact after which a case is proposed as inactive"
    )
    venue_looked_at_within_days: Days = Field(
        description="days after which somebody looks again at a place where families are met"
    )
    reporting_year_starts: YearStart = Field(
        description="the first day of the reporting year, such as { month = 4, day = 1 }"
    )


class Sharing(Section):
    """How long a family's permission to speak with others may hold (L24), and what others are told (L25, Y02, Y17)."""

    longest_months: Annotated[int, Field(ge=1, le=36)] = Field(
        description="months after which a permission has to be renewed"
    )
    written_down_within_days: Annotated[int, Field(ge=0, le=31)] = Field(
        description="days within which a permission that was spoken is to be written down"
    )
    after_coming_of_age_days: Annotated[int, Field(ge=0, le=366)] = Field(
        description="days for which a parent's permission still holds after the child comes of age to decide"
    )
    pass_on_working_days: Annotated[int, Field(ge=1, le=30)] = Field(
        description="working days within which a family hears what an agency said, the day of the call not counted"
    )
    told_to_agencies: Text = Field(
        description="what is said aloud to an agency: that the family hears it all, and that the service wants no outcome"
    )
    written_to_agencies: Text = Field(
        description="the same in writing, which stands in every letter and mail to an agency"
    )
    told_unasked: Text = Field(
        description="what is said aloud to whoever approaches the service about a family: the same, without a word on "
        "whether the family is known"
    )
    relayed_words: Text = Field(
        description="what stands on every view passed on for a family: that it is theirs and not the service's"
    )
    renew_before_days: Annotated[int, Field(ge=1, le=90)] = Field(
        description="days before a permission ends on which the worker is asked to renew it"
    )
    signed_form_within_days: Annotated[int, Field(ge=1, le=90)] = Field(
        description="days within which a permission given on paper has that paper on the case"
    )


class WorkingDays(Section):
    """What is counted in working days: weekends, England's yearly bank holidays and these days are none."""

    bank_holidays: tuple[date, ...] = Field(
        description="bank holidays proclaimed for one year alone, such as for a jubilee, in the order of their dates; "
        "those of every year are known",
    )


class Safeguarding(Section):
    """Who looks at what was shared without permission to keep someone safe (SECURITY 5)."""

    leads: tuple[Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")], ...] = Field(
        description="the addresses with which those sign in who review it beside the manager, or [] where nobody does"
    )


class Readings(Section):
    """From when on the way somebody reads records is unusual, and a manager looks into it (L26)."""

    working_day_begins: Annotated[int, Field(ge=0, le=23)] = Field(
        description="the hour from which reading is part of a working day, 0 to 23"
    )
    working_day_ends: Annotated[int, Field(ge=1, le=24)] = Field(
        description="the hour from which it no longer is, 1 to 24 and after the beginning"
    )
    cases_out_of_hours: Annotated[int, Field(ge=1, le=50)] = Field(
        description="cases opened outside those hours, or on no working day, from which it is unusual"
    )
    cases_in_a_day: Annotated[int, Field(ge=2, le=500)] = Field(
        description="cases opened in a day below which it is never unusual"
    )
    searches_in_a_day: Annotated[int, Field(ge=2, le=500)] = Field(
        description="different searches in a day below which it is never unusual"
    )
    times_usual: Annotated[int, Field(ge=2, le=20)] = Field(
        description="times as many cases or searches as on the worker's own usual day from which it is unusual"
    )
    closed_cases: Annotated[int, Field(ge=1, le=100)] = Field(
        description="closed cases that were never the worker's, opened in a day, from which it is unusual"
    )
    break_glass_times: Annotated[int, Field(ge=2, le=50)] = Field(
        description="times a worker opened a case in an emergency from which it is unusual"
    )
    break_glass_days: Annotated[int, Field(ge=1, le=366)] = Field(
        description="the days within which those times are counted"
    )
    common_surnames: tuple[Text, ...] = Field(
        description="family names so common here that bearing one says nothing, or []"
    )


class Advice(Section):
    """What stands beside advice, and how soon (Y03, Y10, Y13)."""

    options_within_working_days: Annotated[int, Field(ge=1, le=30)] = Field(
        description="working days within which the options of a piece of advice are written down"
    )
    source_review_months: Annotated[int, Field(ge=1, le=36)] = Field(
        description="months after which an independent source is looked at again"
    )


class Performance(Section):
    """What the service is measured by (L01, Y05)."""

    measured_by: Literal["interventions", "national_standards"] = Field(
        description='"interventions" (targets count interventions) or "national_standards"'
    )
    words: Text = Field(description="in a sentence: what the service is measured by")


WorkingRole = Literal["caseworker", "volunteer", "manager"]


class TrainingNeed(Section):
    """One training that some roles must have, and by when (L17, L20, L21, Y28)."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{2,40}$")] = Field(
        description="a short name for it, small letters and _, which stays the same once training is recorded under it"
    )
    label: Text = Field(description="what it is called")
    roles: tuple[WorkingRole, ...] = Field(
        min_length=1, description='the roles that need it: "caseworker", "volunteer", "manager"'
    )
    part: Literal["national", "local", "own"] = Field(
        description='"national" (law and guidance), "local" (policy and procedure here), or "own" (how the service works)'
    )
    legal_level: Annotated[int, Field(ge=0, le=9)] = Field(
        description="the level of the legal training that it is, 0 where it is none"
    )
    within_months: Annotated[int, Field(ge=1, le=60)] = Field(
        description="months after somebody takes up the role within which they have it"
    )
    again_after_months: Annotated[int, Field(ge=0, le=120)] = Field(
        description="months after which it is had again, 0 where once is enough"
    )


class Training(Section):
    """Training that those who advise must have (L17, L20, L21, Y28)."""

    legal_levels: Annotated[int, Field(ge=0, le=9)] = Field(
        description="levels of the legal training, 0 where none is named"
    )
    local_part: bool = Field(description="true where local policy and procedure are a part of it")
    words: Text = Field(description="in a sentence: the training those who advise must have")
    legal_level_for: tuple[Annotated[int, Field(ge=0, le=9)], ...] = Field(
        min_length=4,
        max_length=4,
        description="the level of the legal training that a case at level 1, 2, 3 and 4 asks of its worker, 0 for none, "
        "such as [0, 0, 0, 3]",
    )
    remind_before_days: Annotated[int, Field(ge=1, le=180)] = Field(
        description="days before training is due on which its worker is reminded"
    )
    most_from_one_kind_percent: Annotated[int, Field(ge=1, le=100)] = Field(
        description="the share of the year's hours, in percent, beyond which one kind of provider is flagged"
    )
    needs: tuple[TrainingNeed, ...] = Field(
        min_length=1, description="a section [[training.needs]] for each training that a role must have"
    )

    def need(self, key: str) -> TrainingNeed | None:
        """The training of that key, if the service asks for it (still)."""
        return next((one for one in self.needs if one.key == key), None)


JoiningItem = Literal[
    "policy_read",
    "impartiality_training",
    "recognising_partiality",
    "confidentiality",
    "interests_declared",
    "safeguarding",
    "agreement",
]


class Joining(Section):
    """What comes before somebody new is given a case, and how long applications are kept (L17, Y09)."""

    required: tuple[JoiningItem, ...] = Field(
        min_length=1,
        description='what has to be done before somebody new is cleared: "policy_read", "impartiality_training", '
        '"recognising_partiality", "confidentiality", "interests_declared", "safeguarding", "agreement"',
    )
    by_training: dict[JoiningItem, str] = Field(
        description="which of these are done by a training on the register, each with the key of its training; the "
        "policy is read and interests are declared by themselves, and the others somebody says are done"
    )
    references: Annotated[int, Field(ge=0, le=5)] = Field(
        description="references that are taken up before an applicant is taken on"
    )
    dbs_check: bool = Field(description="true where a DBS check is seen before an applicant is taken on")
    not_taken_on_kept_days: Days = Field(
        description="days after which everything about an applicant who was not taken on is destroyed"
    )

    def training_for(self, item: str) -> str:
        """The key of the training by which this is done, or nothing where no training does it."""
        return next((key for one, key in self.by_training.items() if one == item), "")


class Liaison(Section):
    """The standing link with the local authority (L04, L05, Y07)."""

    lead_officer: str = Field(
        description="the authority's officer for the contract, or nothing where there is none"
    )
    words: Text = Field(description="in a sentence: what is talked about with the authority, and what is not")
    rare_below: Annotated[int, Field(ge=2, le=20)] = Field(
        description="a school named beside a need points at someone where fewer than this many there have it"
    )


class PerHour(Section):
    """How often something may be asked for within an hour."""

    one_address: Annotated[int, Field(ge=1, le=100_000)] = Field(
        description="how often from one address: a school or a library may be many families"
    )
    everyone: Annotated[int, Field(ge=1, le=1_000_000)] = Field(description="how often from all together")


class Referral(Section):
    """The form by which families come to the service themselves (L28)."""

    begun_kept_days: Days = Field(
        description="days a half-written request is kept for its writer to come back to"
    )
    settled_kept_days: Days = Field(
        description="days what a request said is kept when it was settled without a case"
    )
    answer_words: Text = Field(
        description="in a sentence: how soon the service gets in touch with whoever sent it"
    )
    young_words: Text = Field(
        description="what a child or young person is told before they begin: that they may come by themselves, and "
        "when the service would have to tell somebody"
    )
    leave_to: Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$")] = Field(
        description="a harmless page, beginning with https://, that whoever has to leave at once is led to"
    )
    patience_seconds: Annotated[int, Field(ge=1, le=30)] = Field(
        description="seconds that a person needs at least before they can send a page, and a robot does not"
    )
    most_begun: PerHour = Field(
        description="requests begun in an hour, such as { one_address = 20, everyone = 300 }"
    )
    most_codes: PerHour = Field(
        description="codes tried in an hour, such as { one_address = 20, everyone = 600 }"
    )
    most_answers: PerHour = Field(
        description="answers sent in an hour, such as { one_address = 600, everyone = 20000 }"
    )


class Questionnaires(Section):
    """The anonymous questionnaires that go out when work with a family ends (L30)."""

    months: Literal[1, 2, 3, 4, 6, 12] = Field(
        description="months in a period, whose answers come out together: 1, 2, 3, 4, 6 or 12"
    )
    least_answers: Annotated[int, Field(ge=5, le=50)] = Field(
        description="answers below which none are let out, 5 or more; they go on into the next period"
    )
    most_rolls: Annotated[int, Field(ge=0, le=2)] = Field(
        description="how often too few answers go on into the next period before they are destroyed unread, 0 to 2"
    )
    asked_again_after_days: Days = Field(
        description="days within which nobody is asked a second time, whatever closes again"
    )
    reminded_before_days: Annotated[int, Field(ge=1, le=28)] = Field(
        description="days before the end of a period on which everyone who was asked in it is asked once more"
    )


class FamilyViews(Section):
    """What an authority asks families, and what they answer (L29)."""

    patience_seconds: Annotated[int, Field(ge=1, le=30)] = Field(
        description="seconds that a person needs at least before they can send a view, and a robot does not"
    )
    most_sent: PerHour = Field(
        description="views sent in an hour, such as { one_address = 40, everyone = 600 }"
    )
    most_codes: PerHour = Field(
        description="receipt codes tried in an hour, such as { one_address = 20, everyone = 600 }"
    )


WorkingDaysGiven = Annotated[int, Field(ge=1, le=60)]


class Complaints(Section):
    """How soon comments are answered and complaints seen to, and the form for them on the website (L32).

    A complaint about personal data is acknowledged within the 30 days that the law gives, whatever stands here.
    """

    answer_working_days: WorkingDaysGiven = Field(
        description="working days within which a comment is answered, or noted with the reason"
    )
    acknowledge_working_days: WorkingDaysGiven = Field(
        description="working days within which somebody who complains is told that the service has it"
    )
    decide_working_days: WorkingDaysGiven = Field(
        description="working days after it came in within which a complaint is decided"
    )
    further_working_days: WorkingDaysGiven = Field(
        description="working days within which a complaint that is taken further is decided the second time"
    )
    further_words: Text = Field(description="in a sentence or two: to whom a complaint can be taken further")
    settled_kept_days: Annotated[int, Field(ge=365, le=3653)] = Field(
        description="days after it was settled or closed until the words, and whoever said them, are destroyed"
    )
    patience_seconds: Annotated[int, Field(ge=1, le=30)] = Field(
        description="seconds that a person needs at least before they can send the form, and a robot does not"
    )
    most_sent: PerHour = Field(
        description="comments sent in an hour, such as { one_address = 20, everyone = 300 }"
    )


class Figures(Section):
    """How coarse figures about few people are when they leave the team (L31)."""

    few: Annotated[int, Field(ge=4, le=20)] = Field(
        description='numbers from 1 to this one are shown as "few", 4 or more'
    )
    step: Literal[5, 10] = Field(description="all else is shown to the nearest 5 or 10")


class Level(Section):
    """A level of intervention, which belongs to the intervention, not to the child."""

    number: Annotated[int, Field(ge=1, le=4)] = Field(description="1, 2, 3 or 4")
    label: Text = Field(description="the level in a few words")
    description: Text = Field(description="what the service does at this level")
    time: Text = Field(description='how long it usually takes in words, or "Not known"')


class ListChange(Section):
    """How this service shows one list of fixed words; old records keep their meaning."""

    hide: tuple[Text, ...] = Field(
        default=(), description="values no longer offered; records that hold them stay readable"
    )
    relabel: dict[str, Text] = Field(
        default_factory=dict, description='other words, such as { web_chat = "Live chat" }'
    )
