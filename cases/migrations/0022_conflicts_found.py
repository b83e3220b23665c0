"""The data base finds every school and agency that an interest and a case share, and keeps the worker off (Y12)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly

# A case has to do with the schools of those in it. What is spoken about with others comes from the storeys above.
AGENCIES = """
CREATE FUNCTION cases_note_agency(of_case uuid, agency uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO public.cases_caseagency (id, case_id, agency_id, since)
    SELECT gen_random_uuid(), of_case, agency, now() WHERE of_case IS NOT NULL AND agency IS NOT NULL
    ON CONFLICT DO NOTHING
$$;
CREATE FUNCTION cases_note_school_of_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.cases_note_agency(NEW.case_id, (SELECT school_id FROM public.cases_person WHERE id = NEW.person_id));
    RETURN NULL;
END $$;
CREATE TRIGGER note_school AFTER INSERT OR UPDATE OF case_id, person_id ON cases_caseperson
    FOR EACH ROW EXECUTE FUNCTION cases_note_school_of_part();
ALTER TABLE cases_caseperson ENABLE ALWAYS TRIGGER note_school;

CREATE FUNCTION cases_note_school_of_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.cases_note_agency(case_id, NEW.school_id) FROM public.cases_caseperson WHERE person_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER note_school AFTER UPDATE OF school_id ON cases_person
    FOR EACH ROW WHEN (NEW.school_id IS NOT NULL AND NEW.school_id IS DISTINCT FROM OLD.school_id)
    EXECUTE FUNCTION cases_note_school_of_person();
ALTER TABLE cases_person ENABLE ALWAYS TRIGGER note_school;

INSERT INTO cases_caseagency (id, case_id, agency_id, since)
SELECT DISTINCT ON (part.case_id, one.school_id) gen_random_uuid(), part.case_id, one.school_id, now()
FROM cases_caseperson part JOIN cases_person one ON one.id = part.person_id WHERE one.school_id IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

# Asked when the transaction ends, or as soon as an action asks for it. Who declares and whose case changes wait for each
# other at the agency's lock, and the second sees what the first wrote; cases do not wait for cases.
FINDING = """
CREATE FUNCTION cases_held_by(of_case uuid, of_worker uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.cases_allocation
                   WHERE case_id = of_case AND worker_id = of_worker AND until_at IS NULL)
        OR EXISTS (SELECT FROM public.cases_breakglass
                   WHERE case_id = of_case AND worker_id = of_worker AND ended_at IS NULL AND until_at > now())
$$;
CREATE FUNCTION cases_find_conflicts(of_case uuid, of_interest uuid, through text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO public.cases_conflict AS already
        (id, case_id, worker_id, interest_id, ground, state, found_at, found_through, held, shut_at)
    SELECT gen_random_uuid(), shared.case_id, interest.worker_id, interest.id, 'agency',
           CASE WHEN is_past.is_past THEN 'question' ELSE 'standing' END, statement_timestamp(), through,
           public.cases_held_by(shared.case_id, interest.worker_id),
           CASE WHEN is_past.is_past THEN NULL ELSE statement_timestamp() END
    FROM public.cases_interest interest
    JOIN public.cases_caseagency shared USING (agency_id)
    CROSS JOIN LATERAL (SELECT COALESCE(interest.until_on < (now() AT TIME ZONE 'Europe/London')::date
                                        AND interest.kind <> 'former_employee', false) AS is_past) AS is_past
    WHERE interest.ended_at IS NULL
      AND (of_case IS NULL OR shared.case_id = of_case) AND (of_interest IS NULL OR interest.id = of_interest)
    ON CONFLICT (case_id, worker_id, interest_id) DO UPDATE
        SET state = 'standing', told_at = NULL, shut_at = statement_timestamp()
        WHERE already.state = 'lifted' AND through = 'case' AND EXCLUDED.state = 'standing'
$$;
CREATE FUNCTION cases_find_conflicts_of_agency() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('interests in ' || NEW.agency_id, 0));
    PERFORM public.cases_find_conflicts(NEW.case_id, interest.id, 'case') FROM public.cases_interest interest
        WHERE agency_id = NEW.agency_id AND ended_at IS NULL;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER conflicts_found AFTER INSERT ON cases_caseagency
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_find_conflicts_of_agency();
ALTER TABLE cases_caseagency ENABLE ALWAYS TRIGGER conflicts_found;

CREATE FUNCTION cases_find_conflicts_of_interest() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('interests in ' || NEW.agency_id, 0));
    PERFORM public.cases_find_conflicts(NULL, NEW.id, 'declared');
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER conflicts_found AFTER INSERT ON cases_interest
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.agency_id IS NOT NULL)
    EXECUTE FUNCTION cases_find_conflicts_of_interest();
ALTER TABLE cases_interest ENABLE ALWAYS TRIGGER conflicts_found;
"""

# What was declared stays as it was said; it may be taken off the list, once.
INTERESTS = """
CREATE FUNCTION cases_interest_stands() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL
       OR ROW(NEW.worker_id, NEW.kind, NEW.agency_id, NEW.given_names, NEW.family_name, NEW.date_of_birth, NEW.phone,
              NEW.email, NEW.words, NEW.from_on, NEW.until_on, NEW.declared_at)
          IS DISTINCT FROM
          ROW(OLD.worker_id, OLD.kind, OLD.agency_id, OLD.given_names, OLD.family_name, OLD.date_of_birth, OLD.phone,
              OLD.email, OLD.words, OLD.from_on, OLD.until_on, OLD.declared_at) THEN
        RAISE EXCEPTION 'A declared interest is taken off the list, never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interest_stands', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interest_stands BEFORE UPDATE ON cases_interest FOR EACH ROW EXECUTE FUNCTION cases_interest_stands();
ALTER TABLE cases_interest ENABLE ALWAYS TRIGGER interest_stands;
"""

MOVES = """
CREATE FUNCTION cases_conflict_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('question', 'standing') THEN
            RAISE EXCEPTION 'A conflict begins as a question or stands'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'conflict_moves', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    IF ROW(NEW.case_id, NEW.worker_id, NEW.interest_id, NEW.found_at, NEW.found_through)
       IS DISTINCT FROM ROW(OLD.case_id, OLD.worker_id, OLD.interest_id, OLD.found_at, OLD.found_through)
       OR (NEW.state <> OLD.state AND ROW(OLD.state, NEW.state) NOT IN (
            ROW('question', 'standing'), ROW('question', 'dismissed'), ROW('dismissed', 'standing'),
            ROW('standing', 'lifted'), ROW('lifted', 'standing'))) THEN
        RAISE EXCEPTION 'A conflict does not move so'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'conflict_moves', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.state = 'standing' AND OLD.state <> 'standing' THEN
        NEW.shut_at := COALESCE(NULLIF(NEW.shut_at, OLD.shut_at), statement_timestamp());
        NEW.held := NEW.held OR public.cases_held_by(NEW.case_id, NEW.worker_id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conflict_moves BEFORE INSERT OR UPDATE ON cases_conflict
    FOR EACH ROW EXECUTE FUNCTION cases_conflict_moves();
ALTER TABLE cases_conflict ENABLE ALWAYS TRIGGER conflict_moves;

CREATE FUNCTION cases_decided_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_conflict WHERE id = NEW.conflict_id AND worker_id = NEW.worker_id)
       OR NEW.worker_id = NEW.by_id THEN
        RAISE EXCEPTION 'Nobody decides about their own conflict'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_by_another', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_by_another BEFORE INSERT ON cases_conflictdecision
    FOR EACH ROW EXECUTE FUNCTION cases_decided_by_another();
ALTER TABLE cases_conflictdecision ENABLE ALWAYS TRIGGER decided_by_another;
"""

# Nobody is given a case they have an interest in, by whichever way. What is still a question keeps them off as well.
KEPT_OFF = """
CREATE FUNCTION cases_kept_off() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.case_id IS NOT NULL AND EXISTS (
            SELECT FROM public.cases_conflict WHERE case_id = NEW.case_id AND worker_id = NEW.worker_id
            AND state IN ('standing', 'question') FOR SHARE) THEN
        RAISE EXCEPTION 'This worker is not available for this case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'kept_off', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept_off BEFORE INSERT OR UPDATE OF case_id, worker_id ON cases_allocation
    FOR EACH ROW EXECUTE FUNCTION cases_kept_off();
ALTER TABLE cases_allocation ENABLE ALWAYS TRIGGER kept_off;
CREATE TRIGGER kept_off BEFORE INSERT OR UPDATE OF case_id, worker_id ON cases_cover
    FOR EACH ROW EXECUTE FUNCTION cases_kept_off();
ALTER TABLE cases_cover ENABLE ALWAYS TRIGGER kept_off;
CREATE TRIGGER kept_off BEFORE INSERT OR UPDATE OF case_id, worker_id ON cases_breakglass
    FOR EACH ROW EXECUTE FUNCTION cases_kept_off();
ALTER TABLE cases_breakglass ENABLE ALWAYS TRIGGER kept_off;
"""

# An emergency is what it was: it ends before its time or is looked at, once, and is never made longer.
EMERGENCIES = """
CREATE FUNCTION cases_emergency_stands() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF ROW(NEW.case_id, NEW.worker_id, NEW.reason, NEW.from_at, NEW.until_at)
       IS DISTINCT FROM ROW(OLD.case_id, OLD.worker_id, OLD.reason, OLD.from_at, OLD.until_at)
       OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
       OR (OLD.reviewed_at IS NOT NULL AND ROW(NEW.reviewed_at, NEW.reviewed_by_id, NEW.reviewed_as, NEW.review_words)
           IS DISTINCT FROM ROW(OLD.reviewed_at, OLD.reviewed_by_id, OLD.reviewed_as, OLD.review_words)) THEN
        RAISE EXCEPTION 'An emergency is ended or looked at once, never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'emergency_stands', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER emergency_stands BEFORE UPDATE ON cases_breakglass
    FOR EACH ROW EXECUTE FUNCTION cases_emergency_stands();
ALTER TABLE cases_breakglass ENABLE ALWAYS TRIGGER emergency_stands;
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("cases", "0021_interests_and_conflicts"), ("accounts", "0003_a_strategic_lead")]

    operations = [
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (AGENCIES, FINDING, INTERESTS, MOVES, KEPT_OFF, EMERGENCIES)
        ),
        AppendOnly("cases_declaration"),
        AppendOnly("cases_declarationwaiver"),
        AppendOnly("cases_conflictdecision"),
        AppendOnly("cases_handedover"),
    ]
