"""Words with a fixed meaning about the annual plan: which activity may be counted, and nothing that came of it (L01)."""

from __future__ import annotations

from cases.choices import Channel, HelpKind

CHANNELS = tuple(one for one in Channel if one is not Channel.TRIBUNAL)
"""The ways of working of which a plan may want so many. How many families go to a tribunal is theirs to choose."""
KINDS = tuple(HelpKind)
LEVELS = (1, 2, 3, 4)
