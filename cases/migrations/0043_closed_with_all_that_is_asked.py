"""A case is closed with all that is asked then, whatever writes it (L22, L24, L25, L30, Y13).

Asked when the transaction ends, of cases that close from now on: the step itself, what came of each aim that stands, that
the family was told of an independent source or why not, that everybody on the case is to be asked about us or why not, and
that nothing is owed which would be lost with it.
"""

from django.db import migrations

CLOSED = """
CREATE FUNCTION cases_closed_with_all_that_is_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    step uuid;
    wrong text;
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.cases_case WHERE id = NEW.id AND status = 'closed' AND closed_at = NEW.closed_at
    ) THEN
        RETURN NULL;
    END IF;
    SELECT id INTO step FROM public.cases_statuschange
        WHERE case_id = NEW.id AND to_status = 'closed' AND at = NEW.closed_at;
    wrong := CASE
        WHEN step IS NULL THEN 'closed_by_a_step'
        WHEN EXISTS (
            SELECT FROM (
                SELECT DISTINCT ON (whose) id FROM public.cases_aim
                WHERE case_id = NEW.id ORDER BY whose, recorded_at DESC, id DESC
            ) stands
            WHERE NOT EXISTS (
                SELECT FROM public.cases_aimoutcome judged WHERE judged.closing_id = step AND judged.aim_id = stands.id
            )
        ) THEN 'closed_judged'
        WHEN NOT EXISTS (SELECT FROM public.cases_signposting WHERE case_id = NEW.id)
            AND NOT EXISTS (
                SELECT FROM public.cases_signposting told JOIN public.cases_enquiry call ON call.id = told.enquiry_id
                WHERE call.case_id = NEW.id AND told.source_id IS NOT NULL
            ) THEN 'closed_signposted'
        WHEN EXISTS (
            SELECT FROM public.cases_caseperson part
            WHERE part.case_id = NEW.id AND part.removed_at IS NULL
                AND part.role IN ('parent_carer', 'child_or_young_person')
                AND NOT EXISTS (
                    SELECT FROM public.cases_askedatclosing asked
                    WHERE asked.closing_id = step AND asked.person_id = part.person_id
                )
        ) THEN 'closed_asked_about_us'
        WHEN EXISTS (
            SELECT FROM public.cases_task
            WHERE case_id = NEW.id AND done_at IS NULL AND withdrawn_at IS NULL AND rule IN ('pass_on', 'post_letter')
        ) THEN 'closed_owing_nothing'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'A case closes with all that is asked then'
            USING ERRCODE = 'check_violation', CONSTRAINT = wrong, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER closed_with_all_that_is_asked AFTER UPDATE OF status ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.status = 'closed' AND OLD.status <> 'closed') EXECUTE FUNCTION cases_closed_with_all_that_is_asked();
ALTER TABLE cases_case ENABLE ALWAYS TRIGGER closed_with_all_that_is_asked;
"""
NOT_HELD = """
DROP TRIGGER closed_with_all_that_is_asked ON cases_case;
DROP FUNCTION cases_closed_with_all_that_is_asked();
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("cases", "0042_ready_on_the_day")]

    operations = [migrations.RunSQL(CLOSED, NOT_HELD)]
