"""What the data base holds to of the board: who may chair, what is final, and what no member reads (L08, L09, L12, Y21)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

WHO = """
CREATE FUNCTION keeps_board() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('manager', 'administrator'), false)
$$;
CREATE FUNCTION sits_on_board() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() = 'board_member', false)
$$;
"""
NO_WHO = "DROP FUNCTION sits_on_board(); DROP FUNCTION keeps_board();"

FUNCTIONS = """
CREATE FUNCTION governance_by_who_keeps_the_board() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT (public.stands_for_the_service() OR public.keeps_board()) THEN
        RAISE EXCEPTION 'Whoever keeps the board writes this down'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'by_who_keeps_the_board', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

-- Whatever is written, of the chair, of a member, of a seat or of the rule: afterwards whoever chairs fits the rule.
CREATE FUNCTION governance_chair_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    sits record;
    rule record;
    wrong text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('governance:chair', 0));
    SELECT one.member_id, who.is_la_officer, who.is_parent, seat.constituency INTO sits
        FROM public.governance_chairterm one
        JOIN public.governance_member who ON who.id = one.member_id
        LEFT JOIN public.governance_seat seat ON seat.member_id = who.id AND seat.ended_on IS NULL
        WHERE one.ended_on IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO rule FROM public.governance_chairrule ORDER BY at DESC LIMIT 1;
    wrong := CASE
        WHEN rule.kind IS NULL THEN 'Nothing says who may chair'
        WHEN sits.constituency IS NULL THEN 'Whoever chairs has a seat'
        WHEN rule.kind = 'never_la_officer' AND sits.is_la_officer
            THEN 'The chair is never an officer of the local authority'
        WHEN rule.kind = 'parent_member'
             AND NOT (sits.is_parent AND sits.constituency = ANY (rule.parent_constituencies))
            THEN 'The chair is a parent member'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chair_fits_the_rule', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION governance_account_of_a_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.accounts_user WHERE id = NEW.account_id AND role = 'board_member') THEN
        RAISE EXCEPTION 'A member signs in as a member and as nothing else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_of_a_member', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION governance_raised_by_themselves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.governance_member WHERE id = NEW.member_id AND account_id = NEW.by_id) THEN
        RAISE EXCEPTION 'Members raise items for themselves'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'raised_by_themselves', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

-- Words of whoever may not see cases wait for a manager; and nobody but a manager lets them in, and never their own.
CREATE FUNCTION governance_board_text() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    review text[] := '{held,accepted,reviewed_at,reviewed_by_id,sent_back_because}';
    aside text[] := string_to_array(TG_ARGV[0], ' ');
    settled text := TG_ARGV[1];
    worded text[] := string_to_array(TG_ARGV[2], ' ');
    worker uuid := public.standing_worker();
    wrong text;
BEGIN
    IF TG_OP = 'INSERT' OR to_jsonb(NEW) - review - aside IS DISTINCT FROM to_jsonb(OLD) - review - aside THEN
        wrong := CASE
            WHEN TG_OP = 'UPDATE' AND (settled = 'at once' OR settled = 'once shown' AND (NOT OLD.held OR OLD.accepted))
                THEN 'What was written down stays'
            WHEN NOT public.stands_for_the_service() AND NEW.by_id IS DISTINCT FROM worker
                THEN 'Everyone writes for themselves'
            WHEN NEW.accepted IS NOT NULL OR NOT NEW.held
                 AND EXISTS (SELECT FROM unnest(worded) one WHERE to_jsonb(NEW) ->> one IS NOT NULL)
                 AND NOT EXISTS (SELECT FROM public.accounts_user
                     WHERE id = NEW.by_id AND is_active AND role = 'manager')
                THEN 'It waits for a manager'
        END;
    ELSIF to_jsonb(NEW) - aside IS DISTINCT FROM to_jsonb(OLD) - aside THEN
        wrong := CASE
            WHEN NOT OLD.held OR OLD.accepted IS NOT NULL OR NEW.accepted IS NULL
                THEN 'A manager decides once about what waits'
            WHEN NOT EXISTS (SELECT FROM public.accounts_user
                    WHERE id = NEW.reviewed_by_id AND is_active AND role = 'manager')
                 OR NOT public.stands_for_the_service() AND NEW.reviewed_by_id IS DISTINCT FROM worker
                THEN 'A manager decides about what waits'
        END;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'board_text_screened', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION governance_meeting_in_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    wrong text;
