"""Brings the cast on stage in a running service, with one of each thing a page may be about, and says who can sign in.

Run inside the service's own environment: `python -m tests.canary.stage`.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from unittest import mock
from uuid import uuid4

import django

CASES_TO_BEGIN = 3  # whose first contact is all to do
KEPT = 2  # requests more, the last at intake, each kept from somebody
REQUESTS = 4  # from the public form, beside that of the walls: one for each end, and some to try twice


def main() -> None:
    """Print, as JSON, who signs in: role → address, password, secret of their second step, id; and what families are told."""
    django.setup()
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.db import transaction

    from cases.actions.casework import NewCase, open_new_case
    from cases.actions.first_contact import Answer
    from cases.actions.interests import Connection, declare_interest
    from cases.actions.people import PersonDetails
    from cases.choices import InterestKind, Issue, ItemState, ReferralSource, Stage
    from cases.forms.first_contact import ASKED
    from consent.models import SharingPermission
    from sendiass import clock
    from sendiass.accounts.actions import Newcomer
    from sendiass.accounts.roles import Role
    from sendiass.audit import ServicePrincipal
    from sendiass.audit.actors import serving
    from tests.asking import asked
    from tests.cast import assemble, family, heard_from, joined
    from tests.referring import referred
    from tests.walls.test_pages_by_role import kept_from, things_of

    people: dict[str, dict[str, str]] = {}
    with transaction.atomic(), serving(ServicePrincipal("set-up")):
        cast = assemble()
        slug = things_of(cast)["slug"]
        # One more thing to pass on: the family is told of one, and the manager decides that it is not told of the other.
        about_her = SharingPermission.objects.get(about=cast.khans.child)
        heard_from(cast.team.caseworker, cast.khans, about_her, at=clock.now())
        family(  # the Khans again, so that there are records to be told apart, and to be linked
            cast.team,
            cast.team.caseworker,
            child=PersonDetails(
                given_names="Zahra Noor", family_name="Khan", date_of_birth=date(2016, 5, 13)
            ),
            parent=PersonDetails(given_names="Samira", family_name="Khan", date_of_birth=date(1985, 2, 1)),
            number="+447700900124",
            at=clock.now(),
        )
        for _ in range(CASES_TO_BEGIN):
            open_new_case(
                by=cast.team.caseworker,
                new=NewCase(Issue.EXCLUSION, Stage.NONE_IDENTIFIED, ReferralSource.PARENT, True),
                answers=[Answer(item, ItemState.NOT_YET, because="They rang off.") for item in ASKED],
                once=uuid4(),
                at=clock.now(),
            )
        declare_interest(  # a case that waits for somebody else
            by=cast.team.colleague,
            connection=Connection(kind=InterestKind.GOVERNOR, agency=cast.secondary),
            once=uuid4(),
            at=clock.now(),
        )
        for _ in range(REQUESTS):
            referred()
        for _ in range(KEPT):
            kept_from(cast.team.board_member, referred())
        joined(  # somebody to clear for new cases who is not on the walk
            by=cast.team.manager,
            confirmed_by=cast.team.administrator,
            newcomer=Newcomer("vic@service.example", "Vic Stone", Role.VOLUNTEER),
            at=clock.now(),
        )
        for role, user in cast.team.everyone.items():
            secret, password = generate_totp_secret(), f"four green horses sing {role}"
            user.set_password(password)
            user.save()
            with mock.patch.object(get_adapter(), "send_notification_mail"):
                TOTP.activate(user, secret)
            people[role] = {"email": user.email, "password": password, "secret": secret, "id": str(user.id)}
        batch = asked()  # whose code stands in letters, and on paper
        told = {"batch": str(batch.id), "code": batch.code, "views": f"/views/{slug}/"}
    json.dump({"people": people, "told": told}, sys.stdout)


if __name__ == "__main__":
    main()
