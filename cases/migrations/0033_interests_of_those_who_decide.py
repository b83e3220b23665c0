"""Whoever decides about conflicts has interests, too; and what else tells of cases stands behind the second wall (Y12)."""

from importlib import import_module

from django.db import migrations

from sendiass.database.row_security import RowSecurity, row_security_anew

of_case = import_module("cases.migrations.0023_rows_for_those_they_are_for").of_case

ME = "public.standing_worker()"
MINE = f"worker_id = {ME}"

# `cases_shut_to` leaves out what would not be somebody's anyway; of these every one is named, whoever it is.
MET = """
CREATE OR REPLACE FUNCTION cases_met_by(of_worker uuid) RETURNS SETOF uuid ROWS 20
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN QUERY SELECT case_id FROM public.cases_conflict WHERE worker_id = of_worker AND state = 'standing';
END $$;
CREATE OR REPLACE FUNCTION cases_no_manager_may_see() RETURNS SETOF uuid ROWS 20
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE managers bigint;
BEGIN
    SELECT count(*) INTO managers FROM public.accounts_user WHERE role = 'manager' AND is_active;
    IF managers = 0 THEN
        RETURN QUERY SELECT DISTINCT case_id FROM public.cases_conflict;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT shut.case_id FROM public.cases_conflict shut
        JOIN public.accounts_user one ON one.id = shut.worker_id AND one.role = 'manager' AND one.is_active
        WHERE shut.state = 'standing' GROUP BY shut.case_id HAVING count(DISTINCT shut.worker_id) = managers;
END $$;
"""

