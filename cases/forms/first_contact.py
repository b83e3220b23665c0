"""Cleans the answers to the items of first contact: each done, or not yet and because. It never saves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cases.actions.first_contact import Answer
from cases.choices import Agreement, CaseRole, FirstContactItem, HowShared, ItemState
from cases.forms.lists import listed
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.profiles import profile
from sendiass.ui.fields import FriendlyDateField, NoteField, RadiosField, SelectField
from sendiass.ui.fields.dates import two_years_ago
from sendiass.ui.forms import OnceForm

LONGEST_BECAUSE = 2_000
ASKED = (
    FirstContactItem.STATEMENT,
    FirstContactItem.AIM,
    FirstContactItem.INFORMATION,
    FirstContactItem.AGREEMENT,
    FirstContactItem.RECORDS_TOLD,
)
"""The items a worker answers, in the order of a conversation; the letter about records goes by itself."""

QUESTIONS = {
    FirstContactItem.STATEMENT: "Did you say the impartiality statement?",
    FirstContactItem.AIM: "Did they say what they want?",
    FirstContactItem.INFORMATION: "Did you give them the information they need to decide?",
    FirstContactItem.AGREEMENT: "May we keep their records?",
    FirstContactItem.RECORDS_TOLD: "Did you tell them how to see their records?",
}
STATES = [(ItemState.DONE.value, "Yes"), (ItemState.NOT_YET.value, "Not yet")]
ANSWERS = [
    (Agreement.AGREED.value, "They agreed"),
    (Agreement.DECLINED.value, "They did not agree"),
    (ItemState.NOT_YET.value, "Not asked yet"),
]


@dataclass(frozen=True, slots=True)
class Section:
    """One item on the page: its heading, the words to say aloud if it has any, and its question."""

    heading: str
    say: str
    question: BoundField


class FirstContactForm(OnceForm):
    """The items of first contact that are asked for; by default all of them."""

    def __init__(
        self, *args: Any, worker: User, items: Sequence[FirstContactItem] = ASKED, **kwargs: Any
    ) -> None:
        self.items = tuple(item for item in ASKED if item in items)
        self.worker = worker
        own = {name: field for item in self.items for name, field in _fields_for(item, worker).items()}
        # This form's own, set before Django copies them.
        self.base_fields = {**self.base_fields, **own}  # type: ignore[misc]
        super().__init__(*args, **kwargs)

    def sections(self) -> Iterator[Section]:
        """The items in order, with the words to be said aloud."""
        records = profile().records
        aloud = {
            FirstContactItem.STATEMENT: profile().impartiality.statement,
            FirstContactItem.AGREEMENT: records.agreement_words,
            FirstContactItem.RECORDS_TOLD: records.how_to_see,
        }
        for item in self.items:
            yield Section(str(item.label), aloud.get(item, ""), self[item.value])

    def answers(self) -> list[Answer]:
        """The answers as the action takes them."""
        return [self._answer(item) for item in self.items]

    def _answer(self, item: FirstContactItem) -> Answer:
        said = self.cleaned_data
        state = said[item.value]
        if state == ItemState.NOT_YET:
            return Answer(item=item, state=ItemState.NOT_YET, because=said[f"{item.value}_because"])
        today = clock.today()
        if item is FirstContactItem.STATEMENT:
            return Answer(
                item=item,
                state=ItemState.DONE,
                how=HowShared(said["statement_how"]),
                happened_on=said["statement_on"],
                done_by=self._speaker(said["statement_by"]),
            )
        if item is FirstContactItem.AGREEMENT:
            who = said[f"{state}_who"]
            return Answer(
                item=item,
                state=ItemState.DONE,
                agreement=Agreement(state),
                who=CaseRole(who),
                how=HowShared(said[f"{state}_how"]),
                happened_on=today,
                done_by=self.worker,
            )
        who = said.get(f"{item.value}_who")
        return Answer(
            item=item,
            state=ItemState.DONE,
            who=CaseRole(who) if who else None,
            happened_on=today,
            done_by=self.worker,
            words=said.get("aim_words", "") if item is FirstContactItem.AIM else "",
        )

    def _speaker(self, chosen: str) -> User:
        return self.worker if chosen == str(self.worker.pk) else User.objects.get(pk=chosen)


class AimForm(OnceForm):
    """What the family wants now, in their own words. No box asks what the worker thinks (L22)."""

    words = NoteField(
        label="What do they want, in their own words?",
        help_text="Write it as they said it.",
        rows=4,
        error_messages={"required": "Enter what the family wants, in their own words"},
    )
    whose = RadiosField(
        label="Whose words are these?",
        choices=listed(CaseRole),
        error_messages={"required": "Select whose words these are"},
    )


def speakers() -> list[tuple[str, str]]:
    """Who can have said the statement: everyone who works cases or takes calls."""
    found = User.objects.holding(Permission.WORK_CASES) | User.objects.holding(Permission.TAKE_ENQUIRIES)
    return [(str(user.pk), user.name) for user in found.by_name()]


def _fields_for(item: FirstContactItem, worker: User) -> dict[str, forms.Field]:
    if item is FirstContactItem.AGREEMENT:
        return _agreement()
    fields: dict[str, forms.Field] = {}
    beneath = _beneath(item, worker)
    fields[item.value] = RadiosField(
        label=QUESTIONS[item],
        choices=STATES,
        reveals={
            ItemState.DONE.value: list(beneath),
            ItemState.NOT_YET.value: [f"{item.value}_because"],
        },
        error_messages={"required": f"Select yes or not yet: {item.label[0].lower()}{item.label[1:]}"},
    )
    return {**fields, **beneath, f"{item.value}_because": _because(item)}


def _beneath(item: FirstContactItem, worker: User) -> dict[str, forms.Field]:
    if item is FirstContactItem.STATEMENT:
        return {
            "statement_how": _how("How did you say it?", "Select how the statement was said"),
            "statement_on": FriendlyDateField(
                label="Day it was said",
                initial="today",
                earliest=two_years_ago,
                latest=clock.today,
                error_messages={"required": "Enter the day the statement was said"},
            ),
            "statement_by": SelectField(label="Who said it?", choices=speakers, initial=str(worker.pk)),
        }
    if item is FirstContactItem.AIM:
        return {
            "aim_words": NoteField(
                label="What they want, in their own words",
                rows=4,
                error_messages={"required": "Enter what the family wants, in their own words"},
            ),
            "aim_who": _who("Whose words are these?", "Select whose words these are"),
        }
    if item is FirstContactItem.RECORDS_TOLD:
        return {"records_told_who": _who("Whom did you tell?", "Select whom you told")}
    return {}


def _agreement() -> dict[str, forms.Field]:
    agreed, declined, not_yet = (value for value, _ in ANSWERS)
    return {
        "agreement": RadiosField(
            label=QUESTIONS[FirstContactItem.AGREEMENT],
            choices=ANSWERS,
            hints={declined: "We can still help. The case then holds nothing that says who they are."},
            reveals={
                agreed: ["agreed_who", "agreed_how"],
                declined: ["declined_who", "declined_how"],
                not_yet: ["agreement_because"],
            },
            error_messages={"required": "Select whether they agreed to records being kept"},
        ),
        "agreed_who": _who("Who agreed?", "Select who agreed"),
        "agreed_how": _how("How did they tell you?", "Select how they told you"),
        "declined_who": _who("Who said no?", "Select who said no"),
        "declined_how": _how("How did they tell you?", "Select how they told you"),
        "agreement_because": _because(FirstContactItem.AGREEMENT),
    }


def _because(item: FirstContactItem) -> NoteField:
    field = NoteField(
        label="Why not yet?",
        rows=2,
        max_length=LONGEST_BECAUSE,
        error_messages={
            "required": f"Enter why this is not done yet: {item.label[0].lower()}{item.label[1:]}"
        },
    )
    # Each item has a box of this label.
    named = f"{item.label}: the reason why not yet"
    field.error_messages = {
        code: str(message).replace("{label}", named) for code, message in field.error_messages.items()
    }
    return field


def _who(label: str, missing: str) -> RadiosField:
    return RadiosField(label=label, choices=listed(CaseRole), error_messages={"required": missing})


def _how(label: str, missing: str) -> SelectField:
    return SelectField(
        label=label, choices=listed(HowShared, nothing="Select how"), error_messages={"required": missing}
    )
