"""What leaves this floor as a file: invitations for calendars, and the policy on headed paper."""

from governance.documents.supervision import invitation

__all__ = ["invitation"]
