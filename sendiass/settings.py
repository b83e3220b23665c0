"""The front door's one list of what is built in, read from the environment; it decides nothing about families."""

import os
import resource
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from sendiass import environment, profiles
from sendiass.database.patience import CONNECTING

BASE_DIR = Path(__file__).resolve().parents[1]
ENV = environment.read(os.environ, BASE_DIR)
PROFILE = profiles.load(ENV.service_profile)

# A process that crashes would leave its memory on the disk: keys, and names that were open in it.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

DEBUG = False
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENV.trusted_origins)
DEMONSTRATION = ENV.demonstration
SITE_URL = ENV.site_url
STATE_DIR = ENV.state_dir
ROOT_URLCONF = "sendiass.urls"
WSGI_APPLICATION = "sendiass.wsgi.application"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

INSTALLED_APPS = [
    "sendiass.ui",  # before django.forms: its widgets' templates come first
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "sendiass.accounts",  # before allauth: its pages wear our look
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "auditlog",
    "sendiass.crypto",
    "sendiass.audit",
    "sendiass.files",
    "sendiass.outbox",
    "sendiass.drafts",
    "sendiass.health",
    "sendiass",
    "cases",
    "consent",
    "feedback",
    "governance",
]

MIDDLEWARE = [
    "sendiass.pages.AnonymityMiddleware",  # first: what it takes away nothing after it can read
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sendiass.ui.outage.PatienceMiddleware",
    "sendiass.ui.maintenance.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sendiass.accounts.middleware.SessionLimitMiddleware",
    "sendiass.accounts.middleware.SecondFactorMiddleware",
    "sendiass.audit.middleware.AuditMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cases.views.case_lost.CaseLostMiddleware",
    "sendiass.pages.PageMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sendiass.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "sendiass.ui.forms.GovukRenderer"


def _database(url: str, *, atomic: bool) -> dict[str, Any]:
    options = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    options["ENGINE"] = "sendiass.database.engine"
    options["ATOMIC_REQUESTS"] = atomic
    options["OPTIONS"] = {
        "connect_timeout": CONNECTING,
        **options.get("OPTIONS", {}),
        "prepare_threshold": 5,  # a statement asked so often is planned once, and no more until the connection ends
        "server_side_binding": True,  # bound on the server, parameters never appear in its log
    }
    return dict(options)


DATABASES: dict[str, dict[str, Any]] = {
    "default": _database(ENV.database_url, atomic=True),
    # The same data base on a second connection: a reading's entry must survive the page's rollback.
    "audit": {**_database(ENV.database_url, atomic=False), "TEST": {"MIRROR": "default"}},
    "keys": _database(ENV.keys_database_url, atomic=False),
}
if ENV.owner_database_url:
    DATABASES["owner"] = _database(ENV.owner_database_url, atomic=False)
if ENV.owner_keys_database_url:
    DATABASES["keys_owner"] = _database(ENV.owner_keys_database_url, atomic=False)
DATABASE_ROUTERS = ["sendiass.database.router.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPLICATION_ROLE = str(DATABASES["default"]["USER"])
KEYS_ROLE = str(DATABASES["keys"]["USER"])
KEK_FILE = ENV.kek_file

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.redis_url,
        "KEY_PREFIX": "sendiass",
        # It answers from memory, within a millisecond: whoever waits for a second waits for nothing.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
}

USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [path for path in [BASE_DIR / "static_build"] if path.exists()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "sendiass.ui.storage.Storage"},
}

