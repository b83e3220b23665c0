"""Who gets what at every address, in one table. A URL without a row fails the wall; so does a row without a URL."""

from __future__ import annotations

COLUMNS = (
    "visitor",
    "board_member",
    "administrator",
    "volunteer",
    "colleague",
    "caseworker",
    "allocated_volunteer",
    "manager",
)
"""The caseworker and the allocated volunteer have the Khans' case; the volunteer and the colleague have not."""

OPEN, SIGN_IN, REFUSED, NOT_THERE, SIGNED_OUT = "o", "s", "r", "n", "u"
"""Opens; led to sign in; 403 with its reason; 404 as if it were not there; 401 for scripts."""

TABLE = """
url name                                visitor board admin volunteer colleague | caseworker volunteer | manager
"""


def rows() -> dict[str, str]:
    """The table by URL name: a letter for each column."""
    lines = [line.split() for line in TABLE.strip().splitlines()[1:] if line.strip() and not line.startswith("#")]
    return {name: "".join(letters).replace("|", "") for name, *letters in lines}
