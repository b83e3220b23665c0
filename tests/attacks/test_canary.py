"""Fills every box about a family with words of its own, then looks for those words wherever the service leaves traces."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import psycopg
import pytest
import redis
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.choices import Issue, KeyDateKind, ReferralSource, Stage
from cases.models import Case, Document, Enquiry, Intervention, Person
from sendiass.drafts import keeping
from sendiass.logs import ScrubbedFormatter
from sendiass.outbox import jobs as outbox_jobs
from sendiass.outbox.models import Message
from tests.cast import Cast, assemble
from tests.conftest import WorkerDatabases

pytestmark = pytest.mark.clause("L26")

PHONE, BORN = "07700900731", ("17", "9", "2013")


class Canaries:
    """A word of its own for each box, and how a word may look where it must not be."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def __call__(self, box: str) -> str:
        return self.of.setdefault(box, f"zq{uuid4().hex[:16]}qz")

    def found_in(self, trace: bytes | str) -> set[str]:
        """The boxes whose word is in the trace, in any of its disguises."""
        raw = trace if isinstance(trace, bytes) else trace.encode("utf-8", "surrogateescape")
        text = unquote(raw.decode("utf-8", "replace")).casefold().encode() + raw
        return {box for box, word in self.of.items() if any(shape in text for shape in disguises(word))}


def disguises(word: str) -> Iterator[bytes]:
    """The word itself, in UTF-16, in hexadecimal, and in base64 at each of its three offsets."""
    plain = word.encode()
    yield plain
    for wide in ("utf-16-le", "utf-16-be"):
        yield word.encode(wide)
    yield plain.hex().encode()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + plain)
        yield coded[4 if offset else 0 : -4]


@pytest.fixture
def words() -> Canaries:
    return Canaries()


class Worker:
    """A browser that remembers every address, title and cookie it met."""

    def __init__(self, user: Any) -> None:
        self.client = Client(raise_request_exception=False)
        with transaction.atomic():
            self.client.force_login(user)
        self.met: list[str] = []

    def send(self, address: str, /, **fields: Any) -> Any:
        return self._met(self.client.post(address, {"once": str(uuid4()), **fields}))

    def look(self, address: str, /) -> Any:
        return self._met(self.client.get(address))

    def _met(self, response: Any) -> Any:
        title = re.search(r"<title>(.*?)</title>", response.content.decode("utf-8", "replace"), re.DOTALL)
        self.met += [response.request["PATH_INFO"], response.request["QUERY_STRING"], str(title and title[1])]
        self.met += [str(response.headers), str(response.cookies)]
        return response


