"""Who acts: a worker, a part of the service, or a visitor without an account. It checks no permission."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID, uuid4, uuid5

from sendiass.audit.errors import Unaudited
from sendiass.crypto.keyring import sealing_keys
from sendiass.database.standing import service, standing_as

PRINCIPALS = UUID("0d5b9a10-6a53-4f0e-9d0e-2f6f5a9c7b11")
SERVICES = frozenset(
    {
        "breaches",  # links what went wrong to the cases it is about, whoever reports it
        "comments",  # keeps what somebody says of the service, whoever may read it later
        "conflicts",  # shuts the door on whoever has an interest
        "demonstration",  # loads the fictional caseload
        "drafts",  # clears away what nobody finished
        "figures",  # counts what families say and how often supervision was missed, for those who see figures alone
        "import",  # brings in cases from elsewhere
        "invitations",  # asks those whose case closed what they thought
        "outbox",  # delivers messages
        "questionnaires",  # takes anonymous answers in and lets them out together
        "releases",  # counts what reports tell, once a period, and sees no row of casework
        "school register",  # refreshes the schools of the directory
        "self-referral",  # keeps what somebody without an account writes, and shows it to whoever has its code
        "search",  # keeps the index of names
        "set-up",  # prepares a deployment
        "readings",  # looks for unusual reading
        "record",  # seals what was done and read, and checks the seals
        "sign-in",  # answers who asks for a new password
        "sweeps",  # does what falls due
        "views",  # keeps what families answer, and finds it by its receipt
    }
)


class Actor(Protocol):
    """Anyone whose deeds are recorded: an account, or a ServicePrincipal."""

    @property
    def id(self) -> UUID:
        """Never reused, never erased."""


class ActorKind(StrEnum):
    """What sort of actor an entry names."""

    WORKER = "worker"
    SERVICE = "service"
    PUBLIC = "public"  # a visitor without an account
    NOBODY = "nobody"  # no one said who acts


@dataclass(frozen=True)
class ServicePrincipal:
    """A named part of the service that acts by itself. Raises Unaudited for a name that isn't on the list."""

    name: str

    def __post_init__(self) -> None:
        if self.name not in SERVICES:
            raise Unaudited(
                f"{self.name!r} is no part of the service that acts by itself: add it to SERVICES"
            )

    @property
    def id(self) -> UUID:
        """The same in every deployment."""
        return uuid5(PRINCIPALS, self.name)


class Deed(NamedTuple):
    """Whom an entry names, and what joins the entries of one request or job."""

    actor_id: UUID | None
    actor_kind: ActorKind
    correlation: str


class _Scope(NamedTuple):
    who: Callable[[], Actor | None]
    correlation: str


_scope: ContextVar[_Scope | None] = ContextVar("acting", default=None)


@contextmanager
def acting(*, by: Actor | Callable[[], Actor | None] | None) -> Iterator[None]:
    """Everything changed inside is `by`'s doing. For the request's middleware and for jobs, and never nested.

    A callable is asked at each entry (signing in changes who the visitor is); None is a visitor without an
    account. What a part of the service asks of the data base inside, it asks as that part.
    """
    if _scope.get() is not None:
        raise Unaudited("someone is acting already: a request or job says once who acts; actions take `by`")
    who = by if callable(by) else lambda: by
    token = _scope.set(_Scope(who, uuid4().hex))
    try:
        with sealing_keys(), serving(by) if isinstance(by, ServicePrincipal) else nullcontext():
            yield
    finally:
        _scope.reset(token)


def serving(by: ServicePrincipal) -> AbstractContextManager[None]:
    """What is asked of the data base inside is asked for this part of the service, and not for whoever opens a page."""
    return standing_as(service(by.name))


def correlation_id() -> str:
    """What joins the entries of this request or job; made here, not by a client. Empty outside both."""
    scope = _scope.get()
    return scope.correlation if scope else ""


def current_deed() -> Deed:
    """Who is acting now."""
    scope = _scope.get()
    if scope is None:
        return Deed(None, ActorKind.NOBODY, "")
    actor = scope.who()
    if actor is None:
        return Deed(None, ActorKind.PUBLIC, scope.correlation)
    return Deed(actor.id, kind_of(actor), scope.correlation)


def kind_of(actor: Actor) -> ActorKind:
    """Worker or service. Raises Unaudited for someone without an account."""
    if isinstance(actor, ServicePrincipal):
        return ActorKind.SERVICE
    if not isinstance(actor.id, UUID):
        raise Unaudited("an actor needs an id of their own")
    return ActorKind.WORKER
