"""Requests from the public form behind the second wall, but not to whoever has an interest in one; and cover (Y12)."""

from importlib import import_module

from django.db import migrations

from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

of_case = import_module("cases.migrations.0023_rows_for_those_they_are_for").of_case

HIDDEN = """
CREATE FUNCTION cases_requests_hidden_from(of_worker uuid) RETURNS SETOF uuid ROWS 5
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN QUERY SELECT referral_id FROM public.cases_referralconflict WHERE worker_id = of_worker;
END $$;
CREATE FUNCTION stands_behind_the_form() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') = 'self-referral'
$$;
"""
BACK = "DROP FUNCTION cases_requests_hidden_from(uuid); DROP FUNCTION stands_behind_the_form();"
GUARDS = """
DO $$ DECLARE guard record; BEGIN
    FOR guard IN SELECT DISTINCT p.oid::regprocedure AS called FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND c.relname LIKE 'cases\\_%' AND p.proname LIKE 'cases\\_%'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', guard.called);
    END LOOP;
END $$;
"""
OF_THE_DESK = (
    "case_id IS NULL AND (SELECT public.takes_enquiries()) "
    "AND id NOT IN (SELECT public.cases_requests_hidden_from(public.standing_worker()))"
)


class Migration(migrations.Migration):
    """What somebody without an account writes, a part of the service adds that sees requests and nothing else."""

    dependencies = [("cases", "0028_requests_kept_from_workers")]

    operations = [
        migrations.RunSQL(HIDDEN, BACK),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        AppendOnly("cases_referralconflict"),
        RowSecurity(
            "cases_referral",
            f"(SELECT public.stands_behind_the_form()) OR ({OF_THE_DESK}) OR ({of_case('case_id')})",
        ),
        RowSecurity(
            "cases_cover",
            "((SELECT public.sees_all_cases()) OR public.standing_worker() IN (worker_id, away_id)) "
            "AND (case_id IS NULL OR case_id NOT IN (SELECT public.cases_kept_from(public.standing_worker())))",
        ),
        RowSecurity(
            "cases_referralconflict",
            "worker_id <> public.standing_worker() AND (SELECT public.sees_all_cases())",
        ),
    ]
