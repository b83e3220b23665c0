"""Makes PostgreSQL hold to it that accounts, roles and returns take two people (SECURITY 8).

The migrating role, which owns the tables, is not bound: it could drop the triggers as well.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_need_two_people() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    needed text;
    found uuid;
BEGIN
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_catalog.pg_class WHERE oid = TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        -- A fresh service has nobody who could propose or confirm: its first two accounts found it, once.
        PERFORM pg_advisory_xact_lock(hashtext('accounts: founding'));
        IF (SELECT count(*) FROM accounts_user) < 2 AND NOT EXISTS (SELECT FROM accounts_accountproposal) THEN
            RETURN NEW;
        END IF;
        needed := 'new_account';
    ELSE
        IF NEW.id <> OLD.id OR NEW.email <> OLD.email THEN
            RAISE EXCEPTION 'An account keeps its key and its address'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'account_keeps_its_address';
        END IF;
        IF OLD.is_active AND OLD.role = 'manager' AND (NEW.role <> 'manager' OR NOT NEW.is_active) THEN
            PERFORM pg_advisory_xact_lock(hashtext('accounts: last manager'));
            IF NOT EXISTS (
                SELECT FROM accounts_user WHERE role = 'manager' AND is_active AND id <> OLD.id
            ) THEN
                RAISE EXCEPTION 'The last manager stays'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'the_last_manager_stays';
            END IF;
        END IF;
        IF NEW.is_active AND NOT OLD.is_active THEN
            needed := 'reactivation';
        ELSIF NEW.role <> OLD.role THEN
            needed := 'change_of_role';
        ELSE
            RETURN NEW;
        END IF;
    END IF;
    SELECT id INTO found FROM accounts_accountproposal
        WHERE kind = needed AND email = NEW.email AND role = NEW.role
            AND (person_id IS NULL OR person_id = NEW.id)
            AND confirmed_at IS NOT NULL AND used_at IS NULL
        ORDER BY confirmed_at DESC LIMIT 1 FOR UPDATE;
    IF found IS NULL THEN
        RAISE EXCEPTION 'No second person has confirmed this account, role or return'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_confirmed_by_a_second_person';
    END IF;
    UPDATE accounts_accountproposal SET used_at = statement_timestamp() WHERE id = found;
    RETURN NEW;
END $$;

CREATE FUNCTION accounts_proposal_takes_two() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_catalog.pg_class WHERE oid = TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR NEW.declined_at IS NOT NULL OR NEW.used_at IS NOT NULL THEN
            RAISE EXCEPTION 'A proposal starts open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_starts_open';
        END IF;
        IF NEW.person_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM accounts_user WHERE id = NEW.person_id AND email = NEW.email) THEN
            RAISE EXCEPTION 'A proposal about an account names that account'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_names_its_account';
        END IF;
    ELSE
        IF (NEW.id, NEW.kind, NEW.email, NEW.name, NEW.role, NEW.reason, NEW.proposed_by_id, NEW.proposed_at)
            IS DISTINCT FROM
            (OLD.id, OLD.kind, OLD.email, OLD.name, OLD.role, OLD.reason, OLD.proposed_by_id, OLD.proposed_at)
            OR NEW.person_id IS DISTINCT FROM OLD.person_id THEN
            RAISE EXCEPTION 'A proposal is not rewritten'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_is_not_rewritten';
        END IF;
        IF OLD.confirmed_at IS NOT NULL OR OLD.declined_at IS NOT NULL THEN
            IF (NEW.confirmed_by_id, NEW.confirmed_at, NEW.declined_by_id, NEW.declined_at)
                IS DISTINCT FROM (OLD.confirmed_by_id, OLD.confirmed_at, OLD.declined_by_id, OLD.declined_at)
                OR NEW.decline_reason <> OLD.decline_reason
                OR (OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at) THEN
                RAISE EXCEPTION 'A proposal is decided once and used once'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_is_decided_once';
            END IF;
            RETURN NEW;
        END IF;
    END IF;
    IF NEW.declined_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    PERFORM FROM accounts_user WHERE id = NEW.proposed_by_id AND is_active AND role = 'manager' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only a manager proposes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposed_by_a_manager';
    END IF;
    IF NEW.confirmed_by_id IS NOT NULL THEN
        PERFORM FROM accounts_user
            WHERE id = NEW.confirmed_by_id AND is_active AND role IN ('manager', 'administrator') FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Only a manager or an administrator confirms'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'confirmed_by_someone_who_may';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION accounts_are_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_catalog.pg_class WHERE oid = TG_RELID) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Accounts and what was agreed about them are kept'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_are_kept';
END $$;

CREATE TRIGGER two_people BEFORE INSERT OR UPDATE ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_need_two_people();
CREATE TRIGGER kept BEFORE DELETE ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_are_kept();
CREATE TRIGGER two_people BEFORE INSERT OR UPDATE ON accounts_accountproposal
    FOR EACH ROW EXECUTE FUNCTION accounts_proposal_takes_two();
CREATE TRIGGER kept BEFORE DELETE ON accounts_accountproposal
    FOR EACH ROW EXECUTE FUNCTION accounts_are_kept();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON accounts_accountending
    FOR EACH ROW EXECUTE FUNCTION accounts_are_kept();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER two_people;
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER kept;
ALTER TABLE accounts_accountproposal ENABLE ALWAYS TRIGGER two_people;
ALTER TABLE accounts_accountproposal ENABLE ALWAYS TRIGGER kept;
ALTER TABLE accounts_accountending ENABLE ALWAYS TRIGGER kept;
"""

BACKWARD = """
DROP TRIGGER two_people ON accounts_user;
DROP TRIGGER kept ON accounts_user;
DROP TRIGGER two_people ON accounts_accountproposal;
DROP TRIGGER kept ON accounts_accountproposal;
DROP TRIGGER kept ON accounts_accountending;
DROP FUNCTION accounts_need_two_people();
DROP FUNCTION accounts_proposal_takes_two();
DROP FUNCTION accounts_are_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
