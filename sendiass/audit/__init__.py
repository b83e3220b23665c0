"""Who looked, who changed what, and which fields are about whom. It records and refuses; it grants nothing.

from sendiass.audit import acting, audited, reading, unaudited
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sendiass.audit.actors import Actor, ServicePrincipal, acting
    from sendiass.audit.privacy import audited, unaudited
    from sendiass.audit.querysets import AuditedManager, AuditedQuerySet
    from sendiass.audit.readings import reading

__all__ = [
    "Actor",
    "AuditedManager",
    "AuditedQuerySet",
    "ServicePrincipal",
    "acting",
    "audited",
    "reading",
    "unaudited",
]

_ROOMS = {
    "Actor": "actors",
    "AuditedManager": "querysets",
    "AuditedQuerySet": "querysets",
    "ServicePrincipal": "actors",
    "acting": "actors",
    "audited": "privacy",
    "reading": "readings",
    "unaudited": "privacy",
}


def __getattr__(name: str) -> Any:
    # At first use: Django imports this package before it can load any model.
    if name not in _ROOMS:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
