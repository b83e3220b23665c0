"""What the data base itself holds: final records, agreement before anyone is named, references in order."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly

SEQUENCES = """
CREATE SEQUENCE cases_case_reference;
CREATE SEQUENCE cases_enquiry_reference;
CREATE SEQUENCE cases_person_revision;
"""

REVISIONS = """
CREATE FUNCTION cases_next_revision() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.revision := nextval('public.cases_person_revision');
    RETURN NEW;
END $$;
CREATE TRIGGER next_revision BEFORE INSERT OR UPDATE ON cases_person
    FOR EACH ROW EXECUTE FUNCTION cases_next_revision();
"""

# L26: nobody takes part in a case unless the family's last answer to records being kept was yes.
AGREEMENT_FIRST = """
CREATE FUNCTION cases_agreement_first() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE answer text;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.removed_at IS NOT NULL AND NEW.case_id = OLD.case_id AND NEW.person_id = OLD.person_id THEN
        RETURN NEW;  -- a part may end whatever the family answered
    END IF;
    SELECT agreement INTO answer FROM public.cases_firstcontactentry
        WHERE case_id = NEW.case_id AND item = 'agreement' AND state = 'done'
        ORDER BY recorded_at DESC, id LIMIT 1;
    IF answer IS DISTINCT FROM 'agreed' THEN
        RAISE EXCEPTION 'The family has not agreed to records being kept'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_first', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_first BEFORE INSERT OR UPDATE OF case_id, person_id, removed_at ON cases_caseperson
    FOR EACH ROW EXECUTE FUNCTION cases_agreement_first();
ALTER TABLE cases_caseperson ENABLE ALWAYS TRIGGER agreement_first;
"""

# L26: a person is kept only as part of a case; asked when the transaction ends, since the part comes second.
NOBODY_WITHOUT_A_CASE = """
CREATE FUNCTION cases_nobody_without_a_case() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM public.cases_person WHERE id = NEW.id)
       AND NOT EXISTS (SELECT FROM public.cases_caseperson WHERE person_id = NEW.id) THEN
        RAISE EXCEPTION 'A person is kept only as part of a case whose family agreed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_without_a_case', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER nobody_without_a_case AFTER INSERT ON cases_person
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_nobody_without_a_case();
ALTER TABLE cases_person ENABLE ALWAYS TRIGGER nobody_without_a_case;
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("cases", "0001_casework")]

    operations = [
        migrations.RunSQL(
            SEQUENCES,
            "DROP SEQUENCE cases_case_reference; DROP SEQUENCE cases_enquiry_reference; DROP SEQUENCE cases_person_revision;",
        ),
        migrations.RunSQL(
            REVISIONS, "DROP TRIGGER next_revision ON cases_person; DROP FUNCTION cases_next_revision();"
        ),
        migrations.RunSQL(
            AGREEMENT_FIRST,
            "DROP TRIGGER agreement_first ON cases_caseperson; DROP FUNCTION cases_agreement_first();",
        ),
        migrations.RunSQL(
            NOBODY_WITHOUT_A_CASE,
            "DROP TRIGGER nobody_without_a_case ON cases_person; DROP FUNCTION cases_nobody_without_a_case();",
        ),
        AppendOnly("cases_statuschange"),
        AppendOnly("cases_aim"),
        AppendOnly("cases_firstcontactentry"),
        AppendOnly("cases_intervention"),
    ]
