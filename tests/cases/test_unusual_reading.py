"""Unusual reading as the manager meets it: on their day, in a list, with its evidence, and looked into once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from cases.access import ToldUnusual, unusual_told_to
from cases.actions.unusual_reading import look_into
from cases.choices import LookedIntoAs, UnusualRule
from cases.models import LookedInto, UnusualReading
from cases.views.unusual_reading import MOST_ON_A_DAY, WHYS
from cases.views.unusual_shown import sentence
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer, enrol
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import reading
from sendiass.database import standing
from sendiass.profiles import profile
from tests.cases.test_readings_page import text_of
from tests.cast import Cast
from tests.reading import found_unusual, read_on
from tests.unseen import hide

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L26", "Y12", "Y24")]


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.team.manager)
    return client


@pytest.fixture
def finding(cast: Cast) -> UnusualReading:
    """The caseworker opened both families' cases at night."""
    return found_unusual(cast.team.caseworker, cast.khans.case, cast.taylors.case, least=2)


def page_of(finding: UnusualReading) -> str:
    return reverse("cases:unusual_page", args=[finding.id])


def second_manager(cast: Cast) -> User:
    newcomer = Newcomer("second@service.example", "Sioned Hughes", Role.MANAGER)
    return enrol(
        by=cast.team.manager, confirmed_by=cast.team.administrator, newcomer=newcomer, at=clock.now()
    )


def test_the_managers_day_says_what_there_is_to_look_into(
    manager: Client, cast: Cast, finding: UnusualReading
) -> None:
    page = manager.get("/today/")
    assert "Amina Yusuf : Opened 2 cases outside working hours" in text_of(page)
    assert page_of(finding) in page.content.decode()
    manager.force_login(cast.team.caseworker)
    assert "Unusual reading" not in text_of(manager.get("/today/"))


def test_a_day_without_any_says_nothing_of_it(manager: Client, cast: Cast) -> None:
    assert "Unusual reading" not in text_of(manager.get("/today/"))
    assert "There is nothing to look into" in text_of(manager.get("/readings/unusual/"))
    assert "No day has been looked through yet" in text_of(manager.get("/readings/unusual/"))


def test_a_day_with_many_shows_the_first_and_how_many_there_are(manager: Client, cast: Cast) -> None:
    for number in range(MOST_ON_A_DAY + 2):
        day = clock.today() - timedelta(days=number + 1)
        found_unusual(cast.team.caseworker, cast.khans.case, day=day)
    words = text_of(manager.get("/today/"))
    assert words.count("Amina Yusuf : Opened") == MOST_ON_A_DAY
    assert f"See all {MOST_ON_A_DAY + 2} to look into" in words


def test_from_the_number_it_is_one_click_to_the_readings(
    manager: Client, cast: Cast, finding: UnusualReading
) -> None:
    for case in (cast.khans.case, cast.taylors.case):
        read_on(finding.day, case.id, by=cast.team.caseworker)
        read_on(finding.day, case.id, by=cast.team.colleague)
    page = manager.get(page_of(finding)).content.decode()
    for case in (cast.khans.case, cast.taylors.case):
        assert case.reference in page
    links = [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:]]
    of_case = next(link for link in links if f"/cases/{cast.khans.case.reference}/readings/?" in link)
    assert parse_qs(urlsplit(of_case).query)["who"] == [str(cast.team.caseworker.id)]
    words = text_of(manager.get(of_case))
    assert "Amina Yusuf Case page" in words
    assert "Colin Reid Case page" not in words
    of_day = next(link for link in links if link.startswith("/readings/?"))
    assert cast.taylors.case.reference in text_of(manager.get(of_day))


