"""The shape of feedback."""

from feedback.models.views_given import (
    GivenView,
    NamedView,
    ViewMark,
    ViewNumber,
    ViewsExercise,
    ViewsRelease,
    ViewTranslation,
    WithdrawnView,
)

__all__ = [
    "GivenView",
    "NamedView",
    "ViewMark",
    "ViewNumber",
    "ViewTranslation",
    "ViewsExercise",
    "ViewsRelease",
    "WithdrawnView",
]
