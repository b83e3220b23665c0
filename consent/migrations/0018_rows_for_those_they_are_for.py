"""The second wall on this storey, and which agencies a case has to do with because of what is permitted and said."""

from importlib import import_module

from django.db import migrations

from sendiass.database.row_security import RowSecurity

CASE = import_module("cases.migrations.0023_rows_for_those_they_are_for").CASE

WITH_AGENCY = {
    "consent_sharingpermission": "agency_id",
    "consent_disclosure": "agency_id",
    "consent_approach": "agency_id",
    "consent_safeguardingdisclosure": "agency_id",
    "consent_interpreterbooking": "provider_id",
}
OF_A_CASE = (
    *WITH_AGENCY,
    "consent_capacitydecision",
    "consent_disclosedcontent",
    "consent_heard",
    "consent_letter",
    "consent_lettertask",
    "consent_passedon",
    "consent_permissiontask",
    "consent_permittedcontent",
    "consent_safeguardingaddition",
    "consent_safeguardingreview",
    "consent_signedform",
)

NOTED = """
CREATE FUNCTION consent_note_agency() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.cases_note_agency(NEW.case_id, (to_jsonb(NEW) ->> TG_ARGV[0])::uuid);
    RETURN NULL;
END $$;
"""
FOR_EACH = """
CREATE TRIGGER note_agency AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION consent_note_agency('{column}');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER note_agency;
SELECT count(cases_note_agency(case_id, {column})) FROM {table};
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
BACK = (
    "".join(f"DROP TRIGGER note_agency ON {table};" for table in WITH_AGENCY)
    + "DROP FUNCTION consent_note_agency();"
)

# As on the floor below: what holds a table's invariants reads past this wall.
GUARDS = """
DO $$ DECLARE guard record; BEGIN
    FOR guard IN SELECT DISTINCT p.oid::regprocedure AS called FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND p.proname LIKE 'consent\\_%'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', guard.called);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """Policies on all that is permitted, said, heard and passed on about cases."""

    dependencies = [
        ("consent", "0017_no_way_round_the_gate"),
        ("cases", "0023_rows_for_those_they_are_for"),
    ]

    operations = [
        migrations.RunSQL(
            NOTED
            + "".join(FOR_EACH.format(table=table, column=column) for table, column in WITH_AGENCY.items()),
            BACK,
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        *(RowSecurity(table, CASE) for table in OF_A_CASE),
    ]
