"""A whole profile, and what its parts may not say beside each other; it holds no service's words."""

from collections.abc import Iterator
from itertools import pairwise

from pydantic import BaseModel, Field

from sendiass.profiles.colours import LEAST_CONTRAST, contrast
from sendiass.profiles.sections import (
    Advice,
    BreakGlass,
    Clearance,
    Complaints,
    Escalation,
    FamilyViews,
    Figures,
    Group,
    Host,
    Identity,
    Impartiality,
    Interests,
    Joining,
    Level,
    Liaison,
    ListChange,
    Meetings,
    Performance,
    Periods,
    PolicyReading,
    Questionnaires,
    Readings,
    Records,
    Referral,
    Retention,
    Safeguarding,
    Section,
    Sharing,
    Supervision,
    Term,
    Text,
    Training,
    Words,
    WorkingDays,
)

Place = tuple[str | int, ...]
Contradiction = tuple[Place, str]


class Profile(Section):
    """Everything that differs between services. Ask it for what is needed, never for the service's name."""

    identity: Identity = Field(description="a section [identity]: name, colours, address")
    host: Host = Field(description="a section [host]: the body the service sits in")
    group: Group = Field(description="a section [group]: the oversight group")
    words: Words = Field(description="a section [words]: what people and things are called")
    supervision: Supervision = Field(description="a section [supervision]: how often it falls due")
    terms: tuple[Term, ...] = Field(
        min_length=3, description="three or more sections [[terms]], in the order of their dates"
    )
    meetings: Meetings = Field(description="a section [meetings]: where families are met")
    impartiality: Impartiality = Field(
        description="a section [impartiality]: the statement and the policy's review"
    )
    records: Records = Field(description="a section [records]: what families are told of their records")
    retention: Retention = Field(description="a section [retention]: how long records are kept")
    escalation: Escalation = Field(description="a section [escalation]: where a manager's own conflict goes")
    interests: Interests = Field(description="a section [interests]: how often they are confirmed")
    policy_reading: PolicyReading = Field(
        description="a section [policy_reading]: how soon a new version of the policy is read"
    )
    clearance: Clearance = Field(
        description="a section [clearance]: whose new cases wait until they are cleared"
    )
    break_glass: BreakGlass = Field(
        description="a section [break_glass]: how long an emergency opens a colleague's case"
    )
    periods: Periods = Field(description="a section [periods]: days and the reporting year")
    sharing: Sharing = Field(description="a section [sharing]: how long a permission to share holds")
    working_days: WorkingDays = Field(description="a section [working_days]: the bank holidays")
    safeguarding: Safeguarding = Field(
        description="a section [safeguarding]: who reviews what was shared without permission"
    )
    readings: Readings = Field(description="a section [readings]: from when on reading is unusual")
    advice: Advice = Field(description="a section [advice]: what stands beside advice, and how soon")
    performance: Performance = Field(description="a section [performance]: what the service is measured by")
    training: Training = Field(description="a section [training]: what those who advise must have")
    joining: Joining = Field(description="a section [joining]: what comes before somebody new has a case")
    liaison: Liaison = Field(description="a section [liaison]: the standing link with the authority")
    referral: Referral = Field(description="a section [referral]: the form by which families come themselves")
    questionnaires: Questionnaires = Field(
        description="a section [questionnaires]: how anonymous answers are gathered"
    )
    views: FamilyViews = Field(description="a section [views]: what the authority asks families")
    complaints: Complaints = Field(
        description="a section [complaints]: how soon comments and complaints are seen to"
    )
    figures: Figures = Field(
        description="a section [figures]: how coarse figures are when they leave the team"
    )
    levels: tuple[Level, ...] = Field(
        min_length=4, max_length=4, description="four sections [[levels]], numbers 1 to 4 in order"
    )
    lists: dict[str, ListChange] = Field(
        default_factory=dict, description="sections [lists.Name]: entries hidden or relabelled"
    )
    unconfirmed: dict[str, Text] = Field(
        default_factory=dict,
        description='entries that no source confirms, and why: "supervision.volunteer" = "not in policy"',
    )

    def doubt(self, entry: str) -> str | None:
        """Why the entry (*section.name*) is not confirmed by any source, or None where it is confirmed."""
        parts = entry.split(".")
        names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((self.unconfirmed[name] for name in names if name in self.unconfirmed), None)

    def level(self, number: int) -> Level:
        """The level of intervention of that number, 1 to 4."""
        return self.levels[number - 1]

    def contradictions(self) -> Iterator[Contradiction]:
        """Entries that are well formed but cannot stand beside each other, each with what is right."""
        yield from _wrong_links(self.identity)
        yield from _wrong_constituencies(self.group)
        yield from _wrong_terms(self.terms)
        yield from _wrong_levels(self.levels)
        yield from _wrong_holidays(self.working_days)
        yield from _wrong_hours(self.readings)
        yield from _wrong_clearance(self.clearance)
        yield from _wrong_training(self.training)
        yield from _wrong_joining(self.joining, self.training)
        for entry in self.unconfirmed:
            if not _exists(self, entry.split(".")):
                yield (
                    ("unconfirmed", entry),
                    f"there is no entry {entry} in this profile; name one as section.entry",
                )


