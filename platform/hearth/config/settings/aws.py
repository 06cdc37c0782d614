"""Production on AWS. Refuses to start with anything that belongs to the embedded default."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from hearth.config import content_policy, env
from hearth.config.settings.base import *  # noqa: F403
from hearth.config.settings.base import CORS_ALLOWED_ORIGINS, STRAVA_BASE_URL

LOCAL = False
SECRET_KEY = env.text("SECRET_KEY")
MICROCHIP_KEY = env.text("MICROCHIP_KEY")
FIELD_ENCRYPTION_KEYS = env.words("FIELD_ENCRYPTION_KEYS")
SITE_URL = env.text("SITE_URL").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [f"https://{host}" for host in ALLOWED_HOSTS])
DATABASES = {"default": env.database(env.text("DATABASE_URL"))}

COGNITO_AWS_REGION = env.text("COGNITO_AWS_REGION")
COGNITO_USER_POOL = env.text("COGNITO_USER_POOL")
COGNITO_AUDIENCE = env.pairs("COGNITO_AUDIENCE")
COGNITO_JWKS_URL = env.text(
    "COGNITO_JWKS_URL",
    f"https://cognito-idp.{COGNITO_AWS_REGION}.amazonaws.com/{COGNITO_USER_POOL}/.well-known/jwks.json",
)

_region = env.text("AWS_REGION", COGNITO_AWS_REGION)  # Lambda sets it
_bucket = env.text("AWS_STORAGE_BUCKET_NAME")
AWS_QUARANTINE_BUCKET_NAME = env.text("AWS_QUARANTINE_BUCKET_NAME")
_media_host = env.text("MEDIA_HOST")
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "location": "media",
            "custom_domain": _media_host,
            "querystring_auth": False,
            "default_acl": None,
            "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
        },
    },
    "quarantine": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": AWS_QUARANTINE_BUCKET_NAME, "default_acl": None},
    },
    "private": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("AWS_PRIVATE_BUCKET_NAME"),
            "default_acl": None,
            "querystring_auth": True,
            # A signature names the region.
            "region_name": _region,
            "signature_version": "s3v4",
        },
    },
    "staticfiles": {
        "BACKEND": "storages.backends.s3.S3ManifestStaticStorage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "location": "static",
            "custom_domain": _media_host,
            "querystring_auth": False,
            "default_acl": None,
        },
    },
}
UPLOAD_TARGET = "apps.media.uploads.S3Target"

CONTENT_SECURITY_POLICIES = content_policy.policies(
    media=[f"https://{_media_host}"],
    static=[f"https://{_media_host}/static/"],
    # The oldest region answers under the short name.
    uploads=[
        f"https://{AWS_QUARANTINE_BUCKET_NAME}.s3.{_region}.amazonaws.com",
        f"https://{AWS_QUARANTINE_BUCKET_NAME}.s3.amazonaws.com",
    ],
)

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 5

# The Lambda entry marks every request as HTTPS, which API Gateway alone speaks; no header is believed.
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
MESSAGES_COOKIE_NAME = "__Host-messages"
CLOUDFRONT_DISTRIBUTION_ID = env.text("CLOUDFRONT_DISTRIBUTION_ID", "")
EDGE = "hearth.kernel.edge.invalidation.CloudFront" if CLOUDFRONT_DISTRIBUTION_ID else ""
SECURITY_CONTACT = env.contact("SECURITY_CONTACT", "")


def _refuse_weak(name: str, value: str) -> None:
    made_elsewhere = value.startswith(("local-", "only-for-tests", "django-insecure"))
    if len(value) < 50 or len(set(value)) < 10 or made_elsewhere:
        raise ImproperlyConfigured(f"{name} must be 50 random characters or more, made for this deployment.")


def _refuse_what_is_only_for_one_machine() -> None:
    if env.flag("DEBUG", False):
        raise ImproperlyConfigured("DEBUG must be off in production.")
    _refuse_weak("SECRET_KEY", SECRET_KEY)
    _refuse_weak("MICROCHIP_KEY", MICROCHIP_KEY)
    for key in FIELD_ENCRYPTION_KEYS or [""]:
        _refuse_weak("Each of FIELD_ENCRYPTION_KEYS", key)
    if SECRET_KEY in FIELD_ENCRYPTION_KEYS or MICROCHIP_KEY in FIELD_ENCRYPTION_KEYS:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS are keys of their own.")
    if any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS) or not ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name each host; wildcards are refused.")
    if not SITE_URL.startswith("https://") or any("*" in origin for origin in CSRF_TRUSTED_ORIGINS):
        raise ImproperlyConfigured("SITE_URL must begin with https://, and origins are named one by one.")
    if any(not origin.startswith("https://") for origin in CORS_ALLOWED_ORIGINS):
        raise ImproperlyConfigured("CORS_ALLOWED_ORIGINS must begin with https://.")
    if not STRAVA_BASE_URL.startswith("https://"):
        raise ImproperlyConfigured("STRAVA_BASE_URL must begin with https://.")
    identity = [COGNITO_USER_POOL, *COGNITO_AUDIENCE.values()]
    keys_at = urlsplit(COGNITO_JWKS_URL)
    at_home = keys_at.scheme != "https" or keys_at.hostname in ("localhost", "127.0.0.1", "::1")
    if at_home or any("local" in word.lower() for word in identity):
        raise ImproperlyConfigured("The local token issuer must not be trusted in production.")


_refuse_what_is_only_for_one_machine()
