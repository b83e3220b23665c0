"""What each role may do, as prose in one table. Which case they may do it to is each floor's access room."""

from __future__ import annotations

from django.db.models import TextChoices

from sendiass.profiles import profile


class Role(TextChoices):
    """The part a person plays in the service. Trustees, chief executives and the LA have no account."""

    CASEWORKER = "caseworker", "Caseworker"
    VOLUNTEER = "volunteer", "Volunteer"
    MANAGER = "manager", "Manager"
    STRATEGIC_LEAD = "strategic_lead", "Strategic lead"
    ADMINISTRATOR = "administrator", "Administrator"
    BOARD_MEMBER = "board_member", "Board member"

    @property
    def called(self) -> str:
        """What this service calls the role, with a capital as at the head of a line."""
        words, group = profile().words, profile().group
        titles = {
            Role.CASEWORKER: words.caseworker,
            Role.VOLUNTEER: words.volunteer,
            Role.MANAGER: words.manager,
            Role.STRATEGIC_LEAD: words.strategic_lead,
            Role.ADMINISTRATOR: words.administrator,
            Role.BOARD_MEMBER: group.member,
        }
        return titles[self][0].upper() + titles[self][1:]

    @classmethod
    def titled(cls) -> list[tuple[str, str]]:
        """Every role with its title, for a form to choose from."""
        return [(role.value, role.called) for role in cls]


class Permission(TextChoices):
    """One thing a role may do; the label completes *a person in this role may …*."""

    WORK_CASES = "work_cases", "open and log work on allocated cases"
    SEE_ALL_CASES = "see_all_cases", "see every case without a conflict of interest"
    ALLOCATE = "allocate", "allocate cases to those who will work on them"
    TAKE_ENQUIRIES = "take_enquiries", "take enquiries and call-backs at the intake desk"
    OPEN_CASES = "open_cases", "open a case for a family"
    PAUSE_INTAKE = "pause_intake", "close the public form to new requests for a while, and open it again"
    SEARCH = "search", "search for people and cases"
    KEEP_DIRECTORY = "keep_directory", "keep the directory of schools and agencies"
    KEEP_VENUES = "keep_venues", "keep the register of places where families can be met"
    KEEP_LIBRARY = "keep_library", "keep the library of law and guidance and the list of independent sources"
    KEEP_LIAISON = "keep_liaison", "keep the log of talks with the local authority"
    POST_LETTERS = "post_letters", "print and post the letters that wait, and see mail that is stuck"
    PROPOSE_ACCOUNTS = "propose_accounts", "propose new accounts and changes of role, and end accounts"
    CONFIRM_ACCOUNTS = "confirm_accounts", "confirm an account or change that somebody else proposed"
    GIVE_CLEARANCES = "give_clearances", "say who is ready for new cases, and take it back"
    KEEP_POLICY = (
        "keep_policy",
        "word and adopt versions of the impartiality policy, and see who has read them",
    )
    SEE_POLICY_DRAFT = (
        "see_policy_draft",
        "see how a draft of the impartiality policy differs from what is in force",
    )
    CHECK_FILES = "check_files", "check a sample of case files against the policy's clauses"
    DECIDE_CONFLICTS = "decide_conflicts", "decide which interests of colleagues are a conflict with a case"
    DECIDE_MANAGERS_CONFLICTS = (
        "decide_managers_conflicts",
        "decide about a manager's own conflicts, and give those cases to somebody",
    )
    BREAK_GLASS = "break_glass", "open a case of a colleague for a while when it cannot wait"
    COVER = "cover", "look after the cases of a colleague who is away"
    DUTY = "duty", "find who works with a family that rings, and take a message"
    SEE_READINGS = "see_readings", "see who looked at a family's records"
    LOOK_INTO_MANAGERS = "look_into_managers", "look into a manager's unusual reading, never into their own"
    REVIEW_SAFEGUARDING = "review_safeguarding", "review what a colleague shared to keep someone safe"
    REPORT_BREACHES = "report_breaches", "report a data breach"
    KEEP_BREACHES = "keep_breaches", "keep the register of data breaches"
    READ_RESULTS = "read_results", "read first what people wrote in anonymous questionnaires"
    SEE_RESULTS = "see_results", "see what anonymous questionnaires brought, once the words were read"
    SEE_FEEDBACK_FIGURES = "see_feedback_figures", "see coarse figures of what families say, and no words"
    KEEP_WHAT_WAS_SAID = (
        "keep_what_was_said",
        "write down what families told us and what came of it, and publish what somebody else wrote",
    )
    KEEP_QUESTIONNAIRES = (
        "keep_questionnaires",
        "word questionnaires and their translations, and record the criteria that the board agreed",
    )
    PREPARE_VIEWS = "prepare_views", "prepare a question that the local authority asks families"
    READ_VIEWS = "read_views", "read what families answered, translate it, and mark what names people"
    HAND_OVER_VIEWS = (
        "hand_over_views",
        "open and close a question that the local authority asks families, and hand over their views",
    )
    TAKE_COMMENTS = "take_comments", "write down what somebody says of the service"
    TRIAGE_COMMENTS = "triage_comments", "answer comments and compliments"
    KEEP_TRAINING = "keep_training", "keep the register of training"
    GIVE_SESSIONS = "give_sessions", "keep the sessions that the service gives"
    RECRUIT = "recruit", "see to those who want to volunteer, and to what comes before a first case"
    KEEP_COMPLAINTS = "keep_complaints", "see to complaints, though never to one about themselves"
    KEEP_MANAGERS_COMPLAINTS = "keep_managers_complaints", "see to complaints about a manager"
    KEEP_BOARD = "keep_board", "keep the board's membership, meetings and minutes"
    REVIEW_BOARD_TEXTS = (
        "review_board_texts",
        "decide what may go before the board, so that no family is named there",
    )
    SEE_BOARD = "see_board", "see the board's meetings, agendas and minutes"
    MAKE_RELEASES = "make_releases", "freeze the figures of a period, of which reports are made"
    HAVE_SUPERVISION = "have_supervision", "have supervision, and read what was written of their own"
    KEEP_SUPERVISION = "keep_supervision", "say who supervises whom, and see what is due, held and overdue"
    SEE_SUPERVISION_FIGURES = (
        "see_supervision_figures",
        "see how often supervision was missed, and nobody's name",
    )


