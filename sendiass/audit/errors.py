"""What the audit refuses. Not derived from errors that templates swallow."""


class Unaudited(Exception):
    """A change would leave no trace, or a look no reason."""
