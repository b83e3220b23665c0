"""Plays a year of casework through the application's own verbs, by chance that is the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from cases.actions.agencies import AgencyDetails, add_agency
from cases.actions.answered import CameOfCall
from cases.actions.casework import NewCase, allocate, change_status, open_new_case
from cases.actions.closing import Closing, Judged, aims_standing, close_case
from cases.actions.dates import add_key_date, add_task
from cases.actions.documents import Offered, add_documents
from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.actions.first_contact import Answer, record_aim, record_first_contact
from cases.actions.interventions import Given, correct_intervention, log_intervention
from cases.actions.people import (
    Kinship,
    PersonDetails,
    Reach,
    add_contact,
    add_known_person,
    add_person,
    relate,
)
from cases.choices import (
    AccessibleFormat,
    Agreement,
    CameOfIt,
    CaseRole,
    CaseStatus,
    Channel,
    ContactPointKind,
    ContactSafety,
    Ethnicity,
    FirstContactItem,
    GotIt,
    HelpKind,
    HowShared,
    Issue,
    ItemState,
    Language,
    ParentalResponsibility,
    ReferralSource,
    Relationship,
    SettingType,
    Sex,
    Stage,
)
from cases.models import Agency, Case, IndependentSource, Person
from consent.actions.reminders import look_ahead
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import ServicePrincipal
from sendiass.demonstration.board import sit
from sendiass.demonstration.checks import check_files
from sendiass.demonstration.cover import could_not_wait, go_on_leave
from sendiass.demonstration.feedback import Tellers, hear
from sendiass.demonstration.interests import have_interests
from sendiass.demonstration.liaison import talk
from sendiass.demonstration.looking import NAMESAKE, read
from sendiass.demonstration.meetings import Meant, fill_register, go_to_school, interpret, meet_soon
from sendiass.demonstration.names import AGENCIES, FAMILIES, GIRLS, SCHOOLS
from sendiass.demonstration.options import write_options
from sendiass.demonstration.papers import letter, timetable
from sendiass.demonstration.people import Team
from sendiass.demonstration.referrals import come_by_themselves
from sendiass.demonstration.safeguarding import go_wrong, keep_safe
from sendiass.demonstration.sharing import come_unasked, share, share_of_a_young_person
from sendiass.demonstration.stories import ENQUIRIES, STORIES, Step, Story
from sendiass.demonstration.supervision import supervise
from sendiass.demonstration.training import recruit, train
from sendiass.outbox.actions import mark_posted
from sendiass.outbox.choices import Channel as MessageChannel
from sendiass.outbox.choices import State
from sendiass.outbox.models import Message

SEED = 2014
STILL_TO_POST = 2
STILL_TO_WRITE = timedelta(days=12)
"""How old advice is before all have written down its options."""
WAITING, REFUSING, UNDECIDED = range(52, 56), 56, 57
"""Which families wait for a caseworker, which did not agree to records, and which has not answered yet."""


@dataclass(frozen=True, slots=True)
class Household:
    """One made-up family and when it came."""

    number: int
    family_name: str
    child: str
    parent: str
    ethnicity: Ethnicity
    language: Language
    story: Story
    came_on: date

    def fill(self, text: str, school: str) -> str:
        """The story's words with this family's names in them."""
        return text.format(child=self.child, parent=self.parent, school=school)


class Year:
    """One run: the chance, the team, the schools, and the day it all ends on."""

    def __init__(self, team: Team, until: date) -> None:
        self.chance = Random(SEED)  # noqa: S311  made-up families, not keys
        self.team = team
        self.until = until
        self.schools: dict[SettingType, list[Agency]] = {}
        self.cases: dict[str, Case] = {}
        """The case of each family, by its name."""

    def once(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def moment(self, day: date) -> datetime:
        """Some time in the working day."""
        return datetime.combine(day, time(9 + self.chance.randrange(8), self.chance.randrange(60)), UTC)


def play(team: Team, *, until: date) -> Iterator[str]:
    """Load the year up to that day; yields a line of progress for every few families."""
    year = Year(team, until)
    _fill_directory(year)
    for household in _households(year):
        _live(year, household)
        if household.number % 20 == 19:
            yield f"{household.number + 1} families"
    _post_letters(year)
    look_ahead(by=ServicePrincipal("demonstration"), at=clock.now())
    for number in range(24):
        _ask(year, number)
    yield "24 enquiries"
    read(team, until=until, namesake=year.cases[NAMESAKE])
    yield "six weeks of reading"
    come_by_themselves(team.caseworkers[0], now=clock.now())
    keep_safe(team, once=year.once)
    go_wrong(team, once=year.once)
    go_on_leave(team, until=until, once=year.once)
    could_not_wait(team, once=year.once)
    have_interests(team, once=year.once)
    lead = User.objects.in_role(Role.STRATEGIC_LEAD).by_name()[0]
    supervise(team, lead=lead, once=year.once)
    train(team, once=year.once)
    recruit(team, once=year.once)
    check_files(team, once=year.once, at=clock.now())
    sit(team, once=year.once)
    hear(
        Tellers(team.manager, team.administrator, team.caseworkers[0]),
        chance=year.chance,
        once=year.once,
        at=clock.now(),
    )
    talk(
        caseworker=team.caseworkers[0],
        administrator=team.administrator,
        once=year.once,
        at=year.moment(_weekday(until - timedelta(days=30))),
    )


def _post_letters(year: Year) -> None:
    """All letters but the last few have been printed and posted."""
    waiting = Message.objects.filter(channel=MessageChannel.POST, state=State.WAITING).order_by(
        "created_at", "id"
    )
    for message in list(waiting)[:-STILL_TO_POST]:
        mark_posted(by=year.team.administrator, message=message, at=message.created_at + timedelta(days=2))


def _fill_directory(year: Year) -> None:
    at = year.moment(year.until - timedelta(days=400))
    for name, kind, setting in SCHOOLS:
        details = AgencyDetails(name, kind, is_local_authority=False, setting_type=setting)
        year.schools.setdefault(setting, []).append(add_agency(by=year.team.manager, details=details, at=at))
    for name, kind, is_authority in AGENCIES:
        add_agency(by=year.team.manager, details=AgencyDetails(name, kind, is_authority), at=at)
    fill_register(by=year.team.manager, at=clock.now())


def _households(year: Year) -> Iterator[Household]:
    for number, (family_name, child, parent, ethnicity, language) in enumerate(FAMILIES):
        story = STORIES[number % len(STORIES)]
        days_ago = 4 + number % 9 if number in WAITING else 2 + (number * 37) % 350
        came_on = _weekday(year.until - timedelta(days=days_ago))
        yield Household(number, family_name, child, parent, ethnicity, language, story, came_on)


def _live(year: Year, home: Household) -> None:
    at = year.moment(home.came_on)
    worker = year.team.caseworkers[(home.number + home.number // len(STORIES)) % len(year.team.caseworkers)]
    case = _come(year, home, worker, at)
    year.cases[home.family_name] = case
    if home.number in (REFUSING, UNDECIDED):
        return
    child, parent = _tell_who_they_are(year, home, case, worker, at)
    if home.number % 3 == 1 and home.story.ages[1] < 16:
        since = at + timedelta(hours=1)
        share(by=worker, case=case, child=child, parent=parent, once=year.once, at=since)
    if home.number % 6 == 2 and child.school:
        since = at + timedelta(hours=1)
        come_unasked(by=worker, case=case, school=child.school, parent=parent, once=year.once, at=since)
    if home.story.ages[0] >= 16:
        is_able = home.number % 24 == 9
        lately = year.moment(year.until - timedelta(days=8 if is_able else 40))
        share_of_a_young_person(
            by=worker,
            case=case,
            child=child,
            parent=parent,
            keys=(year.once(), year.once()),
            is_able=is_able,
            at=max(at, lately) + timedelta(hours=1),
        )
    school = child.school.name if child.school else "the school"
    if home.number in WAITING:
        return
    if home.number % 15 == 7:
        allocate(
            by=year.team.manager,
            case=case,
            worker=year.team.volunteer,
            reason="To go to the meeting with them.",
            at=at,
        )
    _work(year, home, case, worker, school)
    _look_ahead(year, home, case, worker)
    _meet(year, home, Meant(worker, case, parent))
    if home.number % 12 == 1:
        _add_papers(year, home, case, worker, school)


def _come(year: Year, home: Household, worker: User, at: datetime) -> Case:
    sources = (ReferralSource.PARENT,) * 6 + (
        ReferralSource.SCHOOL,
        ReferralSource.HEALTH,
        ReferralSource.RETURNING,
    )
    return open_new_case(
        by=worker,
        new=NewCase(
            home.story.issue,
            home.story.stage,
            ReferralSource.YOUNG_PERSON if home.story.ages[0] >= 16 else year.chance.choice(sources),
            take_it=home.number not in WAITING,
        ),
        answers=_first_contact(home, worker, clock.day_of(at)),
        once=year.once(),
        at=at,
    )


def _first_contact(home: Household, worker: User, on: date) -> list[Answer]:
    who = CaseRole.CHILD_OR_YOUNG_PERSON if home.story.ages[0] >= 16 else CaseRole.PARENT_CARER
    how = (
        HowShared.INTERPRETER
        if home.language is not Language.ENGLISH and home.number % 2
        else HowShared.PHONE
    )
    statement = Answer(
        FirstContactItem.STATEMENT, ItemState.DONE, who=who, how=how, happened_on=on, done_by=worker
    )
    aim = Answer(FirstContactItem.AIM, ItemState.DONE, who=who, words=home.fill(home.story.aim, "the school"))
    information = Answer(FirstContactItem.INFORMATION, ItemState.DONE)
    agreement = Answer(FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.AGREED, who=who)
    told = Answer(FirstContactItem.RECORDS_TOLD, ItemState.DONE)
    if home.number == REFUSING:
        agreement = Answer(FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.DECLINED, who=who)
    if home.number == UNDECIDED:
        agreement = Answer(
            FirstContactItem.AGREEMENT, ItemState.NOT_YET, because="Wants to ask her husband first."
        )
    if home.number % 11 == 4:
        information = Answer(
            FirstContactItem.INFORMATION,
            ItemState.NOT_YET,
            because="The call was cut short; she will ring back.",
        )
    return [statement, aim, information, agreement, told]


def _tell_who_they_are(
    year: Year, home: Household, case: Case, worker: User, at: datetime
) -> tuple[Person, Person]:
    child = add_person(
        by=worker, case=case, role=CaseRole.CHILD_OR_YOUNG_PERSON, details=_child(year, home), at=at
    )
    parent = add_person(by=worker, case=case, role=CaseRole.PARENT_CARER, details=_parent(year, home), at=at)
    kind = Relationship.FOSTER_CARER if home.number % 19 == 6 else Relationship.PARENT
    has = ParentalResponsibility.NO if kind is Relationship.FOSTER_CARER else ParentalResponsibility.YES
    relate(
        by=worker,
        child=child,
        adult=parent,
        kinship=Kinship(kind, has, responsibility_seen=home.number % 3 == 0, lives_together=True),
        at=at,
    )
    for reach in _ways(home):
        add_contact(by=worker, case=case, person=parent, reach=reach, at=at)
    if home.number % 10 == 3:
        _add_other_parent(home, case, worker, child, at)
    if home.number == 1:
        _add_brother(year, home, worker, parent, at)
    return child, parent


def _child(year: Year, home: Household) -> PersonDetails:
    youngest, oldest = home.story.ages
    age = youngest + home.number % (oldest - youngest + 1)
    born = year.until - timedelta(days=int(age * 365.25) + year.chance.randrange(20, 340))
    setting = _setting(age, home)
    schools = year.schools.get(setting, [])
    return PersonDetails(
        given_names=home.child,
        family_name=home.family_name,
        preferred_name="Ollie" if home.child == "Oliver" else "",
        pronouns="they/them" if home.number == 34 else "",
        date_of_birth=born,
        sex=Sex.FEMALE if home.child in GIRLS else Sex.MALE,
        ethnicity=home.ethnicity,
        spoken_language=home.language,
        primary_need=home.story.need,
        setting_type=setting,
        school=schools[home.number % len(schools)] if schools else None,
    )


def _setting(age: int, home: Household) -> SettingType:
    if home.story.issue is Issue.PLACEMENT and home.number % 3 == 0:
        return SettingType.MAINTAINED_SPECIAL
    if age < 5:
        return SettingType.EARLY_YEARS
    if age < 11:
        return SettingType.MAINSTREAM_PRIMARY
    return SettingType.MAINSTREAM_SECONDARY if age < 16 else SettingType.SIXTH_FORM_OR_COLLEGE


def _parent(year: Year, home: Household) -> PersonDetails:
    speaks_english = home.language is Language.ENGLISH or home.number % 2 == 0
    return PersonDetails(
        given_names=home.parent,
        family_name=home.family_name,
        preferred_name="لیلا" if home.parent == "Leila" else "",
        date_of_birth=year.until - timedelta(days=36 * 365 + year.chance.randrange(2000))
        if home.number % 4 == 0
        else None,
        contact_notes="Works nights: ring after two in the afternoon." if home.number % 9 == 5 else "",
        ethnicity=home.ethnicity,
        spoken_language=home.language,
        formats=(AccessibleFormat.LARGE_PRINT,) if home.number % 13 == 8 else (),
        needs_interpreter=not speaks_english,
    )


def _ways(home: Household) -> Iterator[Reach]:
    mobile = f"+4477009{home.number:05d}"
    yield Reach(
        ContactPointKind.MOBILE,
        mobile,
        ContactSafety.WITH_CARE if home.number % 17 == 9 else ContactSafety.SAFE,
        note="Text first: somebody else may answer." if home.number % 17 == 9 else "",
        may_leave_message=home.number % 17 != 9,
        is_preferred=True,
    )
    if home.number % 5 == 2:
        address = f"{home.number + 3} Orchard Row\nOldtown\nLE99 {home.number % 9 + 1}ZZ"
        yield Reach(ContactPointKind.POST, address, ContactSafety.SAFE)
    else:
        handle = f"{home.parent}.{home.family_name}".casefold()
        plain = "".join(
            letter for letter in handle if letter.isascii() and (letter.isalnum() or letter == ".")
        )
        safety = ContactSafety.NOT_SAFE if home.number % 17 == 9 else ContactSafety.SAFE
        yield Reach(ContactPointKind.EMAIL, f"{plain}@family.example", safety)


def _add_other_parent(home: Household, case: Case, worker: User, child: Person, at: datetime) -> None:
    details = PersonDetails(given_names="Daniel", family_name=home.family_name)
    other = add_person(by=worker, case=case, role=CaseRole.PARENT_CARER, details=details, at=at)
    kinship = Kinship(Relationship.FATHER, ParentalResponsibility.YES, lives_together=False)
    relate(by=worker, child=child, adult=other, kinship=kinship, at=at)


def _add_brother(year: Year, home: Household, worker: User, parent: Person, at: datetime) -> None:
    case = open_new_case(
        by=worker,
        new=NewCase(Issue.SEN_SUPPORT, Stage.SEN_SUPPORT, ReferralSource.RETURNING, take_it=True),
        answers=_first_contact(home, worker, clock.day_of(at)),
        once=year.once(),
        at=at,
    )
    details = PersonDetails(given_names="Edward", family_name=home.family_name, preferred_name="Ted")
    brother = add_person(by=worker, case=case, role=CaseRole.CHILD_OR_YOUNG_PERSON, details=details, at=at)
    add_known_person(by=worker, case=case, person=parent, role=CaseRole.PARENT_CARER, at=at)
    kinship = Kinship(Relationship.MOTHER, ParentalResponsibility.YES, lives_together=True)
    relate(by=worker, child=brother, adult=parent, kinship=kinship, at=at)


def _work(year: Year, home: Household, case: Case, worker: User, school: str) -> None:
    day = home.came_on
    for count, step in enumerate(home.story.steps):
        day = _weekday(day + timedelta(days=step.after))
        if day > year.until:
            return
        if count == 1:
            _settle(home, case, worker, year.moment(day))
        logged = log_intervention(
            by=worker, case=case, given=_given(home, step, day, school), once=year.once(), at=year.moment(day)
        )
        if home.number % 16 == 2 and count == 1:
            correct_intervention(
                by=worker,
                intervention=logged,
                given=_given(home, step, day, school, minutes=step.minutes + 10),
                reason="Forgot the ten minutes of the second call.",
                once=year.once(),
                at=year.moment(day),
            )
        if year.until - day > STILL_TO_WRITE:
            keys, at = (year.once(), year.once()), year.moment(day)
            write_options(by=worker, case=case, advice=logged, number=home.number + count, keys=keys, at=at)
        if count == len(home.story.steps) - 1:
            _finish(year, home, case, worker, day)


def _given(home: Household, step: Step, day: date, school: str, minutes: int | None = None) -> Given:
    return Given(
        happened_on=day,
        channel=step.channel,
        kinds=step.kinds,
        level=step.level,
        minutes=minutes or step.minutes,
        note=home.fill(step.note, school),
        voice=step.voice,
        direction=step.direction,
        travel_minutes=step.travel,
    )


def _settle(home: Household, case: Case, worker: User, at: datetime) -> None:
    """What was put off at first contact is done at the second."""
    if home.number % 11 == 4:
        done = Answer(FirstContactItem.INFORMATION, ItemState.DONE)
        record_first_contact(by=worker, case=case, answers=[done], at=at)


def _finish(year: Year, home: Household, case: Case, worker: User, day: date) -> None:
    if home.story.changed_aim:
        words = home.fill(home.story.changed_aim, "the school")
        record_aim(by=worker, case=case, words=words, whose=CaseRole.PARENT_CARER, at=year.moment(day))
    quiet = (year.until - day).days
    ended = _weekday(day + timedelta(days=21))
    if quiet > 60 and home.number % 4 != 1:
        said = Closing(
            reason="The family has what it came for and agreed to end here.",
            judged=[Judged(aim, _came_of_it(home)) for aim in aims_standing(case)],
            told_of_none_because="They knew of IPSEA already.",
        )
        close_case(by=worker, case=case, said=said, at=year.moment(ended))
    elif quiet > 45:
        change_status(by=worker, case=case, to=CaseStatus.INACTIVE, reason="", at=year.moment(ended))


def _came_of_it(home: Household) -> CameOfIt:
    return (CameOfIt.REACHED, CameOfIt.PARTLY, CameOfIt.REACHED, CameOfIt.NOT_REACHED)[home.number % 4]


def _look_ahead(year: Year, home: Household, case: Case, worker: User) -> None:
    case.refresh_from_db()
    if case.status == CaseStatus.CLOSED:
        return
    at = year.moment(_weekday(year.until - timedelta(days=2)))
    kind, note = home.story.key_date
    on = _weekday(year.until + timedelta(days=3 + (home.number * 11) % 75))
    add_key_date(by=worker, case=case, kind=kind, on=on, note=note, at=at)
    if home.number % 3 == 0:
        due = max(
            _weekday(year.until + timedelta(days=home.number % 12 - 4)), home.came_on + timedelta(days=3)
        )
        words = ("Send the checklist again", "Ring after the meeting", "Look at the draft letter")[
            home.number % 9 // 3
        ]
        add_task(by=worker, case=case, worker=None, words=words, due_on=due, at=at)


def _meet(year: Year, home: Household, meant: Meant) -> None:
    """Meetings of some cases still in hand: to come, held and written up, and one to be written up."""
    meant.case.refresh_from_db()
    if meant.case.status == CaseStatus.CLOSED:
        return
    at = year.moment(_weekday(year.until - timedelta(days=1)))
    if home.number % 4 == 1:
        starts_at = year.moment(_weekday(year.until + timedelta(days=2 + home.number % 12)))
        meeting = meet_soon(meant, number=home.number, key=year.once(), starts_at=starts_at, at=at)
        if home.language is not Language.ENGLISH:
            interpret(meant, meeting, home.language, keys=(year.once(), year.once()), at=at)
    starts_at = at - timedelta(days=7)
    if home.number % 4 == 2 and home.came_on < clock.day_of(starts_at):
        is_owed = home.number % 8 == 2
        go_to_school(
            meant,
            key=year.once(),
            starts_at=starts_at,
            at=starts_at - timedelta(days=5),
            written_up_at=None if is_owed else starts_at + timedelta(hours=3),
        )


def _add_papers(year: Year, home: Household, case: Case, worker: User, school: str) -> None:
    """A letter and a photograph, for some of the cases still in hand."""
    case.refresh_from_db()
    if case.status == CaseStatus.CLOSED:
        return
    words = f"Dear {home.parent}, we would like to meet you about {home.child}."
    files = [
        Offered("Letter from school.pdf", letter(school, words)),
        Offered("Photograph of the timetable.png", timetable()),
    ]
    add_documents(
        by=worker,
        case=case,
        files=files,
        description="Sent by the family after our call",
        once=year.once(),
        at=year.moment(_weekday(year.until - timedelta(days=1))),
    )


def _ask(year: Year, number: int) -> None:
    issue, channel, note = ENQUIRIES[number % len(ENQUIRIES)]
    by = (*year.team.caseworkers, year.team.administrator)[number % 4]
    day = _weekday(year.until - timedelta(days=number * 3 % 55))
    owed = number in (0, 3, 8)
    if owed:
        day = _weekday(year.until - timedelta(days=number))
    given = Given(
        happened_on=day,
        channel=channel,
        kinds=(HelpKind.INFORMATION,),
        level=1,
        minutes=8 + number % 5 * 4,
        note=note,
    )
    ring_back = RingBack("A parent", f"0770090{number:04d}", "Weekday mornings") if owed else None
    take_enquiry(
        by=by,
        asked=Asked(
            channel=channel,
            issue=issue,
            who=CaseRole.PARENT_CARER,
            statement_shared=HowShared.PHONE if channel is Channel.HELPLINE_CALL else None,
            ring_back=ring_back,
            given=None if owed else given,
            came=CameOfCall() if owed else _came_of(number),
        ),
        once=year.once(),
        at=year.moment(day),
    )


def _came_of(number: int) -> CameOfCall:
    """What callers say came of it: most were told of somebody independent, some knew them."""
    source = IndependentSource.objects.in_use()[number % 2]
    if number % 3 == 1:
        return CameOfCall(got_it=GotIt.NOT_ASKED, told_of_none_because="They rang from a bus.")
    got_it = (GotIt.YES, GotIt.PARTLY)[number % 2]
    return CameOfCall(got_it=got_it, wanted="To know what they can ask for.", sources=(source,))


def _weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