def fill_everything(words: Canaries, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Every form about a family once, as its worker and manager would."""
    worker, manager = Worker(cast.team.caseworker), Worker(cast.team.manager)
    taken = worker.send(
        reverse("cases:enquiry_take"), statement_shared="phone", channel="helpline_call", issue=Issue.values[0],
        kinds=["advice"], note=words("call note"), minutes="5", level="1",
        got_it="yes", wanted=words("what a caller wanted"), told_of_none_because=words("why a caller was told of nobody"),
        call_back="yes", name=words("call-back name"), number=PHONE, when=words("call-back when"),
    )  # fmt: skip
    assert taken.status_code == 302
    enquiry = Enquiry.objects.get()
    opened = worker.send(
        f"{reverse('cases:case_open')}?enquiry={enquiry.reference}", issue=Issue.values[0], stage=Stage.values[0],
        referral_source=ReferralSource.values[0], take_it="keep",
        statement="done", statement_how="phone", statement_on="today", statement_by=str(cast.team.caseworker.id),
        aim="done", aim_words=words("aim"), aim_who="parent_carer",
        information="not_yet", information_because=words("why not yet"),
        agreement="agreed", agreed_who="parent_carer", agreed_how="phone",
        records_told="done", records_told_who="parent_carer",
    )  # fmt: skip
    assert opened.status_code == 302
    case = Case.objects.latest("opened_at")
    on_case = [case.reference]
    add = reverse("cases:person_add", args=on_case)
    born = dict(zip(("date_of_birth_day", "date_of_birth_month", "date_of_birth_year"), BORN, strict=True))
    child = {
        name: words(f"child {name}") for name in ("given_names", "family_name", "preferred_name", "pronouns", "contact_notes")
    }  # fmt: skip
    assert worker.send(f"{add}?role=child_or_young_person", **child, **born).status_code == 302
    parent = {
        name: words(f"parent {name}") for name in ("given_names", "family_name", "preferred_name", "contact_notes")
    }  # fmt: skip
    added = worker.send(
        f"{add}?role=parent_carer", **parent, kind="mother", has_parental_responsibility="yes",
        phone=PHONE, phone_safety="safe", email=f"{words('parent email')}@family.example", email_safety="safe",
    )  # fmt: skip
    assert added.status_code == 302
    person = Person.objects.latest("created_at")
    on_person = [case.reference, person.id]
    reached = worker.send(
        reverse("cases:contact_add", args=on_person), kind="post", address=words("address"), postcode="LE1 5WW",
        safety="with_care", note=words("contact note"),
    )  # fmt: skip
    assert reached.status_code == 302
    log = {
        "happened_on": "today",
        "channel": "phone_call",
        "kinds": ["advice"],
        "level": "2",
        "minutes": "20",
    }
    page = reverse("cases:case_page", args=on_case)
    done = worker.send(
        page,
        **log,
        note=words("note"),
        next_task="add",
        task_words=words("next task"),
        task_due_on="tomorrow",
    )
    assert done.status_code == 302
    entry = Intervention.objects.get(case=case)
    options = worker.send(
        reverse("cases:options_record", args=[case.reference, entry.id]),
        words_1=words("option"),
        because_1=words("why no law is behind it"),
        only_because=words("why only one option"),
    )
    assert options.status_code == 302
    worker.look(page)
    assert (
        worker.send(
            reverse("cases:intervention_correct", args=[case.reference, entry.id]),
            **log,
            note=words("corrected note"),
            reason=words("why corrected"),
        ).status_code
        == 302
    )
    worker.send(reverse("cases:aim_record", args=on_case), words=words("new aim"), whose="parent_carer")
    worker.send(
        reverse("cases:key_date_add", args=on_case),
        kind=KeyDateKind.values[0],
        on="+9",
        note=words("date note"),
    )
    worker.send(
        reverse("cases:task_add", args=on_case),
        words=words("task"),
        due_on="+3",
        who=str(cast.team.caseworker.id),
    )
    letter = SimpleUploadedFile(f"{words('name of a document')}.txt", words("document").encode())
    kept = worker.send(
        reverse("cases:documents_page", args=on_case), documents=[letter], description=words("what it is")
    )
    assert kept.status_code == 302
    document = Document.objects.get(case=case)
    on_document = [case.reference, document.id]
    download = worker.client.get(reverse("cases:document_download", args=on_document))
    assert words("document").encode() in download.content
    # The browser saves it under its name: the one header of the one answer that may say it, and that nobody stores.
    assert words("name of a document") in download.headers.pop("Content-Disposition")[1]
    worker._met(download)
    worker.send(reverse("cases:document_remove", args=on_document), reason=words("why removed"))
    worker.send(reverse("cases:own_task_add"), words=words("own task"), due_on="+3")
    manager.send(
        reverse("cases:allocation_make", args=on_case), worker=str(cast.team.volunteer.id), others="beside",
        reason=words("why them"),
    )  # fmt: skip
    for key, box in ((f"case:{case.reference}:log", "draft"), ("enquiry:new", "draft of a call")):
        kept = worker.client.post(
            reverse("drafts:draft_save", args=[key]),
            {"note": words(box)},
            content_type="application/json",
            headers={"X-Draft-User": str(cast.team.caseworker.id)},
        )
        assert kept.status_code == 200
    found = worker.send(reverse("cases:search"), words=words("child family_name"))
    assert words("child family_name") in found.content.decode()
    worker.send(reverse("cases:search"), words=words("searched for, found nobody"))
    for name in ("cases:today", "cases:case_list", "cases:intake", "cases:enquiry_take", "accounts:start"):
        worker.look(reverse(name))
    for name in ("cases:people_page", "cases:first_contact_record", "cases:person_add"):
        worker.look(reverse(name, args=on_case))
    # What goes wrong, in the application and in the data base, while a note is in hand.
    with monkeypatch.context() as broken:
        broken.setattr(keeping, "discard", _refused_by_the_data_base)
        assert worker.send(page, **log, note=words("note of a page that failed")).status_code == 500
    assert (
        worker.send(
            reverse("cases:case_close", args=on_case),
            came_0="reached",
            words_0=words("what came of it"),
            told_of_none_because=words("why no source"),
            ask_0="ask",
            reason=words("why closed"),
        ).status_code
        == 302
    )
    worker.met += manager.met
    outbox_jobs.deliver_waiting()
    return worker


def _refused_by_the_data_base(**_: Any) -> None:
    message = Message.objects.latest("created_at")
    Message.objects.filter(pk=message.pk).unaudited_because("to be refused").update(state="nowhere")


def tables(connection: psycopg.Connection) -> str:
    """Every row of every table, as a plain dump would have it."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    dumped = ""
    for (name,) in names:
        with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as rows:
            dumped += b"".join(map(bytes, rows)).decode()
    return dumped


def whole_of_redis() -> bytes:
    """Every key and value."""
    server, kept = redis.Redis.from_url(settings.ENV.redis_url), b""
    for key in server.scan_iter("*"):
        kind: Any = server.type(key)
        read: dict[bytes, Any] = {
            b"string": server.get, b"hash": server.hgetall, b"set": server.smembers,
            b"list": lambda name: server.lrange(name, 0, -1), b"zset": lambda name: server.zrange(name, 0, -1),
        }  # fmt: skip
        kept += key + repr(read[kind](key)).encode()
    server.close()
    return kept


@pytest.fixture
def log_lines() -> Iterator[list[str]]:
    """What the service's own handler would have written, at every level it has switched on."""
    lines: list[str] = []
    handlers = logging.getLogger("django").handlers
    ours = next(one for one in handlers if isinstance(one.formatter, ScrubbedFormatter))
    format_one = ours.format

    def kept(record: logging.LogRecord) -> str:
        lines.append(format_one(record))
        return lines[-1]

    ours.format = kept  # type: ignore[method-assign]
    yield lines
    del ours.format


def test_no_word_about_a_family_is_left_where_it_should_not_be(
    committed_db: WorkerDatabases,
    owner_db: psycopg.Connection,
    keys_owner_db: psycopg.Connection,
    words: Canaries,
    log_lines: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction.atomic():
        cast = assemble()
    worker = fill_everything(words, cast, monkeypatch)
    assert len(words.of) >= 30
    written = mail.outbox
    headers = "\n".join(
        f"{one.subject}{one.extra_headers}{one.from_email}{one.message_id if hasattr(one, 'message_id') else ''}"
        for one in written
    )
    assert written, "the acknowledgement was to leave, or its headers show nothing"
    assert any("Traceback" in line for line in log_lines), "nothing failed, so the log shows nothing"
    traces: dict[str, str | bytes] = {
        "data base": tables(owner_db),
        "keys": tables(keys_owner_db),
        "redis": whole_of_redis(),
        "log": "\n".join(log_lines),
        "addresses, titles, cookies": "\n".join(worker.met),
        "mail headers": headers,
    }
    left = {where: words.found_in(trace) for where, trace in traces.items()}
    assert left == {where: set() for where in traces}
    numbers = {
        where: PHONE[1:] in str(trace) or "2013-09-17" in str(trace) for where, trace in traces.items()
    }
    assert not any(numbers.values()), numbers


@pytest.mark.parametrize("disguise", ["plain", "utf-16", "hex", "base64", "capitals", "in an address"])
def test_a_planted_word_is_found_in_every_disguise(words: Canaries, disguise: str) -> None:
    word = words("planted")
    shapes: dict[str, str | bytes] = {
        "plain": f"x{word}x",
        "utf-16": f"x{word}".encode("utf-16"),
        "hex": b"x" + word.encode().hex().encode(),
        "base64": base64.b64encode(f'{{"note":"{word}", "more": 1}}'.encode()),
        "capitals": word.upper(),
        "in an address": "".join(f"%{byte:02X}" for byte in word.encode()),
    }
    assert words.found_in(shapes[disguise]) == {"planted"}


def test_a_planted_word_is_found_in_the_data_base_and_in_the_queue(
    owner_db: psycopg.Connection, words: Canaries
) -> None:
    owner_db.execute(
        "INSERT INTO django_session VALUES ('x', %s, now())",
        [base64.b64encode(words("session").encode()).decode()],
    )
    server = redis.Redis.from_url(settings.ENV.redis_url)
    server.lpush("planted", words("queue"))
    try:
        assert words.found_in(tables(owner_db)) == {"session"}
        assert words.found_in(whole_of_redis()) == {"queue"}
    finally:
        server.delete("planted")
        server.close()
