"""The wall of what others may see: of no kind does it tell whom it is from or about, in any language (DOMAIN 4.10)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from feedback.choices import Language
from feedback.emails import words_of_invitation
from feedback.languages import Said, as_shipped, day
from sendiass.access import Refused
from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.crypto.subjects import KeySubject
from sendiass.environment import Notify
from sendiass.outbox import delivery, documents, hiding, own
from sendiass.outbox.choices import Channel, State
from sendiass.outbox.kinds import MessageKind, all_kinds
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from sendiass.outbox.rules import MOST_SEGMENTS, segments
from sendiass.profiles import profile
from tests.kernel.outbox import notify_api, smtp_sink
from tests.kernel.outbox.notify_api import KEY, SENDER, TEXT_TEMPLATE, Api
from tests.kernel.outbox.smtp_sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L30")]
OUTBOX = ServicePrincipal("outbox")
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
CODE = "ABCDEFGHJK"
PARENT, REFERENCE = "Zubaida Qureshi", "LEI-2026-0042"
TO = {
    Channel.EMAIL: Recipient.by_email(address="zq@home.example", name=PARENT, is_discreet=True),
    Channel.TEXT: Recipient.by_text(number="+447700900123", name=PARENT, is_discreet=True),
    Channel.POST: Recipient.by_post(name=PARENT, lines=("1 High Street", "LE1 1AA"), is_discreet=True),
}


def _asked(language: Language) -> Mapping[str, object]:
    return words_of_invitation(code=CODE, closes=date(2026, 12, 31), written_language=language)


SAID: dict[str, Callable[[Language], Mapping[str, object]]] = {
    "cases.referral_received_unnamed": lambda _: {},
    "feedback.questionnaire": _asked,
    "feedback.asked_again": _asked,
}
"""What each kind says that may go where others see it. A new one without its words here fails."""

ASKING = [
    kind for kind in all_kinds().values() if kind.code in ("feedback.questionnaire", "feedback.asked_again")
]
HIDDEN = [kind for kind in all_kinds().values() if kind.can_be_hidden]
OTHERS = [kind for kind in all_kinds().values() if not kind.can_be_hidden]


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[Sink]:
    with smtp_sink.listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def api(settings: Settings) -> Iterator[Api]:
    with notify_api.listening() as api:
        yield api


@pytest.fixture(autouse=True)
def a_service_that_can_hide(settings: Settings, api: Api) -> None:
    settings.DISCREET_FROM = "post@letters.example"
    settings.REPORTS_ADDRESS = f"reports@{profile().identity.email.rpartition('@')[2]}"
    settings.NOTIFY = Notify(KEY, api.url, TEXT_TEMPLATE, TEXT_TEMPLATE, SENDER)
    settings.SITE_URL = "https://" + "a-long-name-of-our-pages." * 2 + "example"  # longer than most


def written(kind: MessageKind, channel: Channel, language: Language) -> Message:
    with transaction.atomic():
        return own.send(
            kind=kind,
            to=TO[channel],
            about=KeySubject("person", uuid4()),
            context=SAID[kind.code](language),
            key=f"{kind.code}:{uuid4()}",
            by=ServicePrincipal("sweeps"),
            at=NOON,
            reference=REFERENCE,
        )


def body_of(message: Message) -> dict[str, str]:
    with reading(by=OUTBOX, subjects=[message.key_subject], purpose="test"):
        return dict(message.body)


def tells(text: str, *, names_them: bool = False) -> list[str]:
    """The words in it that would tell somebody; asked otherwise than the outbox asks itself."""
    ours = profile()
    words = [
        "sendias",
        "special educational",
        "ehc plan",
        REFERENCE,
        ours.identity.name,
        ours.identity.short_name,
    ]
    words += [ours.identity.email.rpartition("@")[2], ours.identity.phone, ours.identity.website]
    words += [ours.host.controller_name, *ours.identity.address_lines]
    words += [] if names_them else PARENT.split()
    found = [word for word in words if word and word.casefold() in text.casefold()]
    return found + re.findall(r"\bSEND\b|\bsend\b", text)


@pytest.mark.parametrize("kind", HIDDEN, ids=lambda kind: kind.code)
def test_each_kind_that_may_be_seen_has_its_words_in_this_wall(kind: MessageKind) -> None:
    assert kind.code in SAID


@pytest.mark.parametrize(("kind", "channel"), list(product(OTHERS, Channel)), ids=str)
def test_every_other_kind_is_refused_with_the_reason(kind: MessageKind, channel: Channel) -> None:
    may = hiding.may_go(kind, channel=channel, is_discreet=True)
    assert not may
    assert may.reason
    with pytest.raises(Refused), transaction.atomic():
        own.send(
            kind=kind,
            to=TO[channel],
            about=KeySubject("person", uuid4()),
            context={},
            key=str(uuid4()),
            by=OUTBOX,
            at=NOON,
        )


@pytest.mark.parametrize(("kind", "language"), list(product(HIDDEN, Language)), ids=str)
def test_a_mail_tells_nothing_in_its_words_or_its_headers(
    mail_server: Sink, api: Api, kind: MessageKind, language: Language
) -> None:
    message = written(kind, Channel.EMAIL, language)
    with acting(by=OUTBOX):
        delivery.deliver(message.pk, clock=lambda: NOON)
    [mail], [raw], [envelope] = mail_server.mails, mail_server.taken, mail_server.envelopes
    head = raw.split(b"\r\n\r\n", 1)[0].decode()
    assert not tells(head)
    for words in smtp_sink.parts(mail).values():
        assert not tells(words)
        assert ("/q/" in words) is (kind in ASKING)
    assert mail["From"] == "post@letters.example"
    assert "letters.example" in mail["Message-ID"]
    assert "<post@letters.example>" in envelope[0]
    assert not {
        name for name in mail if name.startswith("List-") or name in ("Reply-To", "Sender", "Return-Path")
    }
    assert api.kept == []  # its sender would be the service's name


@pytest.mark.parametrize(("kind", "language"), list(product(HIDDEN, Language)), ids=str)
def test_a_letter_is_on_plain_paper_with_nothing_but_their_address_in_the_window(
    kind: MessageKind, language: Language
) -> None:
    said = body_of(written(kind, Channel.POST, language))
    for words in said.values():
        assert not tells(words, names_them=True)
    assert "data:image" not in said["html"]
    assert documents.pdf(said["html"]).startswith(b"%PDF")


@pytest.mark.parametrize(("kind", "language"), list(product(ASKING, Language)), ids=str)
def test_a_text_message_tells_nothing_and_is_short_in_every_language(
    api: Api, kind: MessageKind, language: Language
) -> None:
    message = written(kind, Channel.TEXT, language)
    with acting(by=OUTBOX):
        delivery.deliver(message.pk, clock=lambda: NOON)
    [kept] = api.kept
    assert not tells(kept["personalisation"]["body"])
    assert f"/q/{CODE}/" in kept["personalisation"]["body"]
    assert kept["sms_sender_id"] == SENDER
    assert segments(kept["personalisation"]["body"]) <= MOST_SEGMENTS


@pytest.mark.parametrize("kind", [kind for kind in all_kinds().values() if kind.text_template], ids=str)
def test_no_text_message_holds_a_name_and_each_fits(kind: MessageKind) -> None:
    for language in Language:
        known = SAID.get(kind.code)
        said = known(language) if known else {"called": PARENT, "case_reference": REFERENCE}
        to = Recipient.by_text(number="+447700900123", name=PARENT)
        with transaction.atomic():
            message = own.send(
                kind=kind,
                to=to,
                about=KeySubject("person", uuid4()),
                context=said,
                key=str(uuid4()),
                by=OUTBOX,
                at=NOON,
            )
        words = body_of(message)["text"]
        assert not tells(words)
        assert 0 < segments(words) <= MOST_SEGMENTS


@pytest.mark.parametrize(
    ("channel", "without"),
    [(Channel.EMAIL, {"DISCREET_FROM": ""}), (Channel.TEXT, {"NOTIFY": None})]
    + [(channel, {"SITE_URL": "https://www.sendiass-leicester.example"}) for channel in Channel],
)
@pytest.mark.parametrize("kind", HIDDEN, ids=lambda kind: kind.code)
def test_without_a_sender_or_an_address_that_hides_it_nothing_goes_and_it_is_said_why(
    settings: Settings, kind: MessageKind, channel: Channel, without: dict[str, object]
) -> None:
    for name, value in without.items():
        setattr(settings, name, value)
    may = hiding.may_go(kind, channel=channel, is_discreet=True)
    assert not may
    assert may.reason


def test_a_sender_that_was_changed_to_one_that_tells_sends_nothing_that_was_written_before(
    settings: Settings, mail_server: Sink
) -> None:
    message = written(ASKING[0], Channel.EMAIL, Language.ENGLISH)
    settings.DISCREET_FROM = f"{profile().identity.short_name} <post@letters.example>"
    with acting(by=OUTBOX):
        delivery.deliver(message.pk, clock=lambda: NOON)
    assert (Message.objects.get(pk=message.pk).state, mail_server.taken) == (State.STUCK, [])


def test_words_that_tell_do_not_get_past_the_outbox() -> None:
    for said in (profile().identity.name, "Your SEND worker", "https://sendiass.example/q/"):
        with pytest.raises(hiding.Telling) as told:
            hiding.check({"text": f"Hello. {said}"})
        assert said not in str(told.value)
    hiding.check({"text": "We would like to know what you thought."})


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ł" * 70, 1),
        ("ł" * 71, 2),
        ("ł" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
    ],
)
def test_segments_are_counted_as_phones_do(words: str, count: int) -> None:
    assert segments(words) == count


TELLING = {
    Language.ENGLISH: ("special needs", "disability", "an EHC plan", "the tribunal", "SEND", "SENDIASS"),
    Language.URDU: (
        "خصوصی تعلیمی ضروریات",
        "معذوری",
        "ٹریبونل",
        "ای ایچ سی پلان",
        "صحت اور دیکھ بھال",
        "سینڈ",
    ),
    Language.GUJARATI: ("વિશેષ શૈક્ષણિક જરૂરિયાતો", "દિવ્યાંગ", "ટ્રિબ્યુનલ", "ઈએચસી યોજના", "આરોગ્ય અને સંભાળ", "સેન્ડ"),
    Language.POLISH: (
        "specjalne potrzeby edukacyjne",
        "niepełnosprawność",
        "trybunał",
        "plan EHC",
        "zdrowia i opieki",
    ),
    Language.SOMALI: (
        "baahiyaha waxbarasho ee gaarka ah",
        "naafonimo",
        "maxkamadda",
        "qorshaha EHC",
        "caafimaadka iyo daryeelka",
    ),
    Language.PANJABI: ("ਵਿਸ਼ੇਸ਼ ਵਿੱਦਿਅਕ ਲੋੜਾਂ", "ਅਪਾਹਜਤਾ", "ਟ੍ਰਿਬਿਊਨਲ", "ਈ ਐਚ ਸੀ ਯੋਜਨਾ", "ਸਿਹਤ ਅਤੇ ਦੇਖਭਾਲ", "ਸੈਂਡ"),
}
"""What would tell whom it is from, in each language."""
INVITING = ("heading", "anonymous", "minutes", "closes", "nothing", "again")
HARMLESS = st.text(st.characters(categories=("Zs", "Po", "Nd")), max_size=6)


@given(
    said=st.sampled_from([(one, word) for one, words in TELLING.items() for word in words]),
    before=HARMLESS,
    after=HARMLESS,
    form=st.sampled_from(("NFC", "NFD", "NFKC", "NFKD")),
    gap=st.sampled_from((" ", "  ", "\n", "\u00a0", " \u200b", "\u2003")),
)
def test_a_word_that_tells_is_known_however_it_is_written(
    said: tuple[Language, str], before: str, after: str, form: str, gap: str
) -> None:
    word = unicodedata.normalize(form, said[1]).replace(" ", gap)  # type: ignore[arg-type]
    assert hiding.tells(f"{before} {word} {after}")
    assert hiding.tells(f"{before} {word.swapcase()} {after}")


@given(
    language=st.sampled_from(list(Language)),
    name=st.sampled_from(INVITING),
    closes=st.dates(date(2020, 1, 1), date(2090, 1, 1)),
)
def test_every_text_of_an_invitation_as_it_comes_tells_nothing(
    language: Language, name: str, closes: date
) -> None:
    said = as_shipped(language).plain(f"invite_{name}", minutes=5, date=day(closes, language))
    assert not hiding.tells(said)


@pytest.mark.parametrize("name", INVITING)
@pytest.mark.parametrize(
    ("language", "word"), [(one, word) for one, words in TELLING.items() for word in words if one != "en"]
)
def test_a_translation_that_was_corrected_to_words_that_tell_is_sent_nowhere_that_others_look(
    monkeypatch: pytest.MonkeyPatch, language: Language, word: str, name: str
) -> None:
    own = as_shipped(language)
    words = {
        **own.words,
        f"invite_{name}": Said(f"{word}. {own.words[f'invite_{name}'].text}", is_translated=True),
    }
    monkeypatch.setattr("feedback.languages.wording", lambda _: replace(own, words=words))
    texts = SAID["feedback.questionnaire"](language)["said"][0].words  # type: ignore[index]
    assert word in texts[name]
    for kind, channel in product(ASKING, TO):
        try:
            said = body_of(written(kind, channel, language))
        except hiding.Telling:
            continue
        assert not any(word in text for text in said.values())
