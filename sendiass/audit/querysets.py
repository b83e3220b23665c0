"""The base of our querysets: writes in bulk leave no history, so they are refused unless they say why not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models

from sendiass.audit.errors import Unaudited
from sendiass.crypto.sealed_model import SealedQuerySet

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class AuditedQuerySet(SealedQuerySet[_Row]):
    """Reads like any queryset; changes rows only one at a time, through the row."""

    _why_unaudited = ""

    def unaudited_because(self, reason: str) -> Self:
        """The same rows, open to bulk writes without history; `reason` is for the reader of the code."""
        if not reason:
            raise Unaudited("say why these changes leave no history")
        chosen = self._chain()  # type: ignore[attr-defined]
        chosen._why_unaudited = reason
        return chosen  # type: ignore[no-any-return]

    def update(self, **kwargs: Any) -> int:
        """Refused without `unaudited_because`."""
        self._need_reason("update()")
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused without `unaudited_because`."""
        self._need_reason("delete()")
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Refused without `unaudited_because`."""
        self._need_reason("bulk_create()")
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Refused without `unaudited_because`."""
        self._need_reason("bulk_update()")
        return super().bulk_update(objs, fields, batch_size)

    def _clone(self) -> Self:
        copy: Self = super()._clone()  # type: ignore[misc]
        copy._why_unaudited = self._why_unaudited
        return copy

    def _need_reason(self, what: str) -> None:
        if not self._why_unaudited:
            raise Unaudited(f"{what} on {self.model._meta.label} leaves no history: save the rows one by one")


AuditedManager = models.Manager.from_queryset(AuditedQuerySet)
