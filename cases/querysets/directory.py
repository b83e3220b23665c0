"""How the directory of agencies, venues and sources and the library of law are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, TextField, When
from django.db.models.functions import Concat

from cases.querysets.seeing import all_of
from cases.querysets.words import SAINT, legal_words, plain_words, with_spaces
from sendiass.audit import AuditedQuerySet


class AgencyQuerySet(AuditedQuerySet[Any]):
    """Schools and agencies."""

    def in_use(self) -> Self:
        """Those that have not closed."""
        return self.filter(closed_on__isnull=True)

    def schools(self) -> Self:
        """Schools, colleges and early years settings."""
        return self.filter(kind__in=("school", "college", "early_years"))

    def with_email(self) -> Self:
        """Those in use that can be written to."""
        return self.in_use().exclude(email="").order_by("name", "id")

    def in_areas(self, authorities: Iterable[str]) -> Self:
        """Those in the areas of these authorities, by the register's codes."""
        return self.filter(authority_code__in=list(authorities))

    def found_by(self, words: str) -> Self:
        """Those whose name, former names, town or postcode have words that begin as every word typed does.

        Apostrophes and accents don't matter, and St is Saint.
        """
        typed = plain_words(words)
        if not typed:
            return self.none()
        wanted = " & ".join(
            f"({' | '.join(f'{one}:*' for one in sorted(SAINT if word in SAINT else {word}))})"
            for word in typed
        )
        query = SearchQuery(wanted, config="simple", search_type="raw")
        return self.filter(words=query)

    def nearest_first(self, words: str, authorities: Iterable[str] = ()) -> Self:
        """Open before closed, our own authorities' before others', names that begin so before the rest."""
        begins = " ".join(words.split())
        return self.order_by(
            Case(When(closed_on__isnull=True, then=0), default=1, output_field=IntegerField()),
            Case(When(authority_code__in=list(authorities), then=0), default=1, output_field=IntegerField()),
            Case(When(name__istartswith=begins, then=0), default=1, output_field=IntegerField()),
            "name",
            "id",
        )


class VenueQuerySet(AuditedQuerySet[Any]):
    """Places of the register."""

    def in_use(self) -> Self:
        """Those that are not retired."""
        return self.filter(retired_on__isnull=True)


class LegalReferenceQuerySet(AuditedQuerySet[Any]):
    """What advice rests on."""

    def as_they_stand(self) -> Self:
        """Each one's last version only."""
        later = all_of("LegalReference").filter(
            Q(original=OuterRef("pk")) | Q(original=OuterRef("original"), version__gt=OuterRef("version"))
        )
        return self.filter(~Exists(later))

    def offered(self) -> Self:
        """Those that new advice may rest on."""
        return self.as_they_stand().filter(is_offered=True)

    def in_force(self, on: date) -> Self:
        """Those that have not ended by this day."""
        return self.filter(Q(in_force_until__isnull=True) | Q(in_force_until__gte=on))

    def versions_of(self, first: UUID) -> Self:
        """One reference and its later versions, the newest first."""
        return self.filter(Q(pk=first) | Q(original=first)).order_by("-version")

    def found_by(self, words: str) -> Self:
        """Those whose citation, title, sentence or other words have every word typed, begun alike.

        *s36*, *s. 36* and *section 36* are one; so are *reg 5*, *para 9.14* and *r 12* written out.
        """
        found: Self = self.annotate(
            said=Concat(
                *with_spaces("instrument", "provision", "title", "also", "says"), output_field=TextField()
            )
        )
        for word in legal_words(words):
            found = found.filter(said__iregex=rf"\m{re.escape(word)}")
        return found

    def nearest_first(self, words: str) -> Self:
        """Those whose number is just the number typed first, then by the text they stand in."""
        numbers = [word for word in legal_words(words) if word[0].isdigit()]
        whole = "|".join(rf"\m{re.escape(number)}(?![0-9.])" for number in numbers) or "^$"
        return self.order_by(
            Case(When(provision__iregex=whole, then=0), default=1, output_field=IntegerField()),
            "instrument",
            "sorted_as",
            "id",
        )


class SourceQuerySet(AuditedQuerySet[Any]):
    """Independent sources a family may be told of."""

    def in_use(self) -> Self:
        """Those that have not been retired."""
        return self.filter(retired_on__isnull=True)

    def due_for_review(self, on: date) -> Self:
        """Those in use whose review has come."""
        return self.in_use().filter(review_due_on__lte=on)
