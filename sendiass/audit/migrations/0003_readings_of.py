"""Finds the readings of people and cases by their index, behind row-level security, too (SECURITY 4)."""

from django.db import migrations

# For a part of the service alone: a worker who asks in their own name learns of no reading, nor how many there are.
OF = """
CREATE FUNCTION audit_readings_of(of_subjects uuid[]) RETURNS SETOF uuid ROWS 100
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT id FROM public.audit_reading
    WHERE subjects && of_subjects AND COALESCE(current_setting('app.service', true), '') <> ''
$$;
"""


class Migration(migrations.Migration):
    """What it finds is shown as the table's policy says."""

    dependencies = [("audit", "0002_the_chain")]

    operations = [migrations.RunSQL(OF, "DROP FUNCTION audit_readings_of(uuid[]);")]
