"""What oversight puts on paper and into calendars. It decides nothing."""

from governance.documents.supervision import invitation

__all__ = ["invitation"]