def _wrong_links(identity: Identity) -> Iterator[Contradiction]:
    ratio = contrast(identity.link_colour, identity.background_colour)
    if ratio < LEAST_CONTRAST:
        yield (
            ("identity", "background_colour"),
            f"links {identity.link_colour} on it have a contrast of {ratio:.2f} to 1, and need at least "
            f"{LEAST_CONTRAST} to 1: choose a lighter background or a darker link colour",
        )


def _wrong_constituencies(group: Group) -> Iterator[Contradiction]:
    keys = [constituency.key for constituency in group.constituencies]
    for at, key in enumerate(keys):
        if key in keys[:at]:
            yield (
                ("group", "constituencies", at, "key"),
                f"{key} stands twice; every constituency needs its own key",
            )
    if group.chair_rule == "parent_member" and not any(seat.parents for seat in group.constituencies):
        yield (
            ("group", "chair_rule"),
            "the chair is a parent member, but no constituency says parents = true; mark theirs",
        )


def _wrong_terms(terms: tuple[Term, ...]) -> Iterator[Contradiction]:
    for at, term in enumerate(terms):
        days = (term.starts_on, term.half_term_starts_on, term.half_term_ends_on, term.ends_on)
        if list(days) != sorted(days) or term.starts_on == term.ends_on:
            yield (
                ("terms", at, "starts_on"),
                f"{term.name} has its dates out of order: start, half-term start, half-term end, end",
            )
        if at and term.starts_on <= terms[at - 1].ends_on:
            yield (
                ("terms", at, "starts_on"),
                f"{term.name} starts before {terms[at - 1].name} has ended; "
                "list the terms in order, without overlap",
            )


def _wrong_levels(levels: tuple[Level, ...]) -> Iterator[Contradiction]:
    for at, level in enumerate(levels):
        if level.number != at + 1:
            yield (
                ("levels", at, "number"),
                f"this is level {at + 1} by its place; list levels 1, 2, 3, 4 in order",
            )


def _wrong_holidays(working_days: WorkingDays) -> Iterator[Contradiction]:
    days = working_days.bank_holidays
    for at, (one, following) in enumerate(pairwise(days)):
        if following <= one:
            yield (
                ("working_days", "bank_holidays", at + 1),
                f"{following} stands after {one}; list the days in order, each once",
            )


def _wrong_clearance(clearance: Clearance) -> Iterator[Contradiction]:
    if "volunteer" not in clearance.roles:
        yield (
            ("clearance", "roles"),
            'a volunteer is given no case before they are cleared (L17): name "volunteer" among the roles',
        )
    if len(set(clearance.roles)) < len(clearance.roles):
        yield ("clearance", "roles"), "a role stands twice; name each once"


def _wrong_training(training: Training) -> Iterator[Contradiction]:
    keys = [need.key for need in training.needs]
    for at, need in enumerate(training.needs):
        if need.key in keys[:at]:
            yield (
                ("training", "needs", at, "key"),
                f"{need.key} stands twice; every training needs its own key",
            )
        if need.legal_level > training.legal_levels:
            yield (
                ("training", "needs", at, "legal_level"),
                f"there are {training.legal_levels} levels of the legal training (legal_levels)",
            )
    if max(training.legal_level_for) > training.legal_levels:
        yield (
            ("training", "legal_level_for"),
            f"there are {training.legal_levels} levels of the legal training (legal_levels)",
        )
    if training.local_part and not any(need.part == "local" for need in training.needs):
        yield (
            ("training", "local_part"),
            'local policy and procedure are a part of it (Y28): give one of [[training.needs]] part = "local"',
        )


def _wrong_joining(joining: Joining, training: Training) -> Iterator[Contradiction]:
    for item in ("impartiality_training", "recognising_partiality"):
        if item not in joining.required:
            yield (
                ("joining", "required"),
                f'volunteers are trained in impartiality and in recognising partiality first (L17): name "{item}"',
            )
        if item not in joining.by_training:
            yield (
                ("joining", "by_training"),
                f"this is done once its training is recorded (L17): say the key of the training that {item} is",
            )
    for item, key in joining.by_training.items():
        if item in ("policy_read", "interests_declared"):
            yield ("joining", "by_training", item), "this is done by themselves and not by a training"
        elif training.need(key) is None:
            yield (
                ("joining", "by_training", item),
                f"there is no training {key} among [[training.needs]]",
            )


def _wrong_hours(readings: Readings) -> Iterator[Contradiction]:
    if readings.working_day_ends <= readings.working_day_begins:
        yield (
            ("readings", "working_day_ends"),
            f"the working day begins at {readings.working_day_begins}; it ends at a later hour of the same day",
        )


def _exists(section: object, names: list[str]) -> bool:
    for name in names:
        if isinstance(section, BaseModel) and name in type(section).model_fields:
            section = getattr(section, name)
        elif isinstance(section, dict) and name in section:
            section = section[name]
        else:
            return False
    return True
