"""The shape of feedback: what people say of the service, and what became of it."""

from feedback.models.comments import Comment, CommentAnswer
from feedback.models.complaints import Complaint, ComplaintEntry

__all__ = [
    "Comment",
    "CommentAnswer",
    "Complaint",
    "ComplaintEntry",
]
