"""People who come by the public form: what each answers, and the ways to walk through it or past it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.test import Client
from django.urls import reverse

from cases.actions.referrals import (
    begin_referral,
    find_begun,
    send_referral,
)
from cases.actions.told import FamilysYes, Told, Way
from cases.choices import (
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
from cases.models import BegunReferral, Referral
from sendiass import clock
from sendiass.visitors.forms import SALT

Typed = dict[str, str | list[str]]

A_MOTHER: dict[str, Typed] = {
    "name": {"given_names": "Rosa", "family_name": "Diaz"},
    "kin": {"relationship": "mother"},
    "child": {"given_names": "Leo", "family_name": "Diaz"},
    "born": {"born_day": "3", "born_month": "4", "born_year": "2015"},
    "school": {"school": "Oakfield Primary"},
    "about": {"issue": "exclusion"},
    "plan": {"stage": "sen_support"},
    "aim": {"aim": "He should be back in class, with someone who knows him."},
    "dates": {"dates": "A meeting on 9 December"},
    "reach": {"ways": ["mobile", "email"]},
    "phone": {"number": "07700 900555", "safe": "with_care", "care": "After four", "message": "no"},
    "email": {"address": "rosa@family.example", "safe": "safe"},
    "language": {"language": "es", "interpreter": "yes"},
    "formats": {"formats": ["large_print"]},
}
A_YOUNG_MAN: dict[str, Typed] = {
    "name": {"given_names": "Kit"},
    "age": {"age": "over_16"},
    "school": {"school": ""},
    "about": {"issue": "post_16"},
    "plan": {"stage": "not_known"},
    "aim": {"aim": "I want to choose my college myself."},
    "dates": {"dates": ""},
    "reach": {"ways": ["mobile"]},
    "phone": {
        "number": "07700 900777",
        "safe": "with_care",
        "care": "Never ring when I am at home",
        "message": "no",
    },
    "language": {"language": "en", "interpreter": "no"},
    "formats": {},
}
A_SENCO: dict[str, Typed] = {
    "you": {"name": "Ms Hill", "job": "SENCO", "workplace": "school", "organisation": "Oakfield Primary"},
    **A_MOTHER,
}
ANSWERS = {"parent": A_MOTHER, "young-person": A_YOUNG_MAN, "professional": A_SENCO}
THE_FAMILYS_YES: Typed = {
    "agreed": "yes",
    "yes_from": "parent_carer",
    "yes_how": "face_to_face",
    "yes_on": "yesterday",
    "know": "on",
}


def after_a_while(seconds: float = 60) -> str:
    """The mark of a form that was drawn so long ago."""
    return signing.Signer(salt=SALT).sign(f"{clock.now().timestamp() - seconds:.1f}")


def begin(client: Client, who: str = "parent", **typed: Any) -> Any:
    """Say yes to records, as a person would: after reading."""
    said: dict[str, Any] = dict(THE_FAMILYS_YES) if who == "professional" else {"agreed": "yes"}
    return client.post(reverse("cases:refer_begin", args=[who]), {"moment": after_a_while(), **said, **typed})


def answer(client: Client, question: str, typed: Typed, **more: str) -> Any:
    """Answer one question."""
    return client.post(reverse("cases:refer_question", args=[question]), {**typed, **more})


def fill(client: Client, who: str = "parent", **different: Typed) -> None:
    """Begin, and answer every question that is asked, following where each leads."""
    response, answers = begin(client, who), ANSWERS[who] | different
    while response["Location"] != reverse("cases:refer_check"):
        question = response["Location"].rstrip("/").rpartition("/")[2]
        response = answer(client, question, answers[question])
        assert response.status_code == 302, (question, response.content.decode())


def send(client: Client, **typed: str) -> Any:
    """Send what was checked."""
    return client.post(reverse("cases:refer_check"), {"moment": after_a_while(), **typed})


def told(**different: Any) -> Told:
    """What Rosa Diaz says of her son Leo; parts may differ."""
    usual = Told(
        issue=Issue.EXCLUSION,
        stage=Stage.SEN_SUPPORT,
        source=ReferralSource.PARENT,
        given_names="Rosa",
        family_name="Diaz",
        relationship=Relationship.MOTHER,
        child_given_names="Leo",
        child_family_name="Diaz",
        child_born=date(2015, 4, 3),
        school="Oakfield Primary",
        aim="He should be back in class, with someone who knows him.",
        dates="A meeting on 9 December",
        ways=(
            Way(ContactPointKind.MOBILE, "+447700900555", ContactSafety.WITH_CARE, "After four"),
            Way(ContactPointKind.EMAIL, "rosa@family.example", ContactSafety.SAFE),
        ),
        language=Language.ENGLISH,
        needs_interpreter=False,
    )
    return replace(usual, **different)


def half_written(
    who: Referrer = Referrer.PARENT_CARER, *, at: datetime | None = None
) -> tuple[str, BegunReferral]:
    """A form somebody has begun, and its code."""
    at = at or clock.now()
    yes = None
    if who is Referrer.PROFESSIONAL:
        yes = FamilysYes(CaseRole.PARENT_CARER, HowShared.PHONE, clock.day_of(at) - timedelta(days=1))
    code = begin_referral(who=who, yes=yes, at=at)
    begun = find_begun(code, at=at)
    assert begun
    return code, begun


def referred(
    who: Referrer = Referrer.PARENT_CARER, *, at: datetime | None = None, **different: Any
) -> Referral:
    """A request that was sent; by Rosa Diaz unless told otherwise."""
    at = at or clock.now()
    return send_referral(begun=half_written(who, at=at)[1], told=told(**different), at=at)
