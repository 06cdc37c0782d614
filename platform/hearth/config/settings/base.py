"""What every deployment shares. Values that differ come from the environment: docs/settings.md."""

import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from hearth.config import content_policy, env

ROOT = Path(__file__).resolve().parents[4]

DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-au"
# What mails and notifications are written in; the first is the language of everything else.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
USE_I18N = True

KNOWN_COMMUNITIES = {
    "rehoming": ["apps.listings", "apps.applications", "apps.alerts", "apps.petfinder"],
    "riding": ["apps.rides", "apps.integrations"],
}
COMMUNITIES = env.words("COMMUNITIES", list(KNOWN_COMMUNITIES))
if not COMMUNITIES:
    raise ImproperlyConfigured("COMMUNITIES names none (see docs/settings.md).")
if unknown := set(COMMUNITIES) - KNOWN_COMMUNITIES.keys():
    raise ImproperlyConfigured(
        f"COMMUNITIES: {', '.join(sorted(unknown))} is none of ours (see docs/settings.md)."
    )

# Whose models, routes and pages are ours; the rest is other people's.
OWN_PACKAGES = ("apps.", "hearth.")
INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "hearth.config.apps.AdminApp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "csp",
    "hearth.kernel",
    "apps.accounts",
    "apps.organizations",
    "apps.media",
    "apps.moderation",
    "apps.curation",
    "apps.notifications",
    "apps.calendars",
    *[app for name in COMMUNITIES for app in KNOWN_COMMUNITIES[name]],
]

MIDDLEWARE = [
    "hearth.kernel.middleware.RequestId",
    "hearth.kernel.edge.headers.SecurityHeaders",
    "hearth.kernel.edge.caching.CacheRules",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "apps.accounts.sessions.SessionPerson",
    "apps.accounts.middleware.PersonTimezone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "hearth.config.urls"
WSGI_APPLICATION = "hearth.config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hearth.kernel.pages.context.site",
            ],
        },
    }
]

# People -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.SessionBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 2 * 60 * 60
"""Seconds that a session may lie unused."""
SESSION_ABSOLUTE_AGE = 12 * 60 * 60
"""Seconds after which somebody signs in anew, however busy they were."""
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "hearth.kernel.edge.messages.MessageStorage"
MESSAGES_COOKIE_NAME = "messages"
CSRF_FAILURE_VIEW = "hearth.kernel.pages.errors.csrf_failure"

# Browsers ---------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICIES = content_policy.policies()
CORS_ALLOWED_ORIGINS = env.origins("CORS_ALLOWED_ORIGINS", [])
# Without origins nothing of it applies, and answers do not vary by one.
CORS_URLS_REGEX = r"/(api|compat)/" if CORS_ALLOWED_ORIGINS else r"(?!)"
CORS_ALLOW_HEADERS = (
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-request-id",
)
CORS_EXPOSE_HEADERS = (
    "ETag",
    "Location",
    "Retry-After",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "RateLimit-Policy",
    "X-Request-Id",
    "Idempotent-Replayed",
)
CORS_PREFLIGHT_MAX_AGE = 24 * 60 * 60
SECURITY_CONTACT = env.contact("SECURITY_CONTACT", "mailto:security@hearth.example")
# What keeps public answers before us and is told when one shows too much; empty where there is nothing.
EDGE = ""

