"""Every view says who may open it, a GET writes nothing but its reading, and absence looks like refusal to know."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import path

from sendiass import clock, urls
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.actions import Newcomer, found_service
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import reading
from sendiass.audit.models import Reading
from sendiass.pages import StaffRequest, page, page_of, public_page
from tests.cast import Cast
from tests.conftest import WorkerDatabases

REASON = "Only whoever brought the biscuits may see this."


def may_have_biscuits(user: User) -> Decision:
    return allow("role") if user.role == Role.MANAGER else refuse(REASON, "role")


def anyone(user: User) -> Decision:
    return allow("role")


def rename() -> None:
    """One change of the data, told by nobody: a test's."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET name = 'Renamed'")


def unstated(request: HttpRequest) -> HttpResponse:
    return HttpResponse("served")


@page(may=may_have_biscuits)
def biscuits(request: StaffRequest) -> HttpResponse:
    return HttpResponse("biscuits")


@page(may=anyone, signed_out="status")
def for_scripts(request: StaffRequest) -> HttpResponse:
    return HttpResponse("answer")


@page(may=anyone)
def writes(request: StaffRequest) -> HttpResponse:
    rename()
    return HttpResponse("written")


@public_page
def writes_in_public(request: HttpRequest) -> HttpResponse:
    rename()
    return HttpResponse("written")


@page(may=anyone)
def reads_then_fails(request: StaffRequest) -> HttpResponse:
    with reading(by=request.user, subjects=[], purpose="biscuit page", page="biscuits"):
        if request.method == "POST":
            rename()
        raise RuntimeError("after the reading")


@page(may=anyone)
def not_there(request: StaffRequest) -> HttpResponse:
    raise NotThere


urlpatterns = [
    path("test/unstated/", unstated),
    path("test/biscuits/", biscuits),
    path("test/scripts/", for_scripts),
    path("test/writes/", writes),
    path("test/writes-in-public/", writes_in_public),
    path("test/reads-then-fails/", reads_then_fails),
    path("test/not-there/", not_there),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

pytestmark = pytest.mark.urls(__name__)


def signed_in(user: User) -> Client:
    client = Client()
    with transaction.atomic():  # signing in is written down
        client.force_login(user)
    return client


@pytest.mark.django_db
class TestAudience:
    """Who a page is for."""

    def test_a_view_that_states_no_audience_is_not_served(self, client: Client) -> None:
        with pytest.raises(ImproperlyConfigured, match="states no audience"):
            client.get("/test/unstated/")

    def test_nobody_signed_out_gets_past_the_door(self, client: Client) -> None:
        response = client.get("/test/biscuits/?a=1&b=2")
        assert response.status_code == 302
        assert response.headers["Location"] == "/account/login/?next=/test/biscuits/%3Fa%3D1%26b%3D2"

    def test_a_script_is_told_that_its_user_has_signed_out(self, client: Client) -> None:
        response = client.get("/test/scripts/")
        assert (response.status_code, response.json()) == (401, {"error": "signed-out"})

    def test_a_refusal_is_a_page_with_the_reason(self, cast: Cast) -> None:
        response = signed_in(cast.team.caseworker).get("/test/biscuits/")
        assert response.status_code == 403
        assert REASON in response.content.decode()

    def test_whoever_may_gets_the_page(self, cast: Cast) -> None:
        assert signed_in(cast.team.manager).get("/test/biscuits/").content == b"biscuits"

    def test_a_page_says_of_itself_what_it_is(self) -> None:
        stated = page_of(biscuits, None)
        assert stated is not None
        assert (stated.audience, stated.may) == ("signed in", may_have_biscuits)
        assert page_of(unstated, None) is None


@pytest.mark.clause("L26")
@pytest.mark.django_db
class TestAbsence:
    """What is not there, and what one may not know of, look the same."""

    def test_a_thing_one_may_not_know_of_looks_like_an_address_that_is_not_there(self, cast: Cast) -> None:
        client = signed_in(cast.team.caseworker)
        assert plain(client.get("/test/not-there/")) == plain(client.get("/test/no-such-page/"))

    def test_a_colleagues_case_looks_like_a_case_that_does_not_exist(self, cast: Cast) -> None:
        client = signed_in(cast.team.caseworker)
        theirs = cast.taylors.case.reference
        unknown = re.sub(r"\d+$", "999999", theirs)
        for ending in (
            "",
            "people/",
            "aim/",
            "status/",
            "allocate/",
            f"interventions/{UUID(int=0)}/",
        ):
            assert plain(client.get(f"/cases/{theirs}/{ending}")) == plain(
                client.get(f"/cases/{unknown}/{ending}")
            )

    def test_a_form_sent_to_a_colleagues_case_finds_nothing(self, cast: Cast) -> None:
        client = signed_in(cast.team.caseworker)
        theirs = cast.taylors.case.reference
        for ending in ("", "aim/", "status/", "tasks/add/", "people/add/"):
            assert client.post(f"/cases/{theirs}/{ending}", {"words": "x"}).status_code == 404, ending


def plain(response: HttpResponseBase) -> tuple[int, dict[str, str], str]:
    """A response without what differs each time: the token against forged forms."""
    assert isinstance(response, HttpResponse)
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    return response.status_code, headers, body


@pytest.fixture
def manager(committed_db: WorkerDatabases) -> User:
    """Someone who really has an account, in data bases where pages commit."""
    found, _ = found_service(
        manager=Newcomer("moira@service.example", "Moira Patel", Role.MANAGER),
        second=Newcomer("ada@service.example", "Ada Lowe", Role.ADMINISTRATOR),
        at=clock.now() - timedelta(days=1),
        invite=False,
    )
    return found


def name_of(user: User) -> str:
    user.refresh_from_db()
    return user.name


class TestReadingOnly:
    """What a GET may write: its reading, and nothing else."""

    @pytest.mark.parametrize("method", ["get", "head"])
    @pytest.mark.parametrize("address", ["/test/writes/", "/test/writes-in-public/"])
    def test_a_page_that_writes_when_it_is_only_looked_at_fails(
        self, manager: User, method: str, address: str
    ) -> None:
        with pytest.raises(DatabaseError, match="read-only transaction"):
            getattr(signed_in(manager), method)(address)
        assert name_of(manager) == "Moira Patel"

    def test_a_form_may_write(self, manager: User) -> None:
        assert signed_in(manager).post("/test/writes/").content == b"written"
        assert name_of(manager) == "Renamed"

    def test_the_transaction_after_a_page_may_write_again(self, manager: User) -> None:
        assert signed_in(manager).get("/test/biscuits/").status_code == 200
        with transaction.atomic():
            rename()
        assert name_of(manager) == "Renamed"

    @pytest.mark.clause("L26")
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_reading_is_kept_though_the_page_fails_after_it(self, manager: User, method: str) -> None:
        before = Reading.objects.count()
        with pytest.raises(RuntimeError, match="after the reading"):
            getattr(signed_in(manager), method)("/test/reads-then-fails/")
        assert Reading.objects.count() == before + 1
        kept = Reading.objects.order_by("-at")[0]
        assert (kept.actor_id, kept.purpose, kept.page) == (manager.id, "biscuit page", "biscuits")
        assert name_of(manager) == "Moira Patel"