def test_what_was_found_is_kept_in_words_and_then_shown(
    manager: Client, cast: Cast, finding: UnusualReading
) -> None:
    sent = {"outcome": "explained", "words": "Stood in for Colin, who was ill."}
    assert manager.post(page_of(finding), sent).status_code == 302
    looked = LookedInto.objects.get()
    assert (looked.finding, looked.by, looked.outcome) == (finding, cast.team.manager, "explained")
    words = text_of(manager.get(page_of(finding)))
    assert "Stood in for Colin, who was ill." in words
    assert "Save what you found" not in words
    assert "There is nothing to look into" in text_of(manager.get("/readings/unusual/"))
    assert "Explained" in text_of(manager.get("/readings/unusual/?show=all"))
    assert "Unusual reading" not in text_of(manager.get("/today/"))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": "Asked her."}, "Select what you found"),
        ({"outcome": "explained"}, "Enter in words what you found"),
        ({"outcome": "nothing", "words": "x"}, "Select one of the choices"),
    ],
)
def test_it_is_not_looked_into_without_saying_what_was_found(
    manager: Client, finding: UnusualReading, sent: dict[str, str], said: str
) -> None:
    assert said in text_of(manager.post(page_of(finding), sent))
    assert not LookedInto.objects.exists()


def looking(by: User, finding: UnusualReading, words: str = "Asked her.") -> LookedInto:
    with reading(by=by, subjects=[finding.key_subject], purpose="test"):
        return look_into(
            by=by, finding=finding, outcome=LookedIntoAs.TO_TALK_ABOUT, words=words, at=clock.now()
        )


def test_it_is_looked_into_once(cast: Cast, finding: UnusualReading) -> None:
    looking(cast.team.manager, finding)
    with pytest.raises(Refused, match="looked into this already"):
        looking(second_manager(cast), finding)


@pytest.mark.parametrize("who", ["caseworker", "colleague", "volunteer", "board_member", "administrator"])
def test_only_a_manager_looks_into_a_caseworkers(cast: Cast, finding: UnusualReading, who: str) -> None:
    with pytest.raises(Refused):
        looking(cast.team.everyone[who], finding)


def test_a_manager_never_meets_their_own_and_another_manager_does(client: Client, cast: Cast) -> None:
    moira, other = cast.team.manager, second_manager(cast)
    own = found_unusual(moira, cast.khans.case)
    client.force_login(moira)
    assert "Moira Patel" not in text_of(client.get("/readings/unusual/?show=all"))
    assert client.get(page_of(own)).status_code == 404
    with pytest.raises(Refused, match="your own reading"):
        looking(moira, own)
    client.force_login(other)
    words = text_of(client.get(page_of(own)))
    assert cast.khans.case.reference in words
    assert escape(profile().escalation.title) in words
    looking(other, own)


def test_the_administrator_looks_into_a_managers_by_its_numbers_alone(
    client: Client, cast: Cast, finding: UnusualReading
) -> None:
    ada, own = cast.team.administrator, found_unusual(cast.team.manager, cast.khans.case)
    client.force_login(ada)
    desk = client.get("/intake/")
    assert "Moira Patel : Opened 1 case outside working hours" in text_of(desk)
    assert "Amina Yusuf" not in text_of(client.get("/readings/unusual/"))
    assert client.get(page_of(finding)).status_code == 404
    page = client.get(page_of(own))
    words = text_of(page)
    assert escape(profile().escalation.title) in words
    assert cast.khans.case.reference not in words
    assert "/readings/?" not in page.content.decode()
    assert client.get("/readings/").status_code == 403
    client.post(page_of(own), {"outcome": "to_talk_about", "words": "Taken to the line above."})
    assert LookedInto.objects.get().by == ada
    client.force_login(cast.team.caseworker)
    assert "Unusual reading" not in text_of(client.get("/intake/"))


def answers(client: Client, *pages: str) -> list[tuple[int, str, int]]:
    found = []
    for page in pages:
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(page)
        found.append((answer.status_code, answer.content.decode(), len(asked)))
    return found


