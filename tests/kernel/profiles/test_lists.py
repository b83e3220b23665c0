"""A service hides and relabels entries of a fixed list; their meaning and old records stay."""

import pytest

from cases.choices import ALL, Channel, Ethnicity, Language
from sendiass.profiles import Profile, load
from sendiass.profiles.lists import faults, label, offered
from sendiass.profiles.sections import ListChange


def with_changes(**lists: ListChange) -> Profile:
    return load("leicester").model_copy(update={"lists": lists})


CHANGED = with_changes(
    Channel=ListChange(hide=("web_chat",), relabel={"helpline_call": "Advice line", "web_chat": "Live chat"})
)


def test_an_unchanged_list_is_offered_whole_in_its_own_order() -> None:
    assert offered(Channel, under=with_changes()) == [(value, str(name)) for value, name in Channel.choices]


def test_a_hidden_entry_is_not_offered_and_a_relabelled_one_has_its_new_words() -> None:
    found = dict(offered(Channel, under=CHANGED))
    assert "web_chat" not in found
    assert found["helpline_call"] == "Advice line"
    assert found["email"] == "Email"


def test_a_record_keeps_a_value_that_is_no_longer_offered() -> None:
    assert ("web_chat", "Live chat") in offered(Channel, keep="web_chat", under=CHANGED)
    assert label(Channel.WEB_CHAT, under=CHANGED) == "Live chat"


def test_changes_of_lists_and_values_that_do_not_exist_are_told() -> None:
    wrong = with_changes(
        Chanel=ListChange(hide=("email",)),
        Channel=ListChange(hide=("fax",), relabel={"pigeon": "Pigeon"}),
        Direction=ListChange(hide=("incoming", "outgoing")),
    )
    told = list(faults(ALL, under=wrong))
    assert [line.split(":")[0] for line in told] == [
        "[lists.Chanel]",
        "[lists.Channel]",
        "[lists.Channel]",
        "[lists.Direction]",
    ]


@pytest.mark.parametrize("name", ["leicester", "york"])
def test_both_profiles_change_only_what_exists(name: str) -> None:
    assert not list(faults(ALL, under=load(name)))


def test_every_list_has_words_for_every_value_and_no_two_alike() -> None:
    for choices in ALL:
        labels = [str(name) for name in choices.labels]
        assert len(set(labels)) == len(labels), choices
        assert all(labels), choices


def test_the_census_groups_are_nineteen_and_two_answers_more() -> None:
    assert len(Ethnicity) == 19 + 2
    assert {"roma", "gypsy_or_irish_traveller", "not_said", "not_asked"} <= set(Ethnicity.values)


def test_signed_languages_are_languages() -> None:
    assert Language("bfi").label == "British Sign Language"
    assert Language.MAKATON in Language
    assert all(len(code) in {2, 3} and code.islower() for code in Language.values)
