"""Names the floor of feedback."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Questionnaires, comments and complaints, and families' views."""

    name = "feedback"
    label = "feedback"
    verbose_name = "Feedback"
    default_auto_field = "django.db.models.BigAutoField"