BEGIN
    wrong := CASE
        WHEN TG_OP = 'INSERT' THEN CASE
            WHEN NEW.closed_at IS NOT NULL OR NEW.called_off_at IS NOT NULL OR NEW.changes <> 0
                THEN 'A meeting is planned before it is held'
        END
        WHEN OLD.closed_at IS NOT NULL OR OLD.called_off_at IS NOT NULL
            THEN 'A meeting that is closed or called off stays as it is'
        WHEN (NEW.at, NEW.by_id, NEW.once) IS DISTINCT FROM (OLD.at, OLD.by_id, OLD.once)
             OR NEW.changes <> OLD.changes + ((NEW.starts_at, NEW.lasts, NEW.place)
                 IS DISTINCT FROM (OLD.starts_at, OLD.lasts, OLD.place))::integer
            THEN 'A new time or place is counted'
        WHEN NEW.closed_at IS NULL THEN NULL
        WHEN NEW.starts_at > clock_timestamp() THEN 'A meeting is closed once it was held'
        WHEN NEW.next_meeting_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.governance_meeting
                WHERE id = NEW.next_meeting_id AND called_off_at IS NULL AND starts_at > NEW.starts_at)
            THEN 'The next meeting comes after this one'
        WHEN NOT EXISTS (SELECT FROM public.governance_attendance
                WHERE meeting_id = NEW.id AND presence = 'came') THEN 'Say who came'
        WHEN EXISTS (SELECT FROM public.governance_agendaitem item
                LEFT JOIN public.governance_minute minute ON minute.item_id = item.id
                WHERE item.meeting_id = NEW.id AND item.taken_off_at IS NULL AND minute.id IS NULL)
            THEN 'Every item has its minute'
        WHEN EXISTS (
            SELECT FROM public.governance_agendaitem one WHERE one.meeting_id = NEW.id AND one.taken_off_at IS NULL
                AND one.held AND one.accepted IS NOT TRUE
            UNION ALL SELECT FROM public.governance_attendance one WHERE one.meeting_id = NEW.id
                AND one.held AND one.accepted IS NOT TRUE
            UNION ALL SELECT FROM public.governance_minute one
                JOIN public.governance_agendaitem item ON item.id = one.item_id
                WHERE item.meeting_id = NEW.id AND one.held AND one.accepted IS NOT TRUE
            UNION ALL SELECT FROM public.governance_meetingaction one
                JOIN public.governance_minute minute ON minute.id = one.minute_id
                JOIN public.governance_agendaitem item ON item.id = minute.item_id
                WHERE item.meeting_id = NEW.id AND one.held AND one.accepted IS NULL
            UNION ALL SELECT FROM public.governance_recommendation one
                JOIN public.governance_minute minute ON minute.id = one.minute_id
                JOIN public.governance_agendaitem item ON item.id = minute.item_id
                WHERE item.meeting_id = NEW.id AND one.held AND one.accepted IS NULL)
            THEN 'Something waits for a manager'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_in_order', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

-- Locked, so that a meeting is not closed meanwhile.
CREATE FUNCTION governance_final_once_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    row_is jsonb := to_jsonb(NEW);
    of_minute uuid := (row_is ->> 'minute_id')::uuid;
    of_item uuid := (row_is ->> 'item_id')::uuid;
    of_meeting uuid := (row_is ->> 'meeting_id')::uuid;
    stands record;
BEGIN
    IF of_minute IS NOT NULL THEN
        SELECT item_id INTO of_item FROM public.governance_minute WHERE id = of_minute;
    END IF;
    IF of_meeting IS NULL THEN
        SELECT meeting_id INTO of_meeting FROM public.governance_agendaitem WHERE id = of_item;
    END IF;
    SELECT closed_at, called_off_at INTO stands FROM public.governance_meeting WHERE id = of_meeting FOR SHARE;
    IF stands.closed_at IS NOT NULL OR stands.called_off_at IS NOT NULL THEN
        RAISE EXCEPTION 'What was written for a meeting is final once it is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'final_once_closed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION governance_stays_where_it_was() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF to_jsonb(NEW) -> TG_ARGV[0] IS DISTINCT FROM to_jsonb(OLD) -> TG_ARGV[0] THEN
        RAISE EXCEPTION 'It stays with what it was written for'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_where_it_was', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""

KEPT = (
    "member",
    "seat",
    "chairterm",
    "meeting",
    "agendaitem",
    "raisedanswer",
    "circulated",
    "attendance",
    "minute",
    "meetingaction",
    "meetingactiondone",
    "recommendation",
    "trusteeanswer",
)
THEMSELVES = ("member", "seat", "chairterm", "meeting", "meetingactiondone")
TEXTS = {
    "agendaitem": ("place taken_off_at taken_off_by_id", "", "title words"),
    "raiseditem": ("", "at once", "title words"),
    "raisedanswer": ("", "at once", "reason"),
    "attendance": ("", "", "interest"),
    "minute": ("", "", "words decision"),
    "meetingaction": ("", "", "words"),
    "recommendation": ("", "", "words"),
    "trusteeanswer": ("", "once shown", "words"),
}
"""What may change beside the words; from when on they stay; and in which columns there are words, if there are any."""
UNTIL_CLOSED = ("agendaitem", "attendance", "minute", "meetingaction", "recommendation")
ENDS = "ended_on ended_at ended_by_id"
CHANGES = {
    "member": ("name email account_id is_la_officer is_parent is_young_person", ""),
    "seat": (ENDS, "ended_on"),
    "chairterm": (ENDS, "ended_on"),
}
PARENTS = {
    "agendaitem": "meeting_id",
    "attendance": "meeting_id",
    "minute": "item_id",
    "meetingaction": "minute_id",
    "recommendation": "minute_id",
    "trusteeanswer": "recommendation_id",
}


