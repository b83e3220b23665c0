"""Words typed to find an agency or a law, as the data base keeps them."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, Value
from django.db.models.functions import Replace

ACCENTED, UNACCENTED = (
    "àáâäãèéêëìíîïòóôöõùúûüçñÀÁÂÄÃÈÉÊËÌÍÎÏÒÓÔÖÕÙÚÛÜÇÑ",
    "aaaaaeeeeiiiiooooouuuucnAAAAAEEEEIIIIOOOOOUUUUCN",
)
PARTING, JOINING = "-/,.&()_:;+", "'’‘`"
SAINT = {"st", "saint"}


def words_of_agency() -> Func:
    """What an agency is found by, as the data base keeps it: words without accents, apostrophes and hyphens."""
    taken, put = ACCENTED + PARTING + JOINING.replace("'", "''"), UNACCENTED + " " * len(PARTING)
    return Func(
        F("name"),
        F("former_names"),
        F("town"),
        F("postcode"),
        Replace(F("postcode"), Value(" "), Value("")),
        arg_joiner=" || ' ' || ",  # before the template: Django compares migrations in this order
        template=f"to_tsvector('simple'::regconfig, translate(%(expressions)s, '{taken}', '{put}'))",
        output_field=SearchVectorField(),
    )


def plain_words(words: str) -> list[str]:
    """The words typed, as `words_of_agency` has them; whatever else was typed parts words."""
    plain = words.translate(str.maketrans(ACCENTED, UNACCENTED)).translate(
        {ord(one): None for one in JOINING}
    )
    return re.findall(r"\w+", plain.replace("_", " ").lower())


WRITTEN_OUT = {"s": "section", "ss": "section", "sec": "section", "reg": "regulation", "regs": "regulation",
               "para": "paragraph", "paras": "paragraph", "r": "rule"}  # fmt: skip


def legal_words(words: str) -> list[str]:
    """The words typed, with what lawyers shorten before a number written out."""
    parted = re.sub(
        r"\b([a-z]+)\.?\s*(?=\d)",
        lambda begun: f"{WRITTEN_OUT.get(begun[1], begun[1])} ",
        words.replace("\x00", "").lower(),
    )
    return [word for word in re.findall(r"[\w.]+(?:\(\w+\))*", parted) if word != "."]


def with_spaces(*names: str) -> list[F | Value]:
    """Fields of these names, each followed by a space."""
    return [part for name in names for part in (F(name), Value(" "))]