# Signing in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/account/start/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "sendiass.accounts.adapters.AccountAdapter"
# Without it everyone behind the TLS front shares one address, and one attacker's attempts lock all of them out.
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {
    "login": "sendiass.accounts.sign_in_forms.Login",
    "change_password": "sendiass.accounts.sign_in_forms.ChangePassword",
    "reset_password": "sendiass.accounts.sign_in_forms.ResetPassword",
    "reset_password_from_key": "sendiass.accounts.sign_in_forms.ResetPasswordKey",
    "reauthenticate": "sendiass.accounts.sign_in_forms.Reauthenticate",
}
MFA_FORMS = {
    "authenticate": "sendiass.accounts.sign_in_forms.AuthenticateCode",
    "reauthenticate": "sendiass.accounts.sign_in_forms.ReauthenticateCode",
    "activate_totp": "sendiass.accounts.sign_in_forms.ActivateTotp",
    "deactivate_totp": "sendiass.accounts.sign_in_forms.DeactivateTotp",
    "generate_recovery_codes": "sendiass.accounts.sign_in_forms.GenerateRecoveryCodes",
    "login_webauthn": "sendiass.accounts.sign_in_forms.LoginWebAuthn",
    "authenticate_webauthn": "sendiass.accounts.sign_in_forms.AuthenticateWebAuthn",
    "reauthenticate_webauthn": "sendiass.accounts.sign_in_forms.ReauthenticateWebAuthn",
    "add_webauthn": "sendiass.accounts.sign_in_forms.AddWebAuthn",
    "edit_webauthn": "sendiass.accounts.sign_in_forms.EditWebAuthn",
}
MFA_ADAPTER = "sendiass.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Two people vouched for the address; nobody signs up with somebody else's.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = PROFILE.identity.name
# localhost has no certificate in the demonstration.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION

# A library's pages that are served, and to whom; any other URL of a library answers 404.
LIBRARY_PAGES = {
    "account_login": "public",
    "account_logout": "public",
    "account_inactive": "public",
    "account_reset_password": "public",
    "account_reset_password_done": "public",
    "account_reset_password_from_key": "public",
    "account_reset_password_from_key_done": "public",
    "account_change_password": "signed in",
    "account_reauthenticate": "signed in",
    "mfa_authenticate": "public",
    "mfa_reauthenticate": "signed in",
    "mfa_index": "signed in",
    "mfa_activate_totp": "signed in",
    "mfa_deactivate_totp": "signed in",
    "mfa_view_recovery_codes": "signed in",
    "mfa_generate_recovery_codes": "signed in",
    "mfa_download_recovery_codes": "signed in",
    "mfa_list_webauthn": "signed in",
    "mfa_add_webauthn": "signed in",
    "mfa_edit_webauthn": "signed in",
    "mfa_remove_webauthn": "signed in",
    "mfa_login_webauthn": "public",
    "mfa_reauthenticate_webauthn": "signed in",
}

SESSION_ENGINE = "sendiass.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_LONGEST_HOURS = 10
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "sendiass.ui.views.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if not DEMONSTRATION:
    SESSION_COOKIE_NAME = "__Host-session"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_CONTENT_TYPE_NOSNIFF = True
