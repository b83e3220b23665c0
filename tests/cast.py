"""The same few people through every test: a service's team, two families, two schools and the authority."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from cases.actions.agencies import AgencyDetails, add_agency
from cases.actions.casework import NewCase, allocate, open_new_case
from cases.actions.documents import Offered, add_documents
from cases.actions.first_contact import Answer
from cases.actions.interests import declare
from cases.actions.interventions import Given, log_intervention
from cases.actions.people import Kinship, PersonDetails, Reach, add_contact, add_person, relate
from cases.choices import (
    Agreement,
    CaseRole,
    Channel,
    ContactPointKind,
    ContactSafety,
    FirstContactItem,
    HelpKind,
    HowShared,
    Issue,
    ItemState,
    OrganisationKind,
    ParentalResponsibility,
    PrimaryNeed,
    ReferralSource,
    Relationship,
    SettingType,
    Stage,
)
from cases.models import Agency, Case, Document, Intervention, Person
from consent import choices as consent_choices
from consent.actions.liaison import Talk, record_liaison
from consent.actions.permissions import Yes, record_permission
from consent.disclosures import Said, disclose
from consent.disclosures.letters import ToWrite, send_letter, word_letter
from consent.models import Heard, Letter, LiaisonEntry, SharingPermission
from sendiass import clock
from sendiass.accounts.access import roles_to_clear
from sendiass.accounts.actions import Newcomer, enrol, found_service, give_clearance, say_ready
from sendiass.accounts.models import Clearance, User
from sendiass.accounts.roles import Role
from sendiass.audit import reading
from sendiass.crypto.keyring import sealing_keys
from sendiass.outbox.recipients import Recipient
from tests.papers import letter

if TYPE_CHECKING:
    from tests.conftest import Staged

THEIR_AIM = "A full-time place at the local school, with someone who understands her."


@dataclass(frozen=True)
class Team:
    """Those who work here, and one who sits on the board."""

    manager: User
    administrator: User
    caseworker: User
    colleague: User
    volunteer: User
    board_member: User

    @property
    def everyone(self) -> dict[str, User]:
        """Each by the name of their part."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Family:
    """One family: its case, its child and a parent."""

    case: Case
    child: Person
    parent: Person


@dataclass(frozen=True)
class Cast:
    """Everyone. The Khans are the caseworker's; the Taylors are her colleague's; nobody has the waiting case yet."""

    team: Team
    primary: Agency
    secondary: Agency
    authority: Agency
    khans: Family
    taylors: Family
    waiting: Case

    def billing(self) -> Billing:
        """Who they are, for whoever meets them where they stand already."""
        return Billing(
            {name: user.id for name, user in self.team.everyone.items()},
            (self.primary.id, self.secondary.id, self.authority.id),
            tuple(
                (family.case.id, family.child.id, family.parent.id) for family in (self.khans, self.taylors)
            ),
            self.waiting.id,
        )


@dataclass(frozen=True)
class Billing:
    """The cast by id: the team by part, both schools and the authority, case, child and parent of each family."""

    team: dict[str, UUID]
    agencies: tuple[UUID, UUID, UUID]
    families: tuple[tuple[UUID, UUID, UUID], ...]
    waiting: UUID

    def on_stage(self) -> Cast:
        """The cast as the data base has them: nothing sealed stands open."""
        users = User.objects.in_bulk(self.team.values())
        agencies = Agency.objects.in_bulk(self.agencies)
        cases = Case.objects.in_bulk([*(case for case, _, _ in self.families), self.waiting])
        people = Person.objects.in_bulk([one for _, *people in self.families for one in people])
        khans, taylors = (
            Family(cases[case], people[child], people[parent]) for case, child, parent in self.families
        )
        primary, secondary, authority = (agencies[key] for key in self.agencies)
        return Cast(
            Team(**{name: users[key] for name, key in self.team.items()}),
            primary,
            secondary,
            authority,
            khans,
            taylors,
            cases[self.waiting],
        )


@pytest.fixture
def cast(db: None, request: pytest.FixtureRequest) -> Cast:
    """The cast, for this test alone: whatever it does to them is undone.

    Where a test commits, they come on stage within it, since what it commits goes with its data bases.
    """
    if "stage" in request.fixturenames:
        stage: Staged = request.getfixturevalue("stage")
        return stage.billing.on_stage()
    return assemble()


def assemble(at: datetime | None = None) -> Cast:
    """Bring everyone on stage as the application itself would, as of `at` (else two weeks ago)."""
    with sealing_keys():  # as within one request: each key is fetched once
        return _assembled(at or clock.now() - timedelta(days=14))


