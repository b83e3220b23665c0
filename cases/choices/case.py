"""Words for a case: where it stands, what it is about, how it came, what is owed on it; words only."""

from django.db.models import TextChoices


class CaseStatus(TextChoices):
    """Where work with a family stands. The moves between them are a table in `rules`."""

    WAITING = "waiting", "Waiting"
    OPEN = "open", "Open"
    INACTIVE = "inactive", "Inactive"
    CLOSED = "closed", "Closed"


class Issue(TextChoices):
    """What the family came about."""

    SEN_SUPPORT = "sen_support", "SEN support in school"
    ASSESSMENT_REQUEST = "assessment_request", "Asking for an EHC needs assessment"
    REFUSAL_TO_ASSESS = "refusal_to_assess", "Refusal to assess"
    REFUSAL_TO_ISSUE = "refusal_to_issue", "Refusal to issue a plan"
    PLAN_CONTENTS = "plan_contents", "What an EHC plan says"
    PLACEMENT = "placement", "Choice of school or college"
    ANNUAL_REVIEW = "annual_review", "Annual review"
    PLAN_CEASING = "plan_ceasing", "A plan being ended"
    PHASE_TRANSFER = "phase_transfer", "Moving to the next phase of education"
    EXCLUSION = "exclusion", "Suspension or exclusion"
    PART_TIME_TIMETABLE = "part_time_timetable", "Part-time timetable"
    ATTENDANCE = "attendance", "Attendance, or not able to go to school"
    ALTERNATIVE_PROVISION = "alternative_provision", "Education out of school"
    TRANSPORT = "transport", "Travel to school or college"
    ADMISSIONS = "admissions", "Admissions"
    PERSONAL_BUDGET = "personal_budget", "Personal budget"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social_care", "Social care and short breaks"
    POST_16 = "post_16", "Education after 16 and preparing for adulthood"
    MEDIATION = "mediation", "Mediation"
    TRIBUNAL = "tribunal", "SEND Tribunal appeal"
    DISCRIMINATION = "discrimination", "Disability discrimination"
    COMPLAINT = "complaint", "Making a complaint"
    BULLYING = "bullying", "Bullying"
    HOME_EDUCATION = "home_education", "Education at home by choice"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    BENEFITS = "benefits", "Benefits: where to ask"
    OTHER = "other", "Something else"


class Stage(TextChoices):
    """How far a child's or young person's needs are recognised in law."""

    NONE_IDENTIFIED = "none_identified", "No needs identified yet"
    CONCERN_RAISED = "concern_raised", "A concern has been raised"
    SEN_SUPPORT = "sen_support", "SEN support"
    ASSESSMENT_REQUESTED = "assessment_requested", "EHC needs assessment asked for"
    REFUSED_TO_ASSESS = "refused_to_assess", "Assessment refused"
    BEING_ASSESSED = "being_assessed", "EHC needs assessment under way"
    REFUSED_TO_ISSUE = "refused_to_issue", "Plan refused after assessment"
    DRAFT_PLAN = "draft_plan", "Draft EHC plan"
    FINAL_PLAN = "final_plan", "Final EHC plan"
    ANNUAL_REVIEW = "annual_review", "Plan under annual review"
    PHASE_TRANSFER = "phase_transfer", "Plan under review for the next phase"
    APPEAL_LODGED = "appeal_lodged", "Appeal lodged"
    CEASED = "ceased", "Plan ended"
    NOT_KNOWN = "not_known", "Not known"


class ReferralSource(TextChoices):
    """Who brought the family to the service."""

    PARENT = "parent", "Parent or carer"
    YOUNG_PERSON = "young_person", "Young person"
    CHILD = "child", "Child"
    SCHOOL = "school", "School or SENCO"
    EARLY_YEARS = "early_years", "Early years setting"
    COLLEGE = "college", "College"
    AUTHORITY_SEND = "authority_send", "Local authority SEND team"
    SOCIAL_CARE = "social_care", "Social care"
    HEALTH = "health", "Health"
    EARLY_HELP = "early_help", "Early help"
    PARENT_CARER_FORUM = "parent_carer_forum", "Parent carer forum"
    VOLUNTARY_BODY = "voluntary_body", "Voluntary organisation"
    OTHER_SERVICE = "other_service", "Another SENDIASS"
    WEBSITE = "website", "Website or local offer"
    RETURNING = "returning", "Has used the service before"
    OTHER = "other", "Someone else"