# Under "no-referrer" browsers send forms with "Origin: null", which the check against forgery refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Nothing sent along touches a disk, whichever view it is sent to; the handler's own limits are told file by file.
FILE_UPLOAD_HANDLERS = ["sendiass.files.uploads.MemoryUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 500
SCANNER = ENV.scanner

# Audit
AUDITLOG_LOGENTRY_MODEL = "audit.LogEntry"
AUDITLOG_CID_GETTER = "sendiass.audit.middleware.correlation_id"
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDIT_SIGNING_KEY_FILE = ENV.audit_signing_key_file
HEADS_FILE = ENV.heads_file
MAILBOX_KEYS_DIR = ENV.mailbox_keys_dir  # in no backup: what is destroyed there stays shut

# Mail and the work queue
EMAIL_TIMEOUT = 20
if ENV.mail.folder:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(ENV.mail.folder)
else:
    EMAIL_HOST, EMAIL_PORT = ENV.mail.host, ENV.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.mail.user, ENV.mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = ENV.mail.starttls, ENV.mail.tls
REPORTS_MAILBOX = ENV.reports
REPORTS_ADDRESS = ENV.reports_address  # the sender on the envelope, to whom mail servers report
DISCREET_FROM = ENV.discreet_from  # who writes where others may see it
NOTIFY = ENV.notify
DEFAULT_FROM_EMAIL = f"{PROFILE.identity.name} <{PROFILE.identity.email}>"

MESSAGE_KINDS = [
    "sendiass.accounts.emails.CLEARANCE_ENDS",
    "sendiass.accounts.emails.INVITATION",
    "sendiass.accounts.emails.PASSWORD_RESET",
    "cases.emails.ACKNOWLEDGEMENT",
    "cases.emails.CONFLICT_FOUND",
    "cases.emails.EMERGENCY",
    "cases.emails.INTERESTS_DUE",
    "cases.emails.POLICY_TO_READ",
    "cases.emails.REFERRAL_RECEIVED",
    "cases.emails.REFERRAL_RECEIVED_UNNAMED",
    "cases.emails.REQUEST_MET",
    "cases.emails.UNSEEN",
    "consent.emails.REVIEW_OWED",
    "consent.emails.BREACH_REPORTED",
    "consent.emails.LETTER",
    "governance.emails.training.ABOVE_TRAINING",
    "governance.emails.training.TRAINING_DUE",
    "governance.emails.training.TRAINING_OVERDUE",
    "feedback.emails.COMPLAINT_WAITS",
    "feedback.emails.QUESTIONNAIRE",
    "feedback.emails.ASKED_AGAIN",
    "feedback.emails.TEAM_ASKED",
    "feedback.emails.SCHOOL_ASKED",
    "governance.emails.board.INVITATION",
    "governance.emails.board.CALLED_OFF",
    "governance.emails.board.PAPERS",
    "governance.emails.BOOKED",
    "governance.emails.SOON",
    "governance.emails.OVERDUE",
    "governance.emails.policy.REVIEW_DUE",
]
# With what kind of message whoever's case closes is asked what they thought, which a storey above writes.
ASKED_AT_CLOSING = "feedback.questionnaire"
# Who is asked whether a message may still leave, by its door, at the moment it does: a `sendiass.outbox.gates.Gate`.
OUTBOX_GATES: dict[str, str] = {"third_party": "consent.disclosures.letters.still_covered"}

# What the profile says and the data base holds to, put in by the tables' owner as the service is brought up.
PUT_IN_BY_THE_OWNER: list[str] = ["governance.actions.board.put_in_chair_rule"]

# Who is told that a message came back, each a `sendiass.outbox.returns.Told`.
OUTBOX_RETURNS: list[str] = ["cases.actions.returned.address_came_back"]

# What the storeys bring to pages of the floors below, by dotted path.
PAGE_PANELS: dict[str, list[str]] = {
    "closing": ["consent.views.panels.permissions_that_end"],
    "case": [
        "consent.views.panels.whom_we_may_talk_to",
        "feedback.views.panels.asked_of_families",
        "feedback.views.panels.asked_what_they_thought",
    ],
    "today": [
        "cases.views.cover.covering",
        "cases.views.emergencies.emergencies_to_look_at",
        "consent.views.panels.what_cannot_wait",
        "consent.views.panels.interpreters_amiss",
        "consent.views.panels.overdue_to_pass_on",
        "consent.views.panels.liaison_to_review",
        "feedback.views.panels.comments_and_complaints",
        "feedback.views.panels.answers_to_read",
        "cases.views.unusual_reading.to_look_into",
        "sendiass.accounts.views.clearances.clearances_that_end",
        "governance.views.training.above_to_see",
        "governance.views.panels.own_day",
    ],
    "intake": ["cases.views.unusual_reading.of_managers"],
    "policy": ["governance.views.panels.policy_to_word"],
    "meetings": ["consent.views.panels.interpreters_of"],
    "meeting": ["consent.views.panels.what_goes_with_a_meeting"],
    "account ending": ["cases.views.cases_held.cases_held"],
}
# The pages within a case that storeys above bring to its navigation; each takes the case's reference.
CASE_PAGES: list[dict[str, str]] = [
    {"label": "Sharing", "url_name": "consent:sharing_page"},
    {"label": "Safeguarding", "url_name": "consent:safeguarding_page"},
]
# What storeys above have in a case's history, each a `cases.views.case_timeline.FromAbove`.
CASE_HISTORY: list[str] = [
    "consent.views.history.SAID",
    "consent.views.history.APPROACHED",
    "consent.views.history.PASSED_ON",
    "consent.views.history.KEPT_SAFE",
]
# What storeys above say to a case's closing, each a function that takes the case and returns a `Decision`.
CASE_CLOSING: list[str] = ["consent.access.may_close_case"]
# Whether a letter or an email to somebody on the case needs a second thought, says a storey above.
CASE_NEEDS_THOUGHT: list[str] = ["consent.access.was_shared_to_keep_safe"]
# Where a task that a storey above set is done, or what it asks for is found, by its rule. Each page takes the case's
# reference; one that is the only way to finish its task takes the task's id, too.
TASK_PAGES: dict[str, str] = {
    "letter_not_sent": "consent:sharing_page",
    "post_letter": "consent:letter_to_post",
    "ask_young_person": "consent:sharing_page",
    "pass_on": "consent:heard_pass_on",
    "renew_permission": "consent:sharing_page",
    "signed_form": "consent:sharing_page",
}
# What their pages are called where a manager reads who looked.
PAGES_READ_ABOVE: dict[str, str] = {
    "consent:approach_add": "Writing down what an agency said unasked",
    "consent:breach_page": "A data breach",
    "consent:breach_report": "Reporting a data breach",
    "consent:capacity_add": "Whether a young person can decide",
    "consent:disclosure_add": "Speaking with an agency",
    "consent:heard_pass_on": "Telling the family what an agency said",
    "consent:heard_withhold": "Deciding that a family is not told",
    "consent:interpreter_book": "Booking an interpreter",
    "consent:interpreter_cancel": "Cancelling an interpreter",
    "consent:interpreter_know": "Who the interpreter is",
    "consent:permission_add": "Writing down a permission",
    "consent:permission_ask": "Setting a task to ask a family",
    "consent:letter_page": "A letter to an agency",
    "consent:letter_paper": "The paper of a letter to an agency",
    "consent:letter_preview": "Looking over a letter to an agency",
    "consent:letter_preview_pdf": "Looking over the paper of a letter to an agency",
    "consent:letter_stop": "Stopping a letter to an agency",
    "consent:letter_write": "Writing to an agency",
    "consent:liaison_add": "Writing down a talk with the authority",
    "consent:liaison_correct": "Correcting a talk with the authority",
    "consent:liaison_page": "A talk with the authority",
    "consent:liaison_review": "Reviewing a talk with the authority",
    "consent:permission_end": "Ending a permission",
    "consent:safeguarding_add": "Writing down what was shared to keep someone safe",
    "consent:safeguarding_complete": "Adding to what was shared to keep someone safe",
    "consent:safeguarding_page": "What was shared to keep someone safe",
    "consent:safeguarding_review": "Reviewing what was shared to keep someone safe",
    "consent:sharing_page": "Whom we may talk to",
    "consent:signed_form_add": "Adding a signed form",
    "feedback:release_download": "Downloading families’ views",
    "feedback:release_make": "Handing families’ views over",
    "feedback:view_list": "Reading families’ views",
    "feedback:view_mark": "Marking a view that names people",
    "feedback:view_take": "Writing down a family’s view",
    "feedback:view_translate": "Translating a view",
    "feedback:comment_page": "A comment or complaint",
    "feedback:item_add_from": "Wording what families told us",
    "feedback:item_page": "What families told us",
    "feedback:item_step": "A step about what families told us",
    "feedback:words_read": "Reading first what somebody wrote",
    "feedback:words_to_read": "Reading first what people wrote",
    "governance:above_list": "Work beyond its training",
    "governance:applicant_page": "Somebody who wants to volunteer",
    "governance:certificate_download": "Downloading a certificate",
    "governance:drive_page": "Those who applied in a drive",
    "governance:given_page": "What people said of a session",
    "governance:joiner_list": "Those who want to volunteer",
    "governance:agenda_item_take_off": "Taking an item off the board's agenda",
    "governance:board_agenda_pdf": "The board's agenda on paper",
    "governance:board_attendance": "Who came to a meeting of the board",
    "governance:board_meeting": "A meeting of the board",
    "governance:board_minutes_pdf": "The board's minutes on paper",
    "governance:minute_write": "Writing the board's minutes",
    "governance:raised_answer": "Answering what a member of the board raised",
    "governance:raised_list": "What members of the board raised",
    "governance:recommendation_list": "What the board recommended",
    "governance:text_review": "A text that waits to go before the board",
    "governance:trustee_answer": "What the trustees say",
    "governance:check_page": "Check of a case file",
    "governance:own_data": "What is held about oneself",
    "governance:check_record": "Checking a case file",
    "governance:above_see": "Saying what follows from work beyond its training",
    "governance:above_set": "Saying who supervises somebody",
    "governance:applicant_add": "Writing down that somebody applied",
    "governance:applicant_check": "Writing down what was seen of somebody who applied",
    "governance:applicant_step": "A step with somebody who applied",
    "governance:drive_add": "Beginning to look for volunteers",
    "governance:given_add": "Writing down a session we give",
    "governance:given_attendance": "Saying how many came to a session",
    "governance:given_feedback": "Writing down what was said of a session",
    "governance:group_add": "Writing down group support",
    "governance:joiner_again": "Saying what is to be done again before a first case",
    "governance:joiner_done": "Saying what was done before a first case",
    "governance:joiner_leave": "Writing down that somebody leaves",
    "governance:leave_add": "Writing down leave",
    "governance:sample_draw": "Drawing files to check",
    "governance:session_book": "Booking a supervision",
    "governance:training_record": "Recording training",
    "governance:training_take_back": "Taking a training back",
    "feedback:contact_list": "People who answered and want to be known",
    "governance:group_list": "Group support",
    "governance:session_page": "A supervision",
    "governance:session_step": "Writing down a supervision",
    "governance:amendment_agree": "Which minute agreed an amendment of the policy",
    "governance:review_page": "What people say of the policy",
    "governance:review_record": "Writing down a review of the policy",
}
NAVIGATION: list[dict[str, str]] = [
    {"label": "Today", "url_name": "cases:today", "may": "cases.access.may_work_cases"},
    {"label": "Cases", "url_name": "cases:case_list", "may": "cases.access.may_work_cases"},
    {"label": "Intake", "url_name": "cases:intake", "may": "cases.access.may_take_enquiries"},
    {"label": "Search", "url_name": "cases:search", "may": "cases.access.may_search"},
    {
        "label": "Supervision",
        "url_name": "governance:supervision_list",
        "may": "governance.access.may_have_supervision",
    },
]
# What anyone may do here without an account: the front page leads there, and every page's foot.
PUBLIC_PAGES: list[dict[str, str]] = [
    {"label": "Ask us for help", "url_name": "cases:refer"},
    {"label": "Comment or complain", "url_name": "feedback:comment_send"},
    {"label": "You said, we did", "url_name": "feedback:you_said"},
    {"label": "Our impartiality policy", "url_name": "governance:policy_page"},
]
# Where a role lands after signing in; any other lands on accounts:start.
LANDING_PAGES = {
    "caseworker": "cases:today",
    "volunteer": "cases:today",
    "manager": "cases:today",
    "strategic_lead": "cases:conflict_list",
    "administrator": "cases:intake",
    "board_member": "governance:board_page",
}
# The pages that /settings/ leads to, to whom they are shown, with a line on what each is for.
SETTINGS_PAGES: list[dict[str, str]] = [
    {
        "label": "Your interests",
        "hint": "What connects you with schools, agencies and families. A case it touches goes to somebody else.",
        "url_name": "cases:interest_list",
        "may": "sendiass.accounts.access.may_have_an_account",
    },
    {
        "label": "The impartiality policy",
        "hint": "What we promise families, to read and to say that you have.",
        "url_name": "cases:policy_read",
        "may": "sendiass.accounts.access.may_have_an_account",
    },
    {
        "label": "What is held about you",
        "hint": "Everything this service holds about you as somebody who works here, to see and to take along.",
        "url_name": "governance:own_data",
        "may": "sendiass.accounts.access.may_have_an_account",
    },
    {
        "label": "Languages you work in",
        "hint": "So that a family who speaks one of them finds you.",
        "url_name": "cases:languages_say",
        "may": "cases.access.may_work_cases",
    },
    {
        "label": "Conflicts of interest",
        "hint": "What is to be decided, which cases need somebody else, and who has declared.",
        "url_name": "cases:conflict_list",
        "may": "cases.access.may_see_conflicts",
    },
    {
        "label": "Your training",
        "hint": "What you have had, what is still to come, and by when.",
        "url_name": "governance:training_own",
        "may": "governance.access.training.may_have_training",
    },
    {
        "label": "Training",
        "hint": "Who has had what, what is due, the year’s mix of providers, and a spreadsheet to take in.",
        "url_name": "governance:training_list",
        "may": "governance.access.training.may_keep_training",
    },
    {
        "label": "Sessions we give",
        "hint": "For families and professionals: who gave them, how many came and what they said.",
        "url_name": "governance:given_list",
        "may": "governance.access.training.may_give_sessions",
    },
    {
        "label": "Volunteers",
        "hint": "Who wants to volunteer, what comes before a first case, and who leaves.",
        "url_name": "governance:joiner_list",
        "may": "governance.access.joining.may_recruit",
    },
    {
        "label": "Clearances for new cases",
        "hint": "Who is ready for new cases, and until when.",
        "url_name": "accounts:clearance_list",
        "may": "sendiass.accounts.access.may_give_clearances",
    },
    {
        "label": "Who has read the policy",
        "hint": "Versions of the impartiality policy and who has read them.",
        "url_name": "cases:policy_keep",
        "may": "cases.access.may_keep_policy",
    },
    {
        "label": "The policy’s next version",
        "hint": "The draft of the impartiality policy, clause by clause, and adopting it.",
        "url_name": "governance:draft_page",
        "may": "cases.access.may_keep_policy",
    },
    {
        "label": "Review of the policy",
        "hint": "When the impartiality policy is due for review, and what people say of it.",
        "url_name": "governance:review_page",
        "may": "cases.access.may_keep_policy",
    },
    {
        "label": "Changes to the policy",
        "hint": "What a draft of the impartiality policy would change, and when it is reviewed.",
        "url_name": "governance:board_policy",
        "may": "governance.access.policy.may_see_policy_draft",
    },
    {
        "label": "File checks",
        "hint": "Some of a worker's files, drawn by chance and held against what we promise.",
        "url_name": "governance:sample_list",
        "may": "governance.access.file_checks.may_check_files",
    },
    {
        "label": "Checks of your files",
        "hint": "What was found in files of yours that were drawn by chance, and your reply.",
        "url_name": "governance:own_checks",
        "may": "governance.access.file_checks.may_have_files_checked",
    },
    {
        "label": "Cover",
        "hint": "Who is away, and who looks after their cases meanwhile.",
        "url_name": "cases:cover_list",
        "may": "cases.access.may_allocate",
    },
    {
        "label": "Somebody else’s family on the phone",
        "hint": "Who works with them, a message for that worker, and what cannot wait.",
        "url_name": "cases:duty",
        "may": "cases.access.may_do_duty",
    },
    {
        "label": "Emergencies",
        "hint": "Cases a colleague opened because they could not wait: to review, and how many.",
        "url_name": "cases:emergency_list",
        "may": "cases.access.may_see_emergencies",
    },
    {
        "label": "Talks with the local authority",
        "hint": "Contract meetings, trends and what else was talked about. Never a family's case.",
        "url_name": "consent:liaison_list",
        "may": "consent.access.may_keep_liaison",
    },
    {
        "label": "Families’ views",
        "hint": "What the local authority asks families, and what they answer, word for word.",
        "url_name": "feedback:exercise_list",
        "may": "feedback.access.may_see_exercises",
    },
    {
        "label": "Schools and agencies",
        "hint": "Whom families deal with, and which of them is the local authority.",
        "url_name": "cases:agency_list",
        "may": "cases.access.may_keep_directory",
    },
    {
        "label": "Report a data breach",
        "hint": "Something about a family went where it should not have, or was lost.",
        "url_name": "consent:breach_report",
        "may": "consent.access.may_report_breaches",
    },
    {
        "label": "Breach register",
        "hint": "Every data breach, and the hours left to tell the ICO.",
        "url_name": "consent:breach_register",
        "may": "consent.access.may_keep_breaches",
    },
    {
        "label": f"The {PROFILE.group.name}",
        "hint": "Who sits on it, its meetings, agendas and minutes, and what it recommends.",
        "url_name": "governance:board_page",
        "may": "governance.access.board.may_see_board",
    },
    {
        "label": "Supervision in figures",
        "hint": "How often supervision fell due and was missed, and nobody's name.",
        "url_name": "governance:figures_page",
        "may": "governance.access.may_see_supervision_figures",
    },
    {
        "label": "Results of questionnaires",
        "hint": "What families, schools and the team answered, and nobody's name.",
        "url_name": "feedback:result_list",
        "may": "feedback.access.may_see_results",
    },
    {
        "label": "What families say in figures",
        "hint": "For the board and the local authority: coarse numbers, and no words.",
        "url_name": "feedback:figures_page",
        "may": "feedback.access.may_see_figures",
    },
    {
        "label": "What the board evaluates us by",
        "hint": "The criteria as the board agreed them, the questions that measure each, and the gaps.",
        "url_name": "feedback:criteria_page",
        "may": "feedback.access.may_see_figures",
    },
    {
        "label": "What questionnaires ask",
        "hint": "Word the questions, look at them as families will, and ask a new version.",
        "url_name": "feedback:wording_list",
        "may": "feedback.access.may_keep_questionnaires",
    },
    {
        "label": "Translations of questionnaires",
        "hint": "Correct and review what families read in five languages.",
        "url_name": "feedback:translation_list",
        "may": "feedback.access.may_keep_questionnaires",
    },
    {
        "label": "You said, we did",
        "hint": "What families told us, what was decided, what changed, and what stands on the public page.",
        "url_name": "feedback:item_list",
        "may": "feedback.access.may_keep_what_was_said",
    },
    {
        "label": "Questionnaires on paper",
        "hint": "Print a questionnaire in any of its languages, and type in the answers that come back.",
        "url_name": "feedback:asked_list",
        "may": "feedback.access.may_post_questionnaires",
    },
    {
        "label": "Write down a comment or complaint",
        "hint": "What somebody said of the service by phone, in a letter or face to face.",
        "url_name": "feedback:comment_add",
        "may": "feedback.access.may_take_comments",
    },
    {
        "label": "Comments and complaints",
        "hint": "What people said of the service, what is to be answered, and by when.",
        "url_name": "feedback:comment_list",
        "may": "feedback.access.may_triage_comments",
    },
    {
        "label": "Shared to keep someone safe",
        "hint": "What colleagues shared without permission, and the reviews owed.",
        "url_name": "consent:safeguarding_register",
        "may": "consent.access.may_review_safeguarding",
    },
    {
        "label": "Unusual reading",
        "hint": "Days on which somebody read records in a way that is not usual, to be looked into.",
        "url_name": "cases:unusual_list",
        "may": "cases.access.may_see_unusual_reading",
    },
    {
        "label": "What a worker read",
        "hint": "The cases each person opened, by day.",
        "url_name": "cases:worker_readings",
        "may": "cases.access.may_see_readings",
    },
    {
        "label": "The form on the website",
        "hint": "Whether families can ask for help there now, and what they read while they cannot.",
        "url_name": "cases:intake_pause",
        "may": "cases.access.may_pause_intake",
    },
    {
        "label": "Places to meet",
        "hint": "Where families can be met: whose building it is, how private and how accessible.",
        "url_name": "cases:venue_list",
        "may": "cases.access.may_keep_venues",
    },
    {
        "label": "Law and guidance",
        "hint": "What advice rests on: sections of Acts, regulations, paragraphs of the Code.",
        "url_name": "cases:legal_list",
        "may": "cases.access.may_work_cases",
    },
    {
        "label": "Independent sources",
        "hint": "Who else families can ask, and when that was last checked.",
        "url_name": "cases:source_list",
        "may": "cases.access.may_work_cases",
    },
    {
        "label": "Letters to post",
        "hint": "Letters that wait to be printed and posted.",
        "url_name": "outbox:letter_list",
        "may": "sendiass.outbox.access.may_post_letters",
    },
    {
        "label": "Messages that need you",
        "hint": "Messages that could not be sent, or that may not have arrived.",
        "url_name": "outbox:mail_list",
        "may": "sendiass.outbox.access.may_post_letters",
    },
    {
        "label": "Accounts",
        "hint": "Who works here, and proposals that wait for a second person.",
        "url_name": "accounts:account_list",
        "may": "sendiass.accounts.access.may_see_accounts",
    },
    {
        "label": "Roles",
        "hint": "What each role may do.",
        "url_name": "accounts:roles",
        "may": "sendiass.accounts.access.may_have_an_account",
    },
]
# Forms whose half-written text the server keeps: prefix of the form's key → who may, and under whose key it is sealed.
DRAFT_FORMS: dict[str, str] = {
    "case": "cases.access.draft_subject",
    "enquiry": "cases.access.enquiry_draft_subject",
    "interests": "cases.access.interest_draft_subject",
    "breach": "consent.access.breach_draft_subject",
    "liaison": "consent.access.liaison_draft_subject",
    "supervision": "governance.access.supervision_draft_subject",
    "supervision_of": "governance.access.begun.worker_draft_subject",
    "supervision_group": "governance.access.begun.group_draft_subject",
    "training": "governance.access.begun.training_draft_subject",
    "given": "governance.access.begun.given_draft_subject",
    "joining": "governance.access.begun.joining_draft_subject",
    "file_check": "governance.access.begun.file_check_draft_subject",
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "scrubbed": {
            "()": "sendiass.logs.ScrubbedFormatter",
            "format": "{levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"nobody": {"()": "sendiass.pages.WithoutAnonymousAddresses"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "scrubbed", "filters": ["nobody"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
