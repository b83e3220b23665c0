"""The second wall: the data base shows casework only to those it is for, whatever a page forgets to ask (SECURITY 4)."""

from django.db import migrations

from sendiass.database.row_security import RowSecurity

# For whom is asked: `sendiass.database.standing` says it, `sendiass.audit.actors.SERVICES` lists the parts.
STANDING = """
CREATE FUNCTION standing_worker() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT NULLIF(current_setting('app.worker', true), '')::uuid
$$;
CREATE FUNCTION stands_for_the_service() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') IN (
        'breaches', 'conflicts', 'demonstration', 'import', 'outbox', 'readings', 'search', 'set-up', 'sweeps')
$$;
CREATE FUNCTION standing_role() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT role FROM public.accounts_user WHERE id = public.standing_worker() AND is_active
$$;
CREATE FUNCTION sees_all_cases() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() = 'manager', false)
$$;
CREATE FUNCTION takes_enquiries() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('caseworker', 'manager', 'administrator'), false)
$$;
"""

# Planned once by each connection, for every statement asks them.
CASES = """
CREATE FUNCTION cases_shut_to(of_worker uuid) RETURNS SETOF uuid ROWS 20
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_conflict WHERE worker_id = of_worker AND state = 'standing') THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM public.accounts_user WHERE id = of_worker AND role = 'manager') THEN
        RETURN QUERY SELECT case_id FROM public.cases_conflict WHERE worker_id = of_worker AND state = 'standing';
        RETURN;
    END IF;
    -- Of the thousands that somebody may have an interest in, those that would be theirs otherwise.
    RETURN QUERY
    SELECT held.case_id FROM public.cases_allocation held WHERE held.worker_id = of_worker AND held.until_at IS NULL
        AND EXISTS (SELECT FROM public.cases_conflict
                    WHERE worker_id = of_worker AND case_id = held.case_id AND state = 'standing')
    UNION ALL
    SELECT one.id FROM public.cases_case one WHERE one.status = 'waiting' AND one.created_by_id = of_worker
        AND EXISTS (SELECT FROM public.cases_conflict
                    WHERE worker_id = of_worker AND case_id = one.id AND state = 'standing');
END $$;
CREATE FUNCTION cases_given_to(of_worker uuid) RETURNS SETOF uuid ROWS 50
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.accounts_user WHERE id = of_worker AND is_active
                   AND role IN ('caseworker', 'volunteer', 'manager')) THEN
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
        WHERE cover.worker_id = of_worker AND cover.ended_at IS NULL
            AND cover.from_at <= statement_timestamp() AND cover.until_at > statement_timestamp()
    UNION ALL
    SELECT case_id FROM public.cases_breakglass WHERE worker_id = of_worker AND ended_at IS NULL
        AND from_at <= statement_timestamp() AND until_at > statement_timestamp();
END $$;
CREATE FUNCTION cases_given_ids() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    me uuid := public.standing_worker();
    kept text := current_setting('app.given', true);
    found uuid[];
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    IF left(kept, 36) = me::text THEN
        RETURN substr(kept, 37)::uuid[];
    END IF;
    SELECT COALESCE(array_agg(given), '{}') INTO found FROM public.cases_given_to(me) given
        WHERE given NOT IN (SELECT public.cases_shut_to(me));
    PERFORM set_config('app.given', me::text || found::text, true);
    RETURN found;
END $$;
CREATE FUNCTION cases_given_anew() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM set_config('app.given', '', true);
    RETURN NULL;
END $$;
CREATE FUNCTION cases_has_part(of_person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.cases_caseperson WHERE person_id = of_person)
$$;
"""

# What a worker has been given is found once in each transaction, and anew after anything in it changed that.
ANEW = "".join(
    f"""
CREATE TRIGGER given_anew AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION cases_given_anew();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER given_anew;
"""
    for table in (
        "cases_allocation",
        "cases_case",
        "cases_cover",
        "cases_breakglass",
        "cases_conflict",
        "accounts_user",
    )
)