def test_a_case_they_may_not_see_is_left_out_of_its_number_too(manager: Client, cast: Cast) -> None:
    finding = found_unusual(cast.team.caseworker, cast.khans.case, cast.taylors.case, least=1)
    hide(cast.taylors.case, cast.team.manager)
    for page in ("/today/", "/readings/unusual/", page_of(finding)):
        words = text_of(manager.get(page))
        assert "Opened 1 case outside working hours" in words
        assert cast.taylors.case.reference not in words


def test_what_is_unusual_only_by_a_case_they_may_not_see_is_not_there(
    manager: Client, cast: Cast, finding: UnusualReading
) -> None:
    hide(cast.taylors.case, cast.team.manager)
    unknown = "/readings/unusual/00000000-0000-4000-8000-000000000001/"
    hidden, nobody = answers(manager, page_of(finding), unknown)
    assert hidden[0] == nobody[0] == 404
    for page in ("/today/", "/readings/unusual/?show=all"):
        assert "Amina Yusuf" not in text_of(manager.get(page))
    sent = {"outcome": "explained", "words": "I know."}
    assert manager.post(page_of(finding), sent).status_code == 404
    with pytest.raises(Refused):
        looking(cast.team.manager, finding)
    assert not LookedInto.objects.exists()


def test_what_is_found_says_neither_a_name_nor_a_reference(cast: Cast, finding: UnusualReading) -> None:
    (told,) = unusual_told_to(cast.team.manager, [finding])
    words = sentence(told)
    assert cast.khans.case.reference not in words
    assert "Khan" not in words


@pytest.mark.parametrize("rule", UnusualRule)
def test_every_rule_has_a_sentence_and_says_what_may_be_behind_it(cast: Cast, rule: UnusualRule) -> None:
    finding = UnusualReading(worker=cast.team.caseworker, rule=rule, number=3, least=3)
    assert "3" in sentence(ToldUnusual(finding, 3, ()))
    assert WHYS[rule]


def test_the_pages_ask_as_often_for_many_as_for_a_few(manager: Client, cast: Cast) -> None:
    def queries() -> list[int]:
        return [asked for _, _, asked in answers(manager, "/today/", "/readings/unusual/?show=all")]

    found_unusual(cast.team.caseworker, cast.khans.case)
    few = queries()
    kinds: list[dict[str, Any]] = [
        {"rule": rule} for rule in UnusualRule if rule != UnusualRule.MANY_SEARCHES
    ]
    for worker in (cast.team.colleague, cast.team.volunteer):
        for kind in kinds:
            found_unusual(worker, cast.khans.case, cast.taylors.case, **kind)
    assert queries() == few


def test_the_list_asks_as_often_where_all_is_hidden_as_where_there_is_none(
    manager: Client, cast: Cast
) -> None:
    page = "/readings/unusual/?show=all"
    ((_, _, for_none),) = answers(manager, page)
    found_unusual(cast.team.caseworker, cast.taylors.case)
    hide(cast.taylors.case, cast.team.manager)
    ((_, _, for_hidden),) = answers(manager, page)
    assert for_hidden == for_none


def test_the_data_base_shows_it_to_those_who_may_look_into_it_and_nobody_else(
    cast: Cast, finding: UnusualReading
) -> None:
    def shown(who: User) -> set[UnusualReading]:
        with standing.standing_as(standing.worker(who.id)):
            assert (
                LookedInto.objects.count() == UnusualReading.objects.filter(looked_into__isnull=False).count()
            )
            return set(UnusualReading.objects.all())

    team = cast.team
    of_a_manager = found_unusual(team.manager, cast.khans.case)
    second = second_manager(cast)
    looking(second, finding)
    assert shown(second) == {finding, of_a_manager}
    assert shown(team.manager) == {finding}
    assert shown(team.administrator) == {of_a_manager}
    for who in (team.caseworker, team.volunteer, team.board_member):
        assert shown(who) == set()
    hide(cast.taylors.case, second)
    assert shown(second) == {of_a_manager}, "without the hidden case it is too few to be unusual"