MAY: dict[Role, frozenset[Permission]] = {
    Role.CASEWORKER: frozenset(
        {
            Permission.WORK_CASES,
            Permission.HAVE_SUPERVISION,
            Permission.TAKE_ENQUIRIES,
            Permission.OPEN_CASES,
            Permission.SEARCH,
            Permission.KEEP_DIRECTORY,
            Permission.REPORT_BREACHES,
            Permission.KEEP_LIAISON,
            Permission.BREAK_GLASS,
            Permission.COVER,
            Permission.DUTY,
            Permission.READ_VIEWS,
            Permission.SEE_RESULTS,
            Permission.TAKE_COMMENTS,
        }
    ),
    Role.VOLUNTEER: frozenset(
        {
            Permission.WORK_CASES,
            Permission.HAVE_SUPERVISION,
            Permission.SEARCH,
            Permission.REPORT_BREACHES,
            Permission.SEE_RESULTS,
            Permission.TAKE_COMMENTS,
        }
    ),
    Role.MANAGER: frozenset(Permission)
    - {Permission.DECIDE_MANAGERS_CONFLICTS, Permission.KEEP_MANAGERS_COMPLAINTS, Permission.BREAK_GLASS},
    Role.STRATEGIC_LEAD: frozenset(
        {
            Permission.DECIDE_MANAGERS_CONFLICTS,
            Permission.HAVE_SUPERVISION,
            Permission.KEEP_SUPERVISION,
            Permission.SEE_SUPERVISION_FIGURES,
            Permission.TAKE_COMMENTS,
            Permission.TRIAGE_COMMENTS,
            Permission.KEEP_COMPLAINTS,
            Permission.KEEP_MANAGERS_COMPLAINTS,
            Permission.SEE_RESULTS,
            Permission.SEE_FEEDBACK_FIGURES,
            Permission.KEEP_WHAT_WAS_SAID,
            Permission.SEE_POLICY_DRAFT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.TAKE_ENQUIRIES,
            Permission.KEEP_DIRECTORY,
            Permission.KEEP_VENUES,
            Permission.KEEP_LIAISON,
            Permission.POST_LETTERS,
            Permission.CONFIRM_ACCOUNTS,
            Permission.LOOK_INTO_MANAGERS,
            Permission.REPORT_BREACHES,
            Permission.PREPARE_VIEWS,
            Permission.SEE_RESULTS,
            Permission.KEEP_WHAT_WAS_SAID,
            Permission.TAKE_COMMENTS,
            Permission.TRIAGE_COMMENTS,
            Permission.GIVE_SESSIONS,
            Permission.KEEP_BOARD,
            Permission.SEE_BOARD,
            Permission.SEE_POLICY_DRAFT,
        }
    ),
    Role.BOARD_MEMBER: frozenset(
        {
            Permission.SEE_FEEDBACK_FIGURES,
            Permission.SEE_SUPERVISION_FIGURES,
            Permission.SEE_BOARD,
            Permission.SEE_POLICY_DRAFT,
        }
    ),
}
