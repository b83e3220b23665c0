"""What the data base itself holds of who decides: coming of age, capacity for one decision, and the signed paper (L24)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly

# A decision relied on is about the agency that the permission is for; a paper and its permission are of one case.
WHOLE = """
ALTER TABLE consent_sharingpermission ADD CONSTRAINT permission_rests_on_a_decision_about_its_agency
    FOREIGN KEY (capacity_id, agency_id) REFERENCES consent_capacitydecision (id, agency_id);
ALTER TABLE consent_signedform ADD CONSTRAINT signed_form_of_its_permission
    FOREIGN KEY (permission_id, case_id) REFERENCES consent_sharingpermission (id, case_id);
ALTER TABLE consent_signedform ADD CONSTRAINT signed_form_is_of_the_case
    FOREIGN KEY (document_id, case_id) REFERENCES cases_document (id, case_id);
ALTER TABLE consent_permissiontask ADD CONSTRAINT task_asks_about_a_permission_of_its_case
    FOREIGN KEY (permission_id, case_id) REFERENCES consent_sharingpermission (id, case_id);
"""
NOT_WHOLE = """
ALTER TABLE consent_sharingpermission DROP CONSTRAINT permission_rests_on_a_decision_about_its_agency;
ALTER TABLE consent_signedform DROP CONSTRAINT signed_form_of_its_permission;
ALTER TABLE consent_signedform DROP CONSTRAINT signed_form_is_of_the_case;
ALTER TABLE consent_permissiontask DROP CONSTRAINT task_asks_about_a_permission_of_its_case;
"""

# Someone else decides only by the newest decision about this person and agency, and no longer than until its review.
CAPACITY = """
CREATE FUNCTION consent_decides_for_another() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE found public.consent_capacitydecision%ROWTYPE;
BEGIN
    IF NEW.standing <> 'alternative_person' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO found FROM public.consent_capacitydecision
        WHERE case_id = NEW.case_id AND person_id = NEW.about_id AND agency_id = NEW.agency_id
        ORDER BY decided_on DESC, recorded_at DESC, id DESC LIMIT 1;
    IF found.id IS NOT NULL AND found.id <> NEW.capacity_id THEN
        RAISE EXCEPTION 'A newer decision says whether the young person can decide this'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decides_for_another', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.until_at > (found.review_on + 1)::timestamp AT TIME ZONE 'Europe/London' THEN
        RAISE EXCEPTION 'Whether the young person can decide this is looked at again before then'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decides_for_another', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decides_for_another BEFORE INSERT ON consent_sharingpermission
    FOR EACH ROW EXECUTE FUNCTION consent_decides_for_another();
ALTER TABLE consent_sharingpermission ENABLE ALWAYS TRIGGER decides_for_another;
"""

# The gate's second leaf. FOR SHARE makes a corrected date of birth wait for us, or us for it.
GATE_OF_AGE = """
CREATE FUNCTION consent_gate_of_age() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    yes public.consent_sharingpermission%ROWTYPE;
    leaves_on date;
BEGIN
    SELECT * INTO yes FROM public.consent_sharingpermission WHERE id = NEW.permission_id FOR SHARE;
    IF yes.standing = 'parent_of_child' THEN
        SELECT compulsory_school_age_ends_on INTO leaves_on FROM public.cases_person
            WHERE id = yes.about_id FOR SHARE;
        IF NEW.happened_at >= (leaves_on + yes.days_of_grace + 1)::timestamp AT TIME ZONE 'Europe/London' THEN
            RAISE EXCEPTION 'The young person decides for themselves'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_of_age', TABLE = TG_TABLE_NAME;
        END IF;
    ELSIF yes.standing = 'alternative_person' AND EXISTS (
        SELECT FROM public.consent_capacitydecision relied, public.consent_capacitydecision later
        WHERE relied.id = yes.capacity_id AND later.case_id = yes.case_id AND later.person_id = yes.about_id
          AND later.agency_id = yes.agency_id AND later.outcome = 'can_decide'
          AND (later.decided_on, later.recorded_at, later.id)
              > (relied.decided_on, relied.recorded_at, relied.id)
          AND NEW.happened_at >= later.recorded_at
    ) THEN
        RAISE EXCEPTION 'The young person was found able to decide this'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_of_age', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gate_of_age BEFORE INSERT ON consent_disclosure
    FOR EACH ROW EXECUTE FUNCTION consent_gate_of_age();
ALTER TABLE consent_disclosure ENABLE ALWAYS TRIGGER gate_of_age;
"""

# A paper that was taken off the case, or is not safe to open, is nobody's signed form.
PAPER = """
CREATE FUNCTION consent_paper_is_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM public.cases_document
               WHERE id = NEW.document_id AND (removed_at IS NOT NULL OR scan = 'infected') FOR SHARE) THEN
        RAISE EXCEPTION 'The document cannot be opened on the case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_is_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paper_is_kept BEFORE INSERT ON consent_signedform
    FOR EACH ROW EXECUTE FUNCTION consent_paper_is_kept();
ALTER TABLE consent_signedform ENABLE ALWAYS TRIGGER paper_is_kept;
"""


def _undo(table: str, name: str) -> str:
    """SQL that takes a trigger and its function away again."""
    return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION consent_{name}();"


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("consent", "0005_capacity_renewal_and_signed_forms")]

    operations = [
        migrations.RunSQL(WHOLE, NOT_WHOLE),
        migrations.RunSQL(CAPACITY, _undo("consent_sharingpermission", "decides_for_another")),
        migrations.RunSQL(GATE_OF_AGE, _undo("consent_disclosure", "gate_of_age")),
        migrations.RunSQL(PAPER, _undo("consent_signedform", "paper_is_kept")),
        AppendOnly("consent_permissiontask"),
        AppendOnly("consent_signedform"),
    ]