# What holds a table's invariants reads past this wall: a row that is not shown is there all the same.
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
BACK = """
DROP FUNCTION cases_given_ids(); DROP FUNCTION cases_given_anew(); DROP FUNCTION cases_has_part(uuid); DROP FUNCTION cases_given_to(uuid); DROP FUNCTION cases_shut_to(uuid);
DROP FUNCTION takes_enquiries(); DROP FUNCTION sees_all_cases(); DROP FUNCTION standing_role();
DROP FUNCTION stands_for_the_service(); DROP FUNCTION standing_worker();
"""


def of_case(column: str) -> str:
    """What is true of a row whose case, in this column, is for whoever asks."""
    return (
        f"((SELECT public.sees_all_cases()) AND {column} NOT IN (SELECT public.cases_shut_to(public.standing_worker()))) "
        f"OR {column} = ANY ((SELECT public.cases_given_ids())::uuid[])"
    )


def of_person(column: str) -> str:
    """What is true of a row whose person has a part in a case that is for whoever asks."""
    return f"EXISTS (SELECT FROM public.cases_caseperson part WHERE part.person_id = {column})"


CASE = of_case("case_id")
OF_A_CASE = (
    "cases_adviceoption",
    "cases_aim",
    "cases_allocation",
    "cases_breakglass",
    "cases_caseagency",
    "cases_caseperson",
    "cases_document",
    "cases_firstcontactentry",
    "cases_handedover",
    "cases_keydate",
    "cases_meeting",
    "cases_meetingcorrection",
    "cases_optionchoice",
    "cases_signposting",
    "cases_statuschange",
)
MINE = "worker_id = public.standing_worker()"
DECIDES = "(SELECT public.standing_role()) IN ('manager', 'strategic_lead')"
OF_MANAGERS = (
    "(SELECT public.standing_role()) = 'strategic_lead' AND worker_id IN "
    "(SELECT id FROM public.accounts_user WHERE role = 'manager')"
)


class Migration(migrations.Migration):
    """Policies on all casework, forced, for the application's role and any other but the owner's."""

    dependencies = [("cases", "0022_conflicts_found")]

    operations = [
        migrations.RunSQL(STANDING + CASES + ANEW, BACK),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        *(RowSecurity(table, CASE) for table in OF_A_CASE),
        RowSecurity("cases_case", of_case("id"), added="created_by_id = public.standing_worker()"),
        RowSecurity("cases_task", f"(case_id IS NULL AND {MINE}) OR ({CASE})"),
        RowSecurity("cases_enquiry", f"(case_id IS NULL AND (SELECT public.takes_enquiries())) OR ({CASE})"),
        RowSecurity(
            "cases_callback",
            "EXISTS (SELECT FROM public.cases_enquiry asked WHERE asked.id = enquiry_id)",
        ),
        RowSecurity(
            "cases_intervention",
            f"({CASE}) OR EXISTS (SELECT FROM public.cases_enquiry asked WHERE asked.id = enquiry_id)",
        ),
        RowSecurity(
            "cases_person",
            f"{of_person('cases_person.id')} "
            "OR (created_by_id = public.standing_worker() AND NOT public.cases_has_part(id))",
        ),
        RowSecurity("cases_contactpoint", of_person("cases_contactpoint.person_id")),
        RowSecurity("cases_relationship", f"{of_person('child_id')} AND {of_person('adult_id')}"),
        RowSecurity("cases_sameperson", f"{of_person('one_id')} AND {of_person('other_id')}"),
        RowSecurity(
            "cases_notthesame",
            f"{of_person('cases_notthesame.person_id')} AND {of_person('cases_notthesame.other_id')}",
        ),
        RowSecurity(
            "cases_conflict",
            f"NOT ({MINE}) AND (((SELECT public.sees_all_cases()) AND case_id NOT IN "
            f"(SELECT public.cases_shut_to(public.standing_worker()))) OR ({OF_MANAGERS}))",
        ),
        RowSecurity("cases_conflictdecision", f"NOT ({MINE}) AND {DECIDES}"),
        RowSecurity("cases_interest", f"{MINE} OR {DECIDES}"),
        RowSecurity("cases_declaration", f"{MINE} OR {DECIDES}"),
        RowSecurity("cases_declarationwaiver", f"{MINE} OR {DECIDES}"),
    ]
