"""A data breach that touches a case somebody has an interest in is not theirs to see (Y12, SECURITY 4)."""

from importlib import import_module

from django.db import migrations

from sendiass.database.row_security import RowSecurity

CASE = import_module("cases.migrations.0023_rows_for_those_they_are_for").CASE

TOUCHES = """
CREATE FUNCTION consent_touches_shut(of_breach uuid, of_worker uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.consent_breachcase touched
                   JOIN public.cases_conflict shut ON shut.case_id = touched.case_id AND shut.state = 'standing'
                   WHERE touched.breach_id = of_breach AND shut.worker_id = of_worker)
$$;
"""
REPORTED = "recorded_by_id = public.standing_worker()"


class Migration(migrations.Migration):
    """Whoever reported one is shown what they wrote, and no step that others took."""

    dependencies = [
        ("consent", "0018_rows_for_those_they_are_for"),
        ("cases", "0030_what_tells_of_cases"),
    ]

    operations = [
        migrations.RunSQL(TOUCHES, "DROP FUNCTION consent_touches_shut(uuid, uuid);"),
        RowSecurity(
            "consent_breach",
            f"{REPORTED} OR ((SELECT public.sees_all_cases()) "
            "AND NOT public.consent_touches_shut(id, public.standing_worker()))",
        ),
        RowSecurity("consent_breachcase", CASE),
        RowSecurity(
            "consent_breachentry",
            "(SELECT public.sees_all_cases()) "
            "AND NOT public.consent_touches_shut(breach_id, public.standing_worker())",
        ),
    ]
