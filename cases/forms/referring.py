"""The questions of the public form, one to a page, in words for whoever answers. They clean; they never save.

A parent or carer, a child or young person, and a professional are asked in words of their own (`Asking`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.html import format_html_join

from cases.actions.referrals import (
    Answers,
)
from cases.actions.told import FamilysYes, Professional, Told, Way
from cases.choices import (
    AccessibleFormat,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    HowShared,
    Issue,
    Language,
    ReferralSource,
    Referrer,
    Relationship,
    Stage,
)
from cases.forms.lists import Pairs, choices_of, listed
from cases.forms.reaching import is_mobile
from sendiass import clock
from sendiass.drafts.keeping import Fields
from sendiass.profiles import profile
from sendiass.ui.fields import (
    CheckboxesField,
    ConfirmField,
    EmailField,
    FriendlyDateField,
    KnownDateField,
    LineField,
    NameField,
    NoteField,
    PhoneField,
    RadiosField,
    SelectField,
    YesNoField,
)
from sendiass.ui.fields.dates import two_years_ago
from sendiass.ui.fields.short import phone_as_read
from sendiass.ui.forms import GovukForm
from sendiass.ui.words import long_date
from sendiass.visitors.forms import VisitorForm

PARENT, YOUNG, OTHER = Referrer.PARENT_CARER, Referrer.YOUNG_PERSON, Referrer.PROFESSIONAL
LONGEST_ANSWER = 20_000
"""Characters of one answer that are kept though something is wrong with it."""

ABOUT: Mapping[Issue, str] = {
    Issue.SEN_SUPPORT: "Help at school or nursery",
    Issue.ASSESSMENT_REQUEST: "Asking for an EHC needs assessment",
    Issue.REFUSAL_TO_ASSESS: "The council said no to an assessment",
    Issue.REFUSAL_TO_ISSUE: "The council said no to an EHC plan",
    Issue.PLAN_CONTENTS: "What an EHC plan says, or help in it that does not happen",
    Issue.PLACEMENT: "Which school or college",
    Issue.ANNUAL_REVIEW: "A review of an EHC plan",
    Issue.EXCLUSION: "Sent home, suspended or excluded",
    Issue.ATTENDANCE: "Not able to go to school",
    Issue.TRANSPORT: "Getting to school or college",
    Issue.POST_16: "What comes after 16",
    Issue.DISCRIMINATION: "Treated unfairly because of a disability",
    Issue.BULLYING: "Bullying",
    Issue.SOCIAL_CARE: "Social care, health or short breaks",
    Issue.OTHER: "Something else, or not sure",
}
PLAN: Mapping[Stage, str] = {
    Stage.FINAL_PLAN: "Yes",
    Stage.DRAFT_PLAN: "A draft",
    Stage.BEING_ASSESSED: "No, but the council is doing an assessment",
    Stage.ASSESSMENT_REQUESTED: "No, but someone has asked for an assessment",
    Stage.REFUSED_TO_ASSESS: "No, the council said no to it",
    Stage.SEN_SUPPORT: "No, but the school gives extra help",
    Stage.NONE_IDENTIFIED: "No",
    Stage.NOT_KNOWN: "I do not know",
}
KIN = (
    Relationship.MOTHER,
    Relationship.FATHER,
    Relationship.STEP_PARENT,
    Relationship.FOSTER_CARER,
    Relationship.ADOPTIVE_PARENT,
    Relationship.SPECIAL_GUARDIAN,
    Relationship.GRANDPARENT,
    Relationship.OTHER_RELATIVE,
    Relationship.OTHER,
)
WORKPLACES = (
    ReferralSource.SCHOOL,
    ReferralSource.EARLY_YEARS,
    ReferralSource.COLLEGE,
    ReferralSource.AUTHORITY_SEND,
    ReferralSource.SOCIAL_CARE,
    ReferralSource.HEALTH,
    ReferralSource.EARLY_HELP,
    ReferralSource.PARENT_CARER_FORUM,
    ReferralSource.VOLUNTARY_BODY,
    ReferralSource.OTHER_SERVICE,
    ReferralSource.OTHER,
)
WAYS = {
    ContactPointKind.MOBILE: "Phone",
    ContactPointKind.EMAIL: "Email",
    ContactPointKind.POST: "Post",
}
"""How they can be reached; a phone is a mobile until its number says otherwise."""

UNDER_16, OVER_16 = "under_16", "over_16"
ALONE, WITH_CARE = ContactSafety.SAFE.value, ContactSafety.WITH_CARE.value


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom the form asks, and for whom."""

    who: Referrer
    yes_from: CaseRole | None = None

    @property
    def is_about_themselves(self) -> bool:
        """Whether whoever is to be reached is the child or young person."""
        return self.who is YOUNG or self.yes_from is CaseRole.CHILD_OR_YOUNG_PERSON


