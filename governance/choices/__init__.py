"""Words with a fixed meaning about the people who do the work."""

from governance.choices.file_checks import Promise, Verdict
from governance.choices.supervision import LeaveKind, NoteKind, Outcome, SessionKind, Where

__all__ = ["LeaveKind", "NoteKind", "Outcome", "Promise", "SessionKind", "Verdict", "Where"]
