"""A talk with the authority that waits may name somebody: it is its writer's and the manager's until then (L05, SECURITY 4)."""

from django.db import migrations

from sendiass.database.row_security import RowSecurity

# The policies of entry and review would ask each other.
KEPT = """
CREATE FUNCTION keeps_liaison() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('caseworker', 'manager', 'administrator'), false)
$$;
CREATE FUNCTION consent_liaison_accepted(of_entry uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.consent_liaisonreview WHERE entry_id = of_entry AND accepted)
$$;
CREATE FUNCTION consent_liaison_corrections(of_entry uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT count(*)::integer FROM public.consent_liaisonentry WHERE original_id = of_entry
$$;
"""
BACK = """
DROP FUNCTION consent_liaison_corrections(uuid); DROP FUNCTION consent_liaison_accepted(uuid);
DROP FUNCTION keeps_liaison();
"""


class Migration(migrations.Migration):
    """What stands in the log is for all who keep it."""

    dependencies = [
        ("consent", "0019_breaches_for_those_they_are_for"),
        ("cases", "0033_interests_of_those_who_decide"),
    ]

    operations = [
        migrations.RunSQL(KEPT, BACK),
        RowSecurity(
            "consent_liaisonentry",
            "(SELECT public.keeps_liaison()) AND ((SELECT public.sees_all_cases()) OR NOT held "
            "OR recorded_by_id = public.standing_worker() OR public.consent_liaison_accepted(id))",
        ),
        RowSecurity(
            "consent_liaisonreview",
            "EXISTS (SELECT FROM public.consent_liaisonentry one WHERE one.id = entry_id)",
        ),
    ]