Words = Mapping[Referrer, str]


def _all(words: str) -> Words:
    return dict.fromkeys(Referrer, words)


class BeginForm(VisitorForm):
    """Yes or no to our keeping what they tell us; for a professional the family's yes first."""

    agreed = RadiosField(
        label="May we keep what you tell us?",
        choices=[("yes", "Yes"), ("no", "No")],
        hints={"no": "You can still get advice. We show you how."},
        error_messages={"required": "Select yes or no: may we keep what you tell us?"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least_seconds = profile().referral.patience_seconds

    @property
    def is_yes(self) -> bool:
        """Whether there is a yes, and so something may be kept."""
        return bool(self.cleaned_data["agreed"] == "yes")

    def familys_yes(self) -> FamilysYes | None:
        """The family's yes to somebody else's writing; their own form needs none."""
        return None


class BeginForThemForm(BeginForm):
    """What a professional is asked before anything is kept."""

    agreed = RadiosField(
        label="Has the family said yes?",
        help_text="Yes to your writing to us, and to our keeping what you tell us.",
        choices=[("yes", "Yes"), ("no", "No, or not yet")],
        reveals={"yes": ["yes_from", "yes_how", "yes_on", "know"]},
        error_messages={"required": "Select whether the family has said yes"},
    )
    yes_from = RadiosField(
        label="Who said yes?",
        choices=[
            (CaseRole.PARENT_CARER.value, "A parent or carer"),
            (CaseRole.CHILD_OR_YOUNG_PERSON.value, "The child or young person"),
        ],
        error_messages={"required": "Select who said yes"},
    )
    yes_how = SelectField(
        label="How did they say it?",
        choices=listed(HowShared, nothing="Select how"),
        error_messages={"required": "Select how they said it"},
    )
    yes_on = FriendlyDateField(
        label="When?",
        help_text="For example today, yesterday or 27/3.",
        earliest=two_years_ago,
        latest=clock.today,
        error_messages={"required": "Enter the day they said yes"},
    )
    know = ConfirmField(
        label="They know what is on this page",
        error_messages={"required": "Go through this page with them first, then tick the box"},
    )
    field_order = ("agreed", "yes_from", "yes_how", "yes_on", "know")

    def familys_yes(self) -> FamilysYes | None:
        """Whose yes it was, how and when."""
        said = self.cleaned_data
        return FamilysYes(CaseRole(said["yes_from"]), HowShared(said["yes_how"]), said["yes_on"])


class CodeForm(VisitorForm):
    """The code of a form begun before."""

    heading_field = "code"
    code = LineField(
        label="What is your code?",
        help_text="It has 16 letters and numbers. Gaps and small letters do not matter.",
        max_length=60,
        error_messages={"required": "Enter your code"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
    )


class SendForm(VisitorForm):
    """Nothing is asked any more: it is sent as it was checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least_seconds = profile().referral.patience_seconds


class Question(GovukForm):
    """One question on a page of its own. `asked` and `hints` word it for each who may answer."""

    slug: ClassVar[str]
    heading: ClassVar[Words] = {}
    hint: ClassVar[Words] = {}
    labels: ClassVar[Mapping[str, Words]] = {}
    missing: ClassVar[Mapping[str, Words]] = {}
    heading_field = ""

    def __init__(self, *args: Any, asking: Asking, **kwargs: Any) -> None:
        self.asking = asking
        own = {name: deepcopy(field) for name, field in self.base_fields.items()}
        for name, field in own.items():
            if words := self.labels.get(name, {}).get(asking.who):
                field.label = words
            if words := self.missing.get(name, {}).get(asking.who):
                field.error_messages["required"] = words
        self.base_fields = own  # type: ignore[misc]  # this form's own, before Django copies them
        super().__init__(*args, **kwargs)
        if self.heading_field:
            self.fields[self.heading_field].label = self.title
            self.fields[self.heading_field].help_text = self.hint.get(asking.who, "")

    @property
    def title(self) -> str:
        """The question itself."""
        return self.heading[self.asking.who]

    @property
    def more(self) -> str:
        """A sentence below the question, where the question is not a box's own."""
        return "" if self.heading_field else self.hint.get(self.asking.who, "")

    @classmethod
    def is_asked(cls, asking: Asking, answers: Answers) -> bool:  # noqa: ARG003  the others look
        """Whether it is asked of them, with what they have answered before."""
        return True

    def typed_in(self, sent: QueryDict) -> Fields:
        """What was typed into its boxes, and nothing else that was sent."""
        own = [name for name in sent if name in self.fields or name.rpartition("_")[0] in self.fields]
        return {
            name: values if len(values := sent.getlist(name)) > 1 else values[0]
            for name in own
            if sent.getlist(name)
        }

    def said(self) -> str:
        """The answer as one reads it, a line for each part; needs a form that is valid."""
        lines = [_in_words(field, self.cleaned_data.get(name)) for name, field in self.fields.items()]
        return format_html_join("\n", "{}", ((line,) for line in lines if line))


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, date):
        return long_date(value)
    if isinstance(field, forms.BooleanField):
        return str(field.label) if value else ""
    if isinstance(value, bool):
        return f"{field.label} {'Yes' if value else 'No'}"
    if isinstance(field, PhoneField):
        return phone_as_read(value)
    if isinstance(field, forms.ChoiceField):
        words = {str(key): str(label) for key, label in field.choices}  # type: ignore[misc, union-attr]
        return ", ".join(words.get(one, one) for one in ([value] if isinstance(value, str) else value))
    return str(value)


class You(Question):
    """Who writes for a family."""

    slug = "you"
    heading = _all("Who are you?")
    hint = _all("We may need to ask you something. We tell you nothing about the family.")
    name = NameField(label="Your name", error_messages={"required": "Enter your name"})
    job = LineField(label="Your job", max_length=200, error_messages={"required": "Enter your job"})
    workplace = RadiosField(
        label="Where do you work?",
        choices=lambda: _some(ReferralSource, WORKPLACES),
        error_messages={"required": "Select where you work"},
    )
    organisation = LineField(
        label="Name of the school, team or organisation",
        max_length=300,
        error_messages={"required": "Enter the name of the school, team or organisation"},
    )
    reached_at = LineField(label="Your work phone or email", max_length=300, required=False)

    @classmethod
    def is_asked(cls, asking: Asking, answers: Answers) -> bool:  # noqa: ARG003
        return asking.who is OTHER


class _ANameOf(Question):
    given_names = NameField(label="First name")
    family_name = NameField(label="Last name", required=False)

    def said(self) -> str:
        """The whole name on one line."""
        return " ".join(filter(None, (self.cleaned_data["given_names"], self.cleaned_data["family_name"])))


class Name(_ANameOf):
    """Whom we shall speak with."""

    slug = "name"
    heading = {
        PARENT: "What is your name?",
        YOUNG: "What is your name?",
        OTHER: "Who shall we get in touch with?",
    }
    hint = {
        YOUNG: "You can use the name you like to be called.",
        OTHER: "The person in the family who said yes.",
    }
    missing = {
        "given_names": {
            PARENT: "Enter your first name",
            YOUNG: "Enter your first name",
            OTHER: "Enter their first name",
        }
    }


class Kin(Question):
    """What an adult is to the child."""

    slug = "kin"
    heading_field = "relationship"
    heading = {
        PARENT: "What are you to the child or young person?",
        OTHER: "What are they to the child or young person?",
    }
    relationship = RadiosField(
        label="",
        choices=lambda: _some(Relationship, KIN),
        error_messages={"required": "Select one of these"},
    )

    @classmethod
    def is_asked(cls, asking: Asking, answers: Answers) -> bool:  # noqa: ARG003
        return not asking.is_about_themselves


class Child(_ANameOf):
    """The child or young person, where somebody else asks."""

    slug = "child"
    heading = _all("What is the child’s or young person’s name?")
    missing = {"given_names": _all("Enter their first name")}

    @classmethod
    def is_asked(cls, asking: Asking, answers: Answers) -> bool:  # noqa: ARG003
        return not asking.is_about_themselves


class Born(Question):
    """When the child was born."""

    slug = "born"
    heading_field = "born"
    heading = _all("When were they born?")
    hint = _all("For example, 27 3 2015. You can leave this empty.")
    born = KnownDateField(label="Date of birth", birthday=True, required=False)

    @classmethod
    def is_asked(cls, asking: Asking, answers: Answers) -> bool:  # noqa: ARG003
        return not asking.is_about_themselves


class Age(Question):
    """How old somebody is who asks for themselves: from 16 they decide by law."""

    slug = "age"
    heading_field = "age"
    heading = {YOUNG: "How old are you?", OTHER: "How old are they?"}
    age = RadiosField(
        label="",
        choices=[(UNDER_16, "Under 16"), (OVER_16, "16 or older")],
        error_messages={"required": "Select an age"},
    )

    @classmethod
    def is_asked(cls, asking: Asking, answers: Answers) -> bool:  # noqa: ARG003
        return asking.is_about_themselves


class School(Question):
    """Where they learn."""

    slug = "school"
    heading_field = "school"
    heading = {
        PARENT: "Which school, nursery or college do they go to?",
        YOUNG: "Which school or college do you go to?",
        OTHER: "Which school, nursery or college do they go to?",
    }
    hint = _all("You can leave this empty.")
    school = LineField(label="The name of the school", max_length=300, required=False)


class About(Question):
    """What it is about, in a family's words for our codes."""

    slug = "about"
    heading_field = "issue"
    heading = _all("What is it about?")
    hint = _all("Choose what comes nearest. We talk about the rest later.")
    issue = RadiosField(
        label="",
        choices=lambda: _worded(Issue, ABOUT),
        error_messages={"required": "Select what it is about"},
    )


class Plan(Question):
    """How far the needs are recognised."""

    slug = "plan"
    heading_field = "stage"
    heading = {
        PARENT: "Do they have an EHC plan?",
        YOUNG: "Do you have an EHC plan?",
        OTHER: "Do they have an EHC plan?",
    }
    hint = _all("EHC means education, health and care. The council writes these plans.")
    stage = RadiosField(
        label="",
        choices=lambda: _worded(Stage, PLAN),
        error_messages={"required": "Select an answer, or that you do not know"},
    )


class Aim(Question):
    """What they want, in their own words (L22)."""

    slug = "aim"
    heading_field = "aim"
    heading = {
        PARENT: "What would you like to happen?",
        YOUNG: "What would you like to happen?",
        OTHER: "What would the family like to happen?",
    }
    hint = {
        PARENT: "Use your own words. A few are enough, and spelling does not matter.",
        YOUNG: "Use your own words. A few are enough, and spelling does not matter.",
        OTHER: "Use their words.",
    }
    aim = NoteField(label="What you would like to happen", rows=6, max_length=10_000)
    missing = {
        "aim": {
            PARENT: "Enter what you would like to happen",
            YOUNG: "Enter what you would like to happen",
            OTHER: "Enter what the family would like to happen",
        }
    }


class Dates(Question):
    """Days that press."""

    slug = "dates"
    heading_field = "dates"
    heading = _all("Is there a day we should know about?")
    hint = _all("Such as a meeting, or the last day to answer a letter. If there is none, leave this empty.")
    dates = NoteField(label="What you typed", rows=3, max_length=2_000, required=False)


class Reach(Question):
    """The ways that are safe; each has a page of its own."""

    slug = "reach"
    heading_field = "ways"
    heading = {
        PARENT: "How can we reach you?",
        YOUNG: "How can we reach you?",
        OTHER: "How can we reach them?",
    }
    hint = {
        PARENT: "Choose every way that is safe for you.",
        YOUNG: "Choose only ways that are safe for you. We use no others.",
        OTHER: "Choose only ways they said are safe.",
    }
    ways = CheckboxesField(
        label="",
        choices=[(way.value, words) for way, words in WAYS.items()],
        error_messages={"required": "Select at least one way to reach you"},
    )


class _AWay(Question):
    kind: ClassVar[ContactPointKind]

    @classmethod
    def is_asked(cls, asking: Asking, answers: Answers) -> bool:  # noqa: ARG003
        chosen = answers.get("reach", {}).get("ways", [])
        return cls.kind.value in ([chosen] if isinstance(chosen, str) else chosen)

    def way(self) -> Way:
        """What was said, as the action takes it."""
        raise NotImplementedError


def _safety(who_reads: str, with_care: str) -> RadiosField:
    return RadiosField(
        label="Is it safe?",
        choices=[(ALONE, who_reads), (WITH_CARE, with_care)],
        reveals={WITH_CARE: ["care"]},
        error_messages={"required": "Select whether it is safe"},
    )


def _care() -> LineField:
    return LineField(
        label="What must we take care of?",
        max_length=400,
        error_messages={"required": "Enter what we must take care of"},
    )


def _seen() -> ConfirmField:
    return ConfirmField(
        label="Someone else may see what we send there",
        help_text="Tick this and we do not say who we are or what it is about.",
        required=False,
    )


class Phone(_AWay):
    """A number, and whether to ring it and speak to whatever answers."""

    slug, kind = "phone", ContactPointKind.MOBILE
    heading = {PARENT: "Your phone", YOUNG: "Your phone", OTHER: "Their phone"}
    number = PhoneField(label="Phone number", error_messages={"required": "Enter a phone number"})
    safe = _safety("Yes, ring any time", "Only with care")
    care = _care()
    message = YesNoField(
        label="May we leave a message?",
        error_messages={"required": "Select whether we may leave a message"},
    )
    seen = ConfirmField(
        label="Someone else may answer, or see or hear what we leave there",
        help_text="Tick this and we do not say who we are or what it is about.",
        required=False,
    )

    def way(self) -> Way:
        said = self.cleaned_data
        kind = ContactPointKind.MOBILE if is_mobile(said["number"]) else ContactPointKind.LANDLINE
        return Way(
            kind,
            said["number"],
            ContactSafety(said["safe"]),
            said["care"],
            bool(said["message"]),
            bool(said["seen"]),
        )


class Email(_AWay):
    """An address, and who else reads there."""

    slug, kind = "email", ContactPointKind.EMAIL
    heading = {PARENT: "Your email", YOUNG: "Your email", OTHER: "Their email"}
    address = EmailField(label="Email address", error_messages={"required": "Enter an email address"})
    safe = _safety("Yes, you can write to it", "Only with care: do not write by yourselves")
    care = _care()
    seen = _seen()

    def way(self) -> Way:
        said = self.cleaned_data
        safety = ContactSafety(said["safe"])
        return Way(
            ContactPointKind.EMAIL, said["address"], safety, said["care"], is_discreet=bool(said["seen"])
        )


class Post(_AWay):
    """An address, and who else opens letters there."""

    slug, kind = "post", ContactPointKind.POST
    heading = {PARENT: "Your address", YOUNG: "Your address", OTHER: "Their address"}
    address = NoteField(
        label="Address and postcode",
        rows=4,
        max_length=1_000,
        error_messages={"required": "Enter an address"},
    )
    safe = _safety("Yes, you can send letters", "Only with care: do not write by yourselves")
    care = _care()
    seen = _seen()

    def way(self) -> Way:
        said = self.cleaned_data
        safety = ContactSafety(said["safe"])
        return Way(
            ContactPointKind.POST, said["address"], safety, said["care"], is_discreet=bool(said["seen"])
        )


class Speaks(Question):
    """The language to speak in."""

    slug = "language"
    heading = {
        PARENT: "Which language is best for you?",
        YOUNG: "Which language is best for you?",
        OTHER: "Which language is best for them?",
    }
    language = SelectField(
        label="Language, spoken or signed",
        choices=listed(Language, nothing="Select a language"),
        initial=Language.ENGLISH,
        error_messages={"required": "Select a language"},
    )
    interpreter = YesNoField(
        label="Is an interpreter needed?",
        error_messages={"required": "Select whether an interpreter is needed"},
    )


class Formats(Question):
    """How information must come."""

    slug = "formats"
    heading_field = "formats"
    heading = {
        PARENT: "Do you need information in another way?",
        YOUNG: "Do you need information in another way?",
        OTHER: "Do they need information in another way?",
    }
    hint = _all("Choose all that help. If none does, go on.")
    formats = CheckboxesField(label="", choices=listed(AccessibleFormat), required=False)


QUESTIONS: tuple[type[Question], ...] = (
    You, Name, Kin, Child, Born, Age, School, About, Plan, Aim, Dates, Reach, Phone, Email, Post, Speaks, Formats,
)  # fmt: skip


def path_of(asking: Asking, answers: Answers) -> list[type[Question]]:
    """The questions for this person, in order."""
    return [one for one in QUESTIONS if one.is_asked(asking, answers)]


def answered(question: type[Question], asking: Asking, answers: Answers) -> Question:
    """The question as they answered it, to be looked through; without an answer it is wrong where one is needed."""
    return question(as_sent(answers.get(question.slug, {})), asking=asking)


def next_open(asking: Asking, answers: Answers) -> type[Question] | None:
    """The first question not answered yet, or not as it can stand; None once all is there."""
    for question in path_of(asking, answers):
        if question.slug not in answers or not answered(question, asking, answers).is_valid():
            return question
    return None


def as_sent(fields: Fields) -> QueryDict:
    """What was kept, as a browser sends it."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def may_be_kept(fields: Fields) -> bool:
    """Whether what was typed can be kept as it is, though something may be wrong with it."""
    values = [one for value in fields.values() for one in ([value] if isinstance(value, str) else value)]
    return sum(map(len, values)) <= LONGEST_ANSWER and all(map(_can_be_written, values))


def told_by_answers(asking: Asking, answers: Answers) -> Told:
    """All answers as the action takes them; each has been found valid."""
    said: dict[str, dict[str, Any]] = {}
    ways: list[Way] = []
    for question in path_of(asking, answers):
        form = answered(question, asking, answers)
        form.is_valid()
        said[question.slug] = form.cleaned_data
        if isinstance(form, _AWay):
            ways.append(form.way())
    kin, child = said.get("kin", {}), said.get("child", {})
    you = said.get("you")
    return Told(
        issue=Issue(said["about"]["issue"]),
        stage=Stage(said["plan"]["stage"]),
        source=_source(asking, said),
        given_names=said["name"]["given_names"],
        family_name=said["name"]["family_name"],
        relationship=Relationship(kin["relationship"]) if kin else None,
        child_given_names=child.get("given_names", ""),
        child_family_name=child.get("family_name", ""),
        child_born=said.get("born", {}).get("born"),
        school=said["school"]["school"],
        aim=said["aim"]["aim"],
        dates=said["dates"]["dates"],
        ways=tuple(ways),
        language=Language(said["language"]["language"]),
        needs_interpreter=said["language"]["interpreter"],
        formats=tuple(map(AccessibleFormat, said["formats"]["formats"])),
        professional=Professional(you["name"], you["job"], you["organisation"], you["reached_at"])
        if you
        else None,
    )


def _source(asking: Asking, said: Mapping[str, Mapping[str, Any]]) -> ReferralSource:
    if asking.who is OTHER:
        return ReferralSource(said["you"]["workplace"])
    if asking.who is YOUNG:
        return ReferralSource.CHILD if said["age"]["age"] == UNDER_16 else ReferralSource.YOUNG_PERSON
    return ReferralSource.PARENT


def _some(choices: type[TextChoices], wanted: Sequence[TextChoices]) -> Pairs:
    return [pair for pair in choices_of(choices) if pair[0] in {one.value for one in wanted}]


def _worded(choices: type[TextChoices], words: Mapping[Any, str]) -> Pairs:
    """Those the service offers, in a family's words."""
    offered = {value for value, _ in choices_of(choices)}
    return [(code.value, said) for code, said in words.items() if code.value in offered]


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character, which no page could show again
        return False
    return True
