"""Whoever reads Urdu, Gujarati, Polish, Somali or Panjabi answers in it, and English is marked as English (L30)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from feedback.choices import Audience, Language
from feedback.languages import Said, address_path, as_shipped, english_words, invitation_words
from feedback.migrations._as_they_come import as_told
from feedback.models import Batch, Question
from tests.asking import asked

pytestmark = pytest.mark.clause("L30")
OTHERS = [one for one in Language if one != Language.ENGLISH]
PART = re.compile(r"{\w+}")


def all_asked() -> set[str]:
    """Everything the questionnaires ask and offer as they come."""
    told = as_told()
    questions = [one for asks in told["questionnaires"] for one in asks["questions"]]
    words = {one[key] for one in questions for key in ("words", "asks_for_words") if key in one}
    return words | {word for scale in told["scales"].values() for word in scale}


@given(language=st.sampled_from(OTHERS), name=st.sampled_from(sorted(english_words())))
def test_every_text_has_each_language_with_the_same_parts(language: Language, name: str) -> None:
    said = as_shipped(language).words[name]
    assert said.is_translated
    assert sorted(PART.findall(said.text)) == sorted(PART.findall(english_words()[name]))


@given(language=st.sampled_from(OTHERS), english=st.sampled_from(sorted(all_asked())))
def test_every_question_and_every_word_to_choose_has_each_language(language: Language, english: str) -> None:
    assert english in as_shipped(language).asked


def test_a_text_that_is_not_translated_says_that_it_is_english() -> None:
    assert (
        Said("Hello & bye", is_translated=False).marked == '<span lang="en" dir="ltr">Hello &amp; bye</span>'
    )
    assert as_shipped(Language.URDU).ask("A new question?").startswith('<span lang="en"')


@pytest.mark.django_db
@pytest.mark.parametrize("language", list(Language))
def test_an_invitation_says_everything_in_each_language(language: Language) -> None:
    said = invitation_words(language, closes_on=date(2026, 12, 31))
    assert set(said) == {"heading", "anonymous", "minutes", "closes", "nothing", "again"}
    assert not any(PART.search(text) for text in said.values())


@pytest.mark.django_db
@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("audience", list(Audience))
def test_no_page_shows_english_in_another_language(
    audience: Audience, language: Language, client: Client
) -> None:
    batch: Batch = asked(audience)
    path = address_path(batch.code, language)
    pages = [client.get(path), client.post(f"{path}1/"), client.post(f"{path}check/")]
    pages.append(client.post(f"{path}check/", {"so_far": '{"1": ["4", ""]}', "once": "x"}))
    pages += [client.get(f"/q/sent/{language}/"), client.get(f"/q/nocode22/{language}/")]
    for page in pages:
        text = page.content.decode()
        assert f'<html lang="{language}"' in text
        assert ('dir="rtl" class' in text) == (language == Language.URDU)
        assert '<span lang="en"' not in text
        for name, english in english_words().items():
            if len(english) > 12 and not PART.search(english):
                assert english not in text, name


@pytest.mark.django_db
def test_the_first_page_leads_to_each_language_by_its_own_name(client: Client) -> None:
    batch = asked()
    text = client.get(address_path(batch.code)).content.decode()
    for language in OTHERS:
        assert f'lang="{language}"' in text
        assert str(language.label) in text


@pytest.mark.django_db
def test_the_last_page_says_where_something_is_not_translated_and_marks_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, own = asked(), as_shipped(Language.POLISH)
    first = Question.objects.get(questionnaire=batch.questionnaire_id, number=1)
    path, note = f"{address_path(batch.code, Language.POLISH)}check/", own.plain("not_translated")
    carried = {"so_far": '{"1": ["4", ""]}'}
    assert note not in client.post(path, carried).content.decode()
    for lost in (first.words, first.scale[4]):
        told = replace(own, asked={english: says for english, says in own.asked.items() if english != lost})
        monkeypatch.setattr("feedback.views.answering.wording", lambda _, told=told: told)
        page = client.post(path, carried).content.decode()
        assert note in page
        assert f'<span lang="en" dir="ltr">{escape(lost)}</span>' in page
    monkeypatch.setattr("feedback.views.answering.wording", lambda _: told)
    assert (
        note not in client.post(path).content.decode()
    )  # of words to choose it shows those that were chosen