def _assembled(at: datetime) -> Cast:
    team = hire(at)
    primary = add_agency(
        by=team.manager,
        details=AgencyDetails(
            "Oakfield Primary", OrganisationKind.SCHOOL, False, SettingType.MAINSTREAM_PRIMARY
        ),
        at=at,
    )
    secondary = add_agency(
        by=team.manager,
        details=AgencyDetails(
            "Meadow High", OrganisationKind.SCHOOL, False, SettingType.MAINSTREAM_SECONDARY
        ),
        at=at,
    )
    authority = add_agency(
        by=team.manager, details=AgencyDetails("SEND team", OrganisationKind.AUTHORITY_SEND, True), at=at
    )
    return Cast(
        team=team,
        primary=primary,
        secondary=secondary,
        authority=authority,
        khans=family(
            team,
            team.caseworker,
            child=PersonDetails(
                given_names="Zahra Noor",
                family_name="Khan",
                preferred_name="Zahra",
                date_of_birth=date(2016, 5, 13),
                primary_need=PrimaryNeed.AUTISM,
                setting_type=SettingType.MAINSTREAM_PRIMARY,
                school=primary,
            ),
            parent=PersonDetails(given_names="Samira", family_name="Khan", date_of_birth=date(1985, 2, 1)),
            number="+447700900123",
            at=at,
        ),
        taylors=family(
            team,
            team.colleague,
            child=PersonDetails(
                given_names="Ben",
                family_name="O'Neil-Taylor",
                date_of_birth=date(2011, 9, 1),
                primary_need=PrimaryNeed.MENTAL_HEALTH,
                setting_type=SettingType.MAINSTREAM_SECONDARY,
                school=secondary,
            ),
            parent=PersonDetails(given_names="Łukasz", family_name="Taylor"),
            number="+447700900456",
            at=at,
        ),
        waiting=new_case(team.manager, take_it=False, at=at),
    )


def hire(at: datetime) -> Team:
    """The service's people, each account confirmed by a second person."""
    manager, administrator = found_service(
        manager=Newcomer("moira@service.example", "Moira Patel", Role.MANAGER),
        second=Newcomer("ada@service.example", "Ada Lowe", Role.ADMINISTRATOR),
        at=at,
        invite=False,
    )

    def hired(email: str, name: str, role: Role) -> User:
        return joined(by=manager, confirmed_by=administrator, newcomer=Newcomer(email, name, role), at=at)

    without_interests(manager, at=at)

    return Team(
        manager=manager,
        administrator=administrator,
        caseworker=hired("amina@service.example", "Amina Yusuf", Role.CASEWORKER),
        colleague=hired("colin@service.example", "Colin Reid", Role.CASEWORKER),
        volunteer=hired("vera@service.example", "Vera Moss", Role.VOLUNTEER),
        board_member=hired("bola@board.example", "Bola Ade", Role.BOARD_MEMBER),
    )


def joined(*, by: User, confirmed_by: User, newcomer: Newcomer, at: datetime) -> User:
    """Somebody new, cleared where they need it, whom nothing connects with any school or family here."""
    who = without_interests(enrol(by=by, confirmed_by=confirmed_by, newcomer=newcomer, at=at), at=at)
    if who.role in roles_to_clear():
        cleared(who, by=by, at=at)
    return who


def cleared(
    who: User, *, by: User, at: datetime, until_on: date | None = None, reason: str = "Induction finished."
) -> Clearance:
    """The manager says that they are ready for new cases."""
    say_ready(by=by, person=who, at=at)
    return give_clearance(by=by, person=who, until_on=until_on, reason=reason, at=at)


def without_interests(who: User, *, at: datetime) -> User:
    """They declare that they have no interests."""
    declare(by=who, nothing=True, once=uuid4(), at=at)
    return who


def first_contact(by: User, *, on: date, agreement: Agreement = Agreement.AGREED) -> list[Answer]:
    """A first contact at which everything was settled."""
    return [
        Answer(
            FirstContactItem.STATEMENT,
            ItemState.DONE,
            who=CaseRole.PARENT_CARER,
            how=HowShared.PHONE,
            happened_on=on,
            done_by=by,
        ),
        Answer(FirstContactItem.AIM, ItemState.DONE, who=CaseRole.PARENT_CARER, words=THEIR_AIM),
        Answer(FirstContactItem.INFORMATION, ItemState.DONE),
        Answer(FirstContactItem.AGREEMENT, ItemState.DONE, agreement=agreement, who=CaseRole.PARENT_CARER),
        Answer(FirstContactItem.RECORDS_TOLD, ItemState.DONE),
    ]


def new_case(
    by: User, *, at: datetime, take_it: bool = True, agreement: Agreement = Agreement.AGREED
) -> Case:
    """A case opened with its first contact settled."""
    return open_new_case(
        by=by,
        new=NewCase(Issue.ASSESSMENT_REQUEST, Stage.ASSESSMENT_REQUESTED, ReferralSource.PARENT, take_it),
        answers=first_contact(by, on=clock.day_of(at), agreement=agreement),
        once=uuid4(),
        at=at,
    )


