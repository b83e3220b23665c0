"""What can go wrong with sealed data. No error ever holds plaintext, and nothing falls back.

None of them derives from the built-in lookup, type, value or attribute errors: templates swallow those.
"""


class SealedError(Exception):
    """Any trouble with sealed data."""


class Tampered(SealedError):
    """A cell isn't what was sealed here: changed, swapped with another, or planted."""


class Erased(SealedError):
    """The subject's key is gone, and with it everything it sealed (right to erasure)."""


class KeyUnavailable(SealedError):
    """The key-encryption key is missing, unreadable, or not the one that wrapped this key."""


class Closed(SealedError):
    """A sealed field was touched outside a reading, or in one that doesn't name its subject."""


class Misused(SealedError):
    """A sealed field was used in a way that would need or show its plaintext; names model and field."""
