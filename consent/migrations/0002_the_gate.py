"""What the data base itself holds of consent: nothing leaves but under a yes that covers it (L24, SECURITY 5)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly

# A disclosure names a permission of the same case, agency and person; its content one that the permission covers.
WHOLE = """
ALTER TABLE consent_disclosure ADD CONSTRAINT disclosure_under_its_permission
    FOREIGN KEY (permission_id, case_id, agency_id, about_id)
    REFERENCES consent_sharingpermission (id, case_id, agency_id, about_id);
ALTER TABLE consent_disclosedcontent ADD CONSTRAINT disclosed_content_of_its_disclosure
    FOREIGN KEY (disclosure_id, permission_id, case_id) REFERENCES consent_disclosure (id, permission_id, case_id);
ALTER TABLE consent_disclosedcontent ADD CONSTRAINT disclosed_content_is_permitted
    FOREIGN KEY (permission_id, content) REFERENCES consent_permittedcontent (permission_id, content);
ALTER TABLE consent_permittedcontent ADD CONSTRAINT permitted_content_of_its_permission
    FOREIGN KEY (permission_id, case_id) REFERENCES consent_sharingpermission (id, case_id);
ALTER TABLE consent_sharingpermission ADD CONSTRAINT permission_rests_on_a_decision_about_them
    FOREIGN KEY (capacity_id, case_id, about_id, capacity_outcome)
    REFERENCES consent_capacitydecision (id, case_id, person_id, outcome);
"""
NOT_WHOLE = """
ALTER TABLE consent_disclosure DROP CONSTRAINT disclosure_under_its_permission;
ALTER TABLE consent_disclosedcontent DROP CONSTRAINT disclosed_content_of_its_disclosure;
ALTER TABLE consent_disclosedcontent DROP CONSTRAINT disclosed_content_is_permitted;
ALTER TABLE consent_permittedcontent DROP CONSTRAINT permitted_content_of_its_permission;
ALTER TABLE consent_sharingpermission DROP CONSTRAINT permission_rests_on_a_decision_about_them;
"""

# Both people are on the case; nothing is written down before it is said.
PERMISSION_BEGINS = """
CREATE FUNCTION consent_permission_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.recorded_at > clock_timestamp() + interval '2 minutes' THEN
        RAISE EXCEPTION 'A permission is not written down in the future'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'permission_begins', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'A permission does not begin with its end'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'permission_begins', TABLE = TG_TABLE_NAME;
    END IF;
    IF (SELECT count(DISTINCT person_id) FROM public.cases_caseperson
        WHERE case_id = NEW.case_id AND removed_at IS NULL AND person_id IN (NEW.about_id, NEW.given_by_id))
       < (CASE WHEN NEW.about_id = NEW.given_by_id THEN 1 ELSE 2 END) THEN
        RAISE EXCEPTION 'A permission is given by and about people of its case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'permission_begins', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER permission_begins BEFORE INSERT ON consent_sharingpermission
    FOR EACH ROW EXECUTE FUNCTION consent_permission_begins();
ALTER TABLE consent_sharingpermission ENABLE ALWAYS TRIGGER permission_begins;
"""

# The only change is its one end: at that moment, and not before anything that was said under it.
PERMISSION_ENDS = """
CREATE FUNCTION consent_permission_ends() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE last_said timestamptz;
BEGIN
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
       OR to_jsonb(NEW) - '{ended_at,ended_by_id,ended_because,ended_how,ended_words}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{ended_at,ended_by_id,ended_because,ended_how,ended_words}'::text[] THEN
        RAISE EXCEPTION 'A permission changes only by its one end'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'permission_ends', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.ended_at > clock_timestamp() + interval '2 minutes' THEN
        RAISE EXCEPTION 'A permission ends at once'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'permission_ends', TABLE = TG_TABLE_NAME;
    END IF;
    SELECT max(happened_at) INTO last_said FROM public.consent_disclosure WHERE permission_id = NEW.id;
    IF last_said >= NEW.ended_at THEN
        NEW.ended_at := last_said + interval '1 microsecond';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER permission_ends BEFORE UPDATE ON consent_sharingpermission
    FOR EACH ROW EXECUTE FUNCTION consent_permission_ends();