class FirstContactItem(TextChoices):
    """What first contact owes the family (L22, L23, Y15, L26, L27)."""

    AIM = "aim", "What the family wants, in their words"
    INFORMATION = "information", "Information given for an informed decision"
    STATEMENT = "statement", "Impartiality statement shared"
    AGREEMENT = "agreement", "Agreement to keep records"
    RECORDS_TOLD = "records_told", "Told how to see their records"
    RECORDS_SENT = "records_sent", "Sent how to see their records, in writing"


class ItemState(TextChoices):
    """Whether an item of first contact is done."""

    DONE = "done", "Done"
    NOT_YET = "not_yet", "Not yet"


class HowShared(TextChoices):
    """How the impartiality statement was shared, or agreement was given (Y15, L26)."""

    PHONE = "phone", "By phone"
    FACE_TO_FACE = "face_to_face", "Face to face"
    VIDEO = "video", "By video"
    SIGN_LANGUAGE = "sign_language", "In sign language"
    INTERPRETER = "interpreter", "Through an interpreter"
    WRITING = "writing", "In writing"


class Agreement(TextChoices):
    """The family's answer about keeping records (L26)."""

    AGREED = "agreed", "Agreed"
    DECLINED = "declined", "Did not agree"


class KeyDateKind(TextChoices):
    """A date typed in by a caseworker because it matters to the family."""

    DECISION_DUE = "decision_due", "Decision due from the local authority"
    RESPONSE_DUE = "response_due", "Answer due from the family"
    ANNUAL_REVIEW = "annual_review", "Annual review meeting"
    MEETING = "meeting", "Meeting"
    MEDIATION = "mediation", "Mediation"
    APPEAL_BY = "appeal_by", "Last day to appeal"
    EVIDENCE_BY = "evidence_by", "Last day for evidence"
    HEARING = "hearing", "Tribunal hearing"
    EXCLUSION_PANEL = "exclusion_panel", "Exclusion meeting or panel"
    PHASE_TRANSFER = "phase_transfer", "Phase transfer date"
    OTHER = "other", "Another date"


class TaskRule(TextChoices):
    """What made a task: a person, or a rule that names itself."""

    BY_HAND = "by_hand", "Added by hand"
    FIRST_CONTACT = "first_contact", "Owed from first contact"
    RECORDS_REFUSED = "records_refused", "The family said no to records: have what says who they are erased"
    ADVICE_OPTIONS = "advice_options", "Write down the options laid before the family"
    CALL_BACK = "call_back", "Call back"
    NO_CONTACT = "no_contact", "No contact for some time"
    KEY_DATE = "key_date", "A date is near"
    AGE = "age", "A birthday that changes who decides"
    PASS_ON = "pass_on", "Pass on what an agency told us"
    RENEW_PERMISSION = "renew_permission", "A permission to share ends soon: ask whether it is to go on"
    ASK_YOUNG_PERSON = "ask_young_person", "They decide for themselves now: ask them whom we may talk to"
    SIGNED_FORM = "signed_form", "A permission on paper is not with the case yet: add the signed form"
    POST_LETTER = "post_letter", "Print and post a letter"
    ADDRESS_CAME_BACK = (
        "address_came_back",
        "An email came back: ask for an address that works, or say that it does",
    )
    LETTER_NOT_SENT = "letter_not_sent", "A letter or email did not go out"
    INTERESTS = "interests", "Declare your interests, or that you have none"
    POLICY = "policy", "Read the impartiality policy, and say that you have"
