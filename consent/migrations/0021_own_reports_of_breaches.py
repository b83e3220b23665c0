"""A breach that touches a case somebody has an interest in is not theirs, though they reported it themselves (Y12)."""

from django.db import migrations

OWN = "recorded_by_id = public.standing_worker()"
SEES = "(SELECT public.sees_all_cases())"
SHUT = "public.consent_touches_shut(id, public.standing_worker())"


def _shown_where(shown: str) -> str:
    return (
        "ALTER POLICY shown_to_those_they_are_for ON consent_breach "
        f"USING ((SELECT public.stands_for_the_service()) OR ({shown}))"
    )


class Migration(migrations.Migration):
    """Whoever sees no register is shown what they wrote themselves, and never what it touches."""

    dependencies = [("consent", "0020_liaison_for_those_who_keep_it")]

    operations = [
        migrations.RunSQL(
            _shown_where(f"({SEES} AND NOT {SHUT}) OR (NOT {SEES} AND {OWN})"),
            _shown_where(f"({OWN}) OR ({SEES} AND NOT {SHUT})"),
        ),
    ]