ALTER TABLE consent_sharingpermission ENABLE ALWAYS TRIGGER permission_ends;
"""

# The contents are said with the permission and each has its row when the transaction ends; none comes later.
CONTENTS_FIXED = """
CREATE FUNCTION consent_content_was_permitted() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.consent_sharingpermission
                   WHERE id = NEW.permission_id AND NEW.content = ANY (contents)) THEN
        RAISE EXCEPTION 'The permission was not given for this content'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'content_was_permitted', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER content_was_permitted BEFORE INSERT ON consent_permittedcontent
    FOR EACH ROW EXECUTE FUNCTION consent_content_was_permitted();
ALTER TABLE consent_permittedcontent ENABLE ALWAYS TRIGGER content_was_permitted;

CREATE FUNCTION consent_contents_complete() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM public.consent_sharingpermission p, unnest(p.contents) AS said (content)
               WHERE p.id = NEW.id AND NOT EXISTS (SELECT FROM public.consent_permittedcontent c
                   WHERE c.permission_id = p.id AND c.content = said.content)) THEN
        RAISE EXCEPTION 'Each content of a permission has its own row'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'contents_complete', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contents_complete AFTER INSERT ON consent_sharingpermission
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION consent_contents_complete();
ALTER TABLE consent_sharingpermission ENABLE ALWAYS TRIGGER contents_complete;
"""

# The gate. FOR SHARE makes an ending wait for us, or us for it; then the newest state is looked at.
GATE = """
CREATE FUNCTION consent_gate() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE yes public.consent_sharingpermission%ROWTYPE;
BEGIN
    SELECT * INTO yes FROM public.consent_sharingpermission WHERE id = NEW.permission_id FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no such permission'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'gate', TABLE = TG_TABLE_NAME;
    END IF;
    IF NOT NEW.way = ANY (yes.ways) THEN
        RAISE EXCEPTION 'The permission is not for this way'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gate', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.happened_at > clock_timestamp() + interval '2 minutes'
       OR NEW.recorded_at > clock_timestamp() + interval '2 minutes' THEN
        RAISE EXCEPTION 'A disclosure is not in the future'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gate', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.happened_at < yes.from_at OR NEW.happened_at >= yes.until_at OR NEW.happened_at >= yes.ended_at THEN
        RAISE EXCEPTION 'The permission did not hold at that moment'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gate', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gate BEFORE INSERT ON consent_disclosure FOR EACH ROW EXECUTE FUNCTION consent_gate();
ALTER TABLE consent_disclosure ENABLE ALWAYS TRIGGER gate;

CREATE FUNCTION consent_something_was_said() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.consent_disclosedcontent WHERE disclosure_id = NEW.id) THEN
        RAISE EXCEPTION 'A disclosure says what was disclosed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'something_was_said', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER something_was_said AFTER INSERT ON consent_disclosure
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION consent_something_was_said();
ALTER TABLE consent_disclosure ENABLE ALWAYS TRIGGER something_was_said;
"""


def _undo(table: str, *names: str) -> str:
    """SQL that takes triggers and their functions away again."""
    drops = [f"DROP TRIGGER {name} ON {table}; DROP FUNCTION consent_{name}();" for name in names]
    return " ".join(drops)


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("consent", "0001_permissions_and_disclosures"), ("cases", "0002_promises_held")]

    operations = [
        migrations.RunSQL(WHOLE, NOT_WHOLE),
        migrations.RunSQL(PERMISSION_BEGINS, _undo("consent_sharingpermission", "permission_begins")),
        migrations.RunSQL(PERMISSION_ENDS, _undo("consent_sharingpermission", "permission_ends")),
        migrations.RunSQL(
            CONTENTS_FIXED,
            _undo("consent_permittedcontent", "content_was_permitted")
            + _undo("consent_sharingpermission", "contents_complete"),
        ),
        migrations.RunSQL(GATE, _undo("consent_disclosure", "gate", "something_was_said")),
        AppendOnly("consent_capacitydecision"),
        AppendOnly("consent_permittedcontent"),
        AppendOnly("consent_disclosure"),
        AppendOnly("consent_disclosedcontent"),
    ]