def _trigger(name: str, table: str, when: str, function: str, *given: str) -> tuple[str, str]:
    said = ", ".join(f"'{one}'" for one in given)
    return (
        f"CREATE TRIGGER {name} {when} ON governance_{table} FOR EACH ROW EXECUTE FUNCTION {function}({said}); "
        f"ALTER TABLE governance_{table} ENABLE ALWAYS TRIGGER {name};",
        f"DROP TRIGGER {name} ON governance_{table};",
    )


def _looks_after(table: str) -> tuple[str, str]:
    """A seat may end and the next begin in one transaction, so that it can be asked to look at its end."""
    name = "chair_fits_the_rule"
    return (
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON governance_{table} "
        "DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION governance_chair_fits(); "
        f"ALTER TABLE governance_{table} ENABLE ALWAYS TRIGGER {name};",
        f"DROP TRIGGER {name} ON governance_{table};",
    )


BEFORE_INSERT, BEFORE_UPDATE, BEFORE_BOTH = "BEFORE INSERT", "BEFORE UPDATE", "BEFORE INSERT OR UPDATE"
TRIGGERS = [
    *(
        _trigger("by_who_keeps_the_board", table, BEFORE_BOTH, "governance_by_who_keeps_the_board")
        for table in KEPT
    ),
    *(_trigger("by_themselves", table, BEFORE_INSERT, "governance_by_themselves") for table in THEMSELVES),
    *(
        _trigger("board_text_screened", table, BEFORE_BOTH, "governance_board_text", *given)
        for table, given in TEXTS.items()
    ),
    *(
        _trigger("final_once_closed", table, BEFORE_BOTH, "governance_final_once_closed")
        for table in UNTIL_CLOSED
    ),
    *(
        _trigger("only_so_changed", table, BEFORE_UPDATE, "governance_only_so_changed", *given)
        for table, given in CHANGES.items()
    ),
    *(
        _trigger("stays_where_it_was", table, BEFORE_UPDATE, "governance_stays_where_it_was", column)
        for table, column in PARENTS.items()
    ),
    *(_looks_after(table) for table in ("chairterm", "member", "seat", "chairrule")),
    _trigger("raised_by_themselves", "raiseditem", BEFORE_INSERT, "governance_raised_by_themselves"),
    _trigger("meeting_in_order", "meeting", BEFORE_BOTH, "governance_meeting_in_order"),
]
ACCOUNT = (
    "CREATE TRIGGER account_of_a_member BEFORE INSERT OR UPDATE OF account_id ON governance_member FOR EACH ROW "
    "WHEN (NEW.account_id IS NOT NULL) EXECUTE FUNCTION governance_account_of_a_member(); "
    "ALTER TABLE governance_member ENABLE ALWAYS TRIGGER account_of_a_member;",
    "DROP TRIGGER account_of_a_member ON governance_member;",
)
NAMES = (
    "by_who_keeps_the_board",
    "chair_fits",
    "account_of_a_member",
    "raised_by_themselves",
    "board_text",
    "meeting_in_order",
    "final_once_closed",
    "stays_where_it_was",
)
FORWARDS = "\n".join([FUNCTIONS, *(there for there, _ in (*TRIGGERS, ACCOUNT))])
BACKWARDS = "\n".join(
    [
        *(back for _, back in (*TRIGGERS, ACCOUNT)),
        *(f"DROP FUNCTION governance_{name}();" for name in NAMES),
    ]
)

KEEPS, SITS = "(SELECT public.keeps_board())", "(SELECT public.sits_on_board())"
BOARDS = f"{KEEPS} OR {SITS}"
SHOWN = f"{KEEPS} OR ({SITS} AND (NOT held OR accepted IS TRUE))"
OWN = f"{KEEPS} OR ({SITS} AND by_id = (SELECT public.standing_worker()))"
OWN_ANSWER = (
    f"{KEEPS} OR ({SITS} AND (NOT held OR accepted IS TRUE) AND EXISTS (SELECT FROM governance_raiseditem one "
    "WHERE one.id = raised_id AND one.by_id = (SELECT public.standing_worker())))"
)


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("governance", "0006_board")]

    operations = [
        migrations.RunSQL(WHO, NO_WHO),
        migrations.RunSQL(FORWARDS, BACKWARDS),
        *(AppendOnly(f"governance_{table}") for table in ("chairrule", "circulated", "meetingactiondone")),
        *(
            RowSecurity(f"governance_{table}", BOARDS)
            for table in ("member", "seat", "chairterm", "meeting", "meetingactiondone")
        ),
        *(
            RowSecurity(f"governance_{table}", SHOWN)
            for table in (
                "agendaitem",
                "attendance",
                "minute",
                "meetingaction",
                "recommendation",
                "trusteeanswer",
            )
        ),
        RowSecurity("governance_raiseditem", OWN),
        RowSecurity("governance_raisedanswer", OWN_ANSWER),
        RowSecurity("governance_circulated", KEEPS),
    ]