# The same school may stand in the directory twice: typed by hand, or closed and open again as an academy under another
# number. Nobody says which came after which, so it is a question.
LIKE = """
CREATE OR REPLACE FUNCTION cases_school_called(name text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT regexp_replace(lower(name), '\\m(the|school|academy|community|trust)\\M|[^[:alnum:]]', '', 'g')
$$;
CREATE INDEX IF NOT EXISTS agency_by_school_called ON cases_agency (cases_school_called(name)) WHERE kind = 'school';
CREATE INDEX IF NOT EXISTS agency_by_postcode_of_school ON cases_agency (postcode) WHERE kind = 'school' AND postcode <> '';
CREATE OR REPLACE FUNCTION cases_schools_like(school uuid) RETURNS SETOF uuid ROWS 2
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT other.id FROM public.cases_agency one JOIN (
        SELECT own.id AS own, called.id FROM public.cases_agency own JOIN public.cases_agency called
            ON called.kind = 'school' AND public.cases_school_called(called.name) = public.cases_school_called(own.name)
        WHERE own.id = school AND public.cases_school_called(own.name) <> ''
            AND ('' IN (own.authority_code, called.authority_code) OR own.authority_code = called.authority_code)
        UNION
        SELECT own.id, there.id FROM public.cases_agency own JOIN public.cases_agency there
            ON there.kind = 'school' AND there.postcode <> '' AND there.postcode = own.postcode
        WHERE own.id = school
    ) alike ON alike.own = one.id
    JOIN public.cases_agency other ON other.id = alike.id
    WHERE one.kind = 'school' AND other.id <> one.id
        AND (one.urn IS NULL OR other.urn IS NULL OR one.closed_on IS NOT NULL OR other.closed_on IS NOT NULL)
$$;
CREATE OR REPLACE FUNCTION cases_find_conflicts(of_case uuid, of_interest uuid, through text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO public.cases_conflict AS already
        (id, case_id, worker_id, interest_id, ground, state, found_at, found_through, held, shut_at)
    SELECT gen_random_uuid(), met.case_id, met.worker_id, met.interest_id,
           CASE WHEN met.is_same THEN 'agency' ELSE 'name' END,
           CASE WHEN met.shuts THEN 'standing' ELSE 'question' END, statement_timestamp(), through,
           public.cases_held_by(met.case_id, met.worker_id),
           CASE WHEN met.shuts THEN statement_timestamp() END
    FROM (
        SELECT DISTINCT ON (shared.case_id, interest.id)
               shared.case_id, interest.worker_id, interest.id AS interest_id, wanted.is_same,
               wanted.is_same AND (interest.kind = 'former_employee' OR interest.until_on IS NULL
                   OR interest.until_on >= (now() AT TIME ZONE 'Europe/London')::date) AS shuts
        FROM public.cases_interest interest
        CROSS JOIN LATERAL (
            SELECT interest.agency_id AS agency, true AS is_same
            UNION ALL SELECT found, false FROM public.cases_schools_like(interest.agency_id) found) wanted
        JOIN public.cases_caseagency shared ON shared.agency_id = wanted.agency
        WHERE interest.ended_at IS NULL
          AND (of_case IS NULL OR shared.case_id = of_case) AND (of_interest IS NULL OR interest.id = of_interest)
        ORDER BY shared.case_id, interest.id, wanted.is_same DESC
    ) met
    ON CONFLICT (case_id, worker_id, interest_id) DO UPDATE
        SET ground = EXCLUDED.ground, state = 'standing', told_at = NULL, shut_at = statement_timestamp(),
            held = EXCLUDED.held,
            reallocated_at = CASE WHEN EXCLUDED.held THEN NULL ELSE already.reallocated_at END
        WHERE EXCLUDED.state = 'standing' AND already.state <> 'standing'
          AND (already.ground = 'name' OR (already.state = 'lifted' AND through = 'case'))
$$;
CREATE OR REPLACE FUNCTION cases_find_conflicts_of_agency() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('interests in ' || NEW.agency_id, 0));
    PERFORM public.cases_find_conflicts(NEW.case_id, interest.id, 'case') FROM public.cases_interest interest
        WHERE ended_at IS NULL
        AND agency_id IN (SELECT NEW.agency_id UNION ALL SELECT public.cases_schools_like(NEW.agency_id));
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION cases_find_conflicts_of_interest() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE one uuid;
BEGIN
    FOR one IN SELECT NEW.agency_id AS id UNION SELECT public.cases_schools_like(NEW.agency_id) ORDER BY id LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('interests in ' || one, 0));
    END LOOP;
    PERFORM public.cases_find_conflicts(NULL, NEW.id, 'declared');
    RETURN NULL;
END $$;
SELECT cases_find_conflicts(NULL, NULL, 'declared');
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

# A child who comes back to the school, or somebody else of the family who comes there, brings the interest with them:
# what was lifted because it was over stands again. That we spoke with an agency once more is nothing new.
AGAIN = """
CREATE OR REPLACE FUNCTION cases_note_school(of_case uuid, school uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO public.cases_caseagency (id, case_id, agency_id, since)
    SELECT gen_random_uuid(), of_case, school, now() WHERE of_case IS NOT NULL AND school IS NOT NULL
    ON CONFLICT (case_id, agency_id) DO UPDATE SET since = now()
$$;
CREATE OR REPLACE FUNCTION cases_note_school_of_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.cases_note_school(NEW.case_id, (SELECT school_id FROM public.cases_person WHERE id = NEW.person_id));
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION cases_note_school_of_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.cases_note_school(case_id, NEW.school_id) FROM public.cases_caseperson WHERE person_id = NEW.id;
    RETURN NULL;
END $$;
DROP TRIGGER conflicts_found ON cases_caseagency;
CREATE CONSTRAINT TRIGGER conflicts_found AFTER INSERT OR UPDATE OF since ON cases_caseagency
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_find_conflicts_of_agency();
ALTER TABLE cases_caseagency ENABLE ALWAYS TRIGGER conflicts_found;
"""

# Somebody else decides about whoever becomes manager, or is one no more: they have not been told.
OTHERS_DECIDE = """
CREATE FUNCTION cases_tell_who_decides_now() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE public.cases_conflict SET told_at = NULL WHERE worker_id = NEW.id AND state = 'question';
    RETURN NULL;
END $$;
CREATE TRIGGER tell_who_decides_now AFTER UPDATE OF role ON accounts_user
    FOR EACH ROW WHEN (NEW.role IS DISTINCT FROM OLD.role) EXECUTE FUNCTION cases_tell_who_decides_now();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER tell_who_decides_now;
"""
NOBODY_TOLD = (
    "DROP TRIGGER tell_who_decides_now ON accounts_user; DROP FUNCTION cases_tell_who_decides_now();"
)

# The lead decides about managers' conflicts, and about others' in cases that no manager may see; never in a case
# that an interest of the lead's own meets, or may.
MANAGERS = f"""(
    NOT ({MINE}) AND (SELECT public.sees_all_cases())
    AND case_id NOT IN (SELECT public.cases_shut_to({ME}))
)"""
LEADS = f"""(
    NOT ({MINE}) AND (SELECT public.standing_role()) = 'strategic_lead'
    AND case_id NOT IN (SELECT public.cases_kept_from({ME}))
    AND (worker_id IN (SELECT id FROM public.accounts_user WHERE role = 'manager')
         OR case_id IN (SELECT public.cases_no_manager_may_see()))
)"""  # noqa: S608
# Cover of one case: whoever arranges it sees those of cases they see; whoever is to do it, unless an interest is in the way.
COVER = f"""
    ((SELECT public.sees_all_cases())
        AND (case_id IS NULL OR case_id NOT IN (SELECT public.cases_shut_to({ME}))))
    OR (worker_id = {ME} AND (case_id IS NULL OR case_id NOT IN (SELECT public.cases_kept_from({ME}))))
    OR (away_id = {ME} AND (case_id IS NULL OR case_id NOT IN (SELECT public.cases_met_by({ME}))))
"""
# What is unusual only by a case they may not see is none to them.
UNUSUAL = f"""
    worker_id <> {ME} AND (
        ((SELECT public.sees_all_cases()) AND (
            cardinality(cases) = 0
            OR (SELECT count(*) FROM unnest(cases) AS one
                WHERE one NOT IN (SELECT public.cases_shut_to({ME}))) >= least))
        OR ((SELECT public.standing_role()) = 'administrator'
            AND worker_id IN (SELECT id FROM public.accounts_user WHERE role = 'manager')))
"""  # noqa: S608


class Migration(migrations.Migration):
    """Policies on what was left open, and those that let the one who decides see too much."""

    dependencies = [("cases", "0032_calls_kept_from_workers")]

    operations = [
        migrations.RunSQL(MET, migrations.RunSQL.noop),
        migrations.RunSQL(LIKE, migrations.RunSQL.noop),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
        migrations.RunSQL(OTHERS_DECIDE, NOBODY_TOLD),
        row_security_anew("cases_conflict", f"{MANAGERS} OR {LEADS}"),
        row_security_anew(
            "cases_conflictdecision",
            f"NOT ({MINE}) AND EXISTS (SELECT FROM public.cases_conflict one WHERE one.id = conflict_id)",
        ),
        row_security_anew(
            "cases_referralconflict",
            f"worker_id <> {ME} AND (SELECT public.sees_all_cases()) "  # noqa: S608
            "AND EXISTS (SELECT FROM public.cases_referral one WHERE one.id = referral_id)",
        ),
        row_security_anew("cases_cover", COVER),
        RowSecurity("cases_unusualreading", UNUSUAL),
        RowSecurity(
            "cases_lookedinto",
            "EXISTS (SELECT FROM public.cases_unusualreading one WHERE one.id = finding_id)",
        ),
        RowSecurity("cases_begunreferral", "(SELECT public.stands_behind_the_form())"),
    ]
