"""What a worker covers or opened in an emergency is for them only while their role lets them, and no question stands (Y12)."""

from django.db import migrations

import sendiass.crypto.fields

# A conflict that is still a question takes nobody's own case from them; a colleague's is not lent to them meanwhile.
# A volunteer works their own cases and no others.
CASES = """
CREATE OR REPLACE FUNCTION cases_kept_from(of_worker uuid) RETURNS SETOF uuid ROWS 20
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN QUERY SELECT case_id FROM public.cases_conflict
        WHERE worker_id = of_worker AND state IN ('standing', 'question');
END $$;
CREATE OR REPLACE FUNCTION cases_given_to(of_worker uuid) RETURNS SETOF uuid ROWS 50
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE its_role text;
BEGIN
    SELECT role INTO its_role FROM public.accounts_user WHERE id = of_worker AND is_active
        AND role IN ('caseworker', 'volunteer', 'manager');
    IF its_role IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT case_id FROM public.cases_allocation WHERE worker_id = of_worker AND until_at IS NULL
    UNION ALL
    SELECT one.id FROM public.cases_case one WHERE one.status = 'waiting' AND one.created_by_id = of_worker
        AND NOT EXISTS (SELECT FROM public.cases_allocation WHERE case_id = one.id)
    UNION ALL
    SELECT held.case_id FROM public.cases_cover cover
        JOIN public.cases_allocation held ON held.worker_id = cover.away_id AND held.until_at IS NULL
            AND (cover.case_id IS NULL OR cover.case_id = held.case_id)
        WHERE cover.worker_id = of_worker AND cover.ended_at IS NULL AND its_role IN ('caseworker', 'manager')
            AND cover.from_at <= statement_timestamp() AND cover.until_at > statement_timestamp()
            AND held.case_id NOT IN (SELECT public.cases_kept_from(of_worker))
    UNION ALL
    SELECT case_id FROM public.cases_breakglass WHERE worker_id = of_worker AND ended_at IS NULL
        AND its_role = 'caseworker'
        AND from_at <= statement_timestamp() AND until_at > statement_timestamp()
        AND case_id NOT IN (SELECT public.cases_kept_from(of_worker));
END $$;
"""
# Cover is by those who may cover; an emergency, by those who may open a colleague's case. Roles: sendiass.accounts.roles.
ROLES = """
CREATE OR REPLACE FUNCTION cases_lent_to_their_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.accounts_user WHERE id = NEW.worker_id AND is_active
                   AND role = ANY (string_to_array(TG_ARGV[0], ' '))) THEN
        RAISE EXCEPTION 'This role works its own cases only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lent_to_their_role', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lent_to_their_role BEFORE INSERT OR UPDATE OF worker_id ON cases_cover
    FOR EACH ROW EXECUTE FUNCTION cases_lent_to_their_role('caseworker manager');
ALTER TABLE cases_cover ENABLE ALWAYS TRIGGER lent_to_their_role;
CREATE TRIGGER lent_to_their_role BEFORE INSERT OR UPDATE OF worker_id ON cases_breakglass
    FOR EACH ROW EXECUTE FUNCTION cases_lent_to_their_role('caseworker');
ALTER TABLE cases_breakglass ENABLE ALWAYS TRIGGER lent_to_their_role;
"""
NOT_BY_ROLE = """
DROP TRIGGER lent_to_their_role ON cases_cover;
DROP TRIGGER lent_to_their_role ON cases_breakglass;
DROP FUNCTION cases_lent_to_their_role();
"""


class Migration(migrations.Migration):
    """The second wall says the same as the pages (`cases.querysets.seeing`)."""

    dependencies = [("cases", "0025_languages")]

    operations = [
        # A message that a colleague took is longer than a line.
        migrations.AlterField(
            model_name="task",
            name="words",
            field=sendiass.crypto.fields.SealedTextField(max_length=3000, null=True),
        ),
        migrations.RunSQL(CASES, migrations.RunSQL.noop),
        migrations.RunSQL(ROLES, NOT_BY_ROLE),
    ]
