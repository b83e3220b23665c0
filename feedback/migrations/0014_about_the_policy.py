"""Somebody may say what they think of the impartiality policy; it is triaged as a comment is (L33)."""

from django.db import migrations, models

from sendiass.database.row_security import SHOWN

COUNTS, BEHIND = "(SELECT public.counts_figures())", "(SELECT public.stands_behind_the_comments())"


def _shown(kinds: str) -> str:
    of_their_role = (
        "((SELECT public.keeps_managers_complaints()) OR (NOT about_manager AND ((SELECT public.keeps_complaints()) "
        f"OR (kind IN ({kinds}) AND (SELECT public.triages_comments()) "
        "AND NOT public.feedback_is_taken_on(id)))))"
    )
    of_comment = f"({of_their_role} AND NOT public.feedback_kept_from(id, public.standing_worker()))"
    return (
        f"ALTER POLICY {SHOWN} ON feedback_comment USING "
        f"((SELECT public.stands_for_the_service()) OR ({BEHIND} OR {COUNTS} OR {of_comment}))"
    )


KINDS = [
    ("comment", "A comment or an idea"),
    ("compliment", "Something we did well"),
    ("policy", "What you think of our impartiality policy"),
    ("complaint", "A complaint"),
    ("data_complaint", "A complaint about what we did with personal data"),
]


class Migration(migrations.Migration):
    dependencies = [("feedback", "0013_asked_round")]

    operations = [
        migrations.AlterField(
            model_name="comment", name="kind", field=models.CharField(choices=KINDS, max_length=20)
        ),
        migrations.RemoveConstraint(model_name="comment", name="comment_has_a_known_kind"),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [key for key, _ in KINDS])), name="comment_has_a_known_kind"
            ),
        ),
        migrations.RunSQL(_shown("'comment', 'compliment', 'policy'"), _shown("'comment', 'compliment'")),
    ]