# The API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.authentication.CognitoAuthentication",
        "apps.accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["hearth.kernel.api.permissions.PolicyPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hearth.kernel.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "hearth.kernel.api.schema.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": None,
    # The description of the API is the OpenAPI document; OPTIONS tells nothing besides.
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "hearth.kernel.api.problems.exception_handler",
    "DATETIME_FORMAT": "iso-8601",
    "UNAUTHENTICATED_USER": "hearth.kernel.authorization.anonymous_user",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hearth API",
    "DESCRIPTION": "Rehoming, dining and riding communities. Errors are RFC 9457 problem documents.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "GET_LIB_DOC_EXCLUDES": "hearth.kernel.api.schema.not_told",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hearth.kernel.api.schema.add_problem_schema",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "Known": "apps.listings.choices.Known",
        "Cadence": "apps.alerts.choices.Cadence",
        "FavoriteStanding": "apps.alerts.choices.Standing",
        "SavedSearchState": "apps.alerts.choices.SearchState",
        "SeriesState": "apps.rides.choices.SeriesState",
        "RouteStanding": "apps.rides.choices.RouteStanding",
        "PetStatus": "apps.listings.choices.Status",
        "ApplicationStatus": "apps.applications.choices.Status",
        "ApplicationEnding": "apps.applications.choices.Ending",
        "FormState": "apps.applications.choices.FormState",
        "QuestionStatus": "apps.applications.choices.QUESTION_WORDS",
        "SystemRole": ["User", "Moderator", "SiteAdmin"],
        "PersonStatus": "apps.accounts.models.User.Status",
        "OrganizationStatus": "apps.organizations.models.Organization.Status",
        "MembershipStatus": "apps.organizations.models.Membership.Status",
        "MembershipRole": "apps.organizations.models.Membership.Role",
        "MembershipReason": "apps.organizations.services.memberships.Reason",
        "InvitationStatus": "apps.organizations.models.Invitation.Status",
        "HandoverStatus": "apps.organizations.models.Handover.Status",
        "JobState": "hearth.kernel.models.Job.State",
        "MediaState": "apps.media.choices.State",
        "ReviewState": "apps.moderation.models.ReviewItem.State",
        "ReviewAction": "apps.moderation.api.serializers.BY_HAND",
        "ReviewOrigin": "apps.moderation.models.ReviewItem.Origin",
        "ReportState": "apps.moderation.models.ReportCase.State",
        "AppealState": "apps.moderation.models.Appeal.State",
        "DecisionAction": "apps.moderation.models.Decision.Action",
        "GivenRole": ["Moderator", "SiteAdmin"],
        "RoleReason": "apps.accounts.choices.RoleReason",
        "SuspensionReason": "apps.accounts.choices.SuspensionReason",
        "RevealReason": "hearth.kernel.reveal.Reason",
        "KindEnum": "apps.organizations.kinds.CHOICES",
        "RideKind": "apps.rides.choices.Kind",
        "RideState": "apps.rides.choices.State",
        "RideRole": "apps.rides.choices.Role",
        "RideCancelReason": "apps.rides.choices.CancelReason",
        "RideRemovalReason": "apps.rides.choices.RemovalReason",
        "RideRemovedFor": "apps.rides.choices.REMOVED_FOR",
        "ParticipationStatus": "apps.rides.choices.Status",
        "Attendance": "apps.rides.choices.Attendance",
        "AttendanceOutcome": "apps.rides.choices.OUTCOME_WORDS",
        "RouteState": ["processing", "ready", "refused"],
        "RideAudience": "apps.rides.choices.Audience",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    # Drawing every operation at once keeps a browser busy for seconds.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none"},
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Files ------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "media/"
UPLOAD_EXPIRY_SECONDS = 600
PHOTO_MAX_BYTES = 10 * 1024 * 1024
ROUTE_MAX_BYTES = 5 * 1024 * 1024
PHOTO_MAX_PIXELS = 40_000_000
PHOTO_MAX_SIDE = 10_000
# From where imports may fetch photos; `.example.org` means every host below it.
IMPORT_PHOTO_HOSTS = env.hosts("IMPORT_PHOTO_HOSTS", ["service.sheltermanager.com"])

# How much of what trusted people publish at once is looked at afterwards.
REVIEW_SAMPLE_SHARE = env.share("REVIEW_SAMPLE_SHARE", 0.1)

SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

# Events -----------------------------------------------------------------------------------------
# What tells workers of new deliveries (hearth.kernel.events.waking); empty where they look by themselves.
EVENTS_WAKE = env.text("EVENTS_WAKE", "")

# Mail -------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Hearth <hello@hearth.example>")

# Waitlists --------------------------------------------------------------------------------------
WAITLIST_OFFER_HOURS = env.integer("WAITLIST_OFFER_HOURS", 48)
"""How long an offered place is held at most; less as the start comes near."""
if WAITLIST_OFFER_HOURS < 1:
    raise ImproperlyConfigured("WAITLIST_OFFER_HOURS must be at least 1 (see docs/settings.md).")

# Strava -----------------------------------------------------------------------------------------
STRAVA_CLIENT_ID = env.text("STRAVA_CLIENT_ID", "")
STRAVA_CLIENT_SECRET = env.text("STRAVA_CLIENT_SECRET", "")
STRAVA_VERIFY_TOKEN = env.text("STRAVA_VERIFY_TOKEN", "")
STRAVA_BASE_URL = env.text("STRAVA_BASE_URL", "https://www.strava.com").rstrip("/")
STRAVA_SUBSCRIPTION_ID = env.integer("STRAVA_SUBSCRIPTION_ID", 0)
"""Of the webhook; notices of any other are ignored. 0 until there is one."""
_strava = (STRAVA_CLIENT_ID, STRAVA_CLIENT_SECRET, STRAVA_VERIFY_TOKEN)
if any(_strava) and not all(_strava):
    raise ImproperlyConfigured("STRAVA_CLIENT_ID, _SECRET and _VERIFY_TOKEN go together (docs/settings.md).")
if STRAVA_VERIFY_TOKEN and not re.fullmatch(r"[A-Za-z0-9_-]{24,100}", STRAVA_VERIFY_TOKEN):
    raise ImproperlyConfigured("STRAVA_VERIFY_TOKEN: 24 random letters and digits or more (docs/strava.md).")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

UNFOLD = {
    "SITE_TITLE": "Hearth",
    "SITE_HEADER": "Hearth",
    "SITE_SUBHEADER": "Moderation and curation",
    "SITE_ICON": "hearth.config.admin_theme.icon",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "hearth.config.admin_theme.icon"}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {
        # The house's terracotta, from static/css/tokens.css.
        "primary": {
            "50": "253 244 240",
            "100": "251 235 227",
            "200": "245 211 196",
            "300": "236 178 153",
            "400": "240 148 108",
            "500": "204 95 56",
            "600": "176 74 36",
            "700": "148 60 28",
            "800": "117 48 24",
            "900": "92 40 22",
            "950": "50 20 10",
        },
    },
    "SIDEBAR": {"show_search": True, "navigation": "hearth.config.admin_theme.navigation"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "hearth.kernel.middleware.RequestIdFilter"}},
    "formatters": {"plain": {"format": "%(levelname)s %(request_id)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request_id"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "hearth": {"level": "INFO"},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