def family(
    team: Team, worker: User, *, child: PersonDetails, parent: PersonDetails, number: str, at: datetime
) -> Family:
    """A family whose case this worker has."""
    case = new_case(worker, at=at)
    young = add_person(by=worker, case=case, role=CaseRole.CHILD_OR_YOUNG_PERSON, details=child, at=at)
    grown = add_person(by=worker, case=case, role=CaseRole.PARENT_CARER, details=parent, at=at)
    relate(
        by=worker,
        child=young,
        adult=grown,
        kinship=Kinship(Relationship.PARENT, ParentalResponsibility.YES),
        at=at,
    )
    reach = Reach(ContactPointKind.MOBILE, number, ContactSafety.SAFE, is_preferred=True)
    add_contact(by=worker, case=case, person=grown, reach=reach, at=at)
    case.refresh_from_db()
    return Family(case, young, grown)


def given(note: str = "Went through the draft plan together.", on: date | None = None) -> Given:
    """One ordinary piece of work."""
    return Given(
        happened_on=on or clock.today(),
        channel=Channel.PHONE_CALL,
        kinds=(HelpKind.SUPPORT,),
        level=2,
        minutes=20,
        note=note,
    )


def logged(by: User, case: Case, note: str = "Went through the draft plan together.") -> Intervention:
    """Log one ordinary piece of work now."""
    return log_intervention(by=by, case=case, given=given(note), once=uuid4(), at=clock.now())


def document(
    by: User, case: Case, name: str = "Letter from school.pdf", content: bytes = b"", description: str = ""
) -> Document:
    """Put one document on a case now; a letter of two pages unless told otherwise."""
    files = [Offered(name, content or letter(("Dear family,", "Yours,")))]
    taken = add_documents(
        by=by, case=case, files=files, description=description, once=uuid4(), at=clock.now()
    )
    return taken.documents[0]


def hand_over(cast: Cast, case: Case, worker: User) -> None:
    """The manager gives this worker the case too."""
    allocate(by=cast.team.manager, case=case, worker=worker, reason="To work it together.", at=clock.now())


def permitted(by: User, family: Family, agency: Agency, *, at: datetime) -> SharingPermission:
    """The parent's yes of the day before to everything with this agency."""
    given_at = at - timedelta(days=1)
    yes = Yes(
        agency=agency,
        about=family.child,
        given_by=family.parent,
        standing=consent_choices.Standing.PARENT_OF_CHILD,
        ways=frozenset(consent_choices.Way),
        contents=dict.fromkeys(consent_choices.Content, ""),
        how=consent_choices.HowGiven.PHONE,
        given_at=given_at,
        last_day=clock.day_of(at) + timedelta(days=30),
    )
    return record_permission(by=by, case=family.case, yes=yes, once=uuid4(), at=at)


def heard_from(by: User, family: Family, permission: SharingPermission, *, at: datetime) -> Heard:
    """What the agency said when it was rung under that permission."""
    said = Said(
        agency=permission.agency,
        about=family.child,
        way=consent_choices.Way.TELL,
        channel=consent_choices.Channel.CALL,
        contents={consent_choices.Content.NEEDS: "She tires early."},
        happened_at=at,
        told=consent_choices.Told.SAID,
        spoke_to="Ms Hill, SEND officer",
        heard="The panel meets on the 9th, and they lean towards a no.",
    )
    heard: Heard = disclose(by=by, case=family.case, said=said, once=uuid4(), at=at).heard
    return heard


def letter_wanted(permission: SharingPermission, *, by_mail: bool = False, **different: Any) -> ToWrite:
    """A letter to the permission's agency about the child's needs, as it is wanted; parts may differ."""
    to = Recipient.by_post(name="Ms Hill, SEND officer", lines=("Council House", "1 High Street", "LE1 1AA"))
    if by_mail:
        to = Recipient.by_email(address="send.team@authority.example", name="Ms Hill, SEND officer")
    usual = ToWrite(
        agency=permission.agency,
        about=permission.about,
        to=to,
        way=consent_choices.Way.TELL,
        contents={consent_choices.Content.NEEDS: "She tires early, and mornings are hard."},
    )
    return replace(usual, **different)


def lettered(by: User, permission: SharingPermission, *, at: datetime | None = None, **wanted: Any) -> Letter:
    """That letter, looked over and sent on its way by this worker."""
    at, letter = at or clock.now(), letter_wanted(permission, **wanted)
    with reading(by=by, subjects=[permission.about.key_subject], purpose="test"):
        worded = word_letter(by=by, case=permission.case, wanted=letter, at=at)
        return send_letter(by=by, case=permission.case, wanted=letter, seen=worded.seen, once=uuid4(), at=at)


def talked(by: User, words: str = "Reviews are late again.", *, at: datetime | None = None) -> LiaisonEntry:
    """A trend as this worker writes it down: the administrator's waits for the manager."""
    at = at or clock.now()
    talk = Talk(
        consent_choices.LiaisonKind.TREND, clock.day_of(at), {consent_choices.LiaisonTopic.TRENDS: words}
    )
    return record_liaison(by=by, talk=talk, once=uuid4(), at=at)
