"""The embedded default: everything on one machine, to try, develop and demonstrate. Never production."""

from hearth.config import env
from hearth.config.settings.base import *  # noqa: F403
from hearth.config.settings.base import INSTALLED_APPS, ROOT
from hearth.local import database, issuer, state

DEBUG = env.flag("DEBUG", False)
LOCAL = True
SECRET_KEY = env.text("SECRET_KEY", state.secret("secret_key"))
MICROCHIP_KEY = env.text("MICROCHIP_KEY", state.secret("microchip_key"))
FIELD_ENCRYPTION_KEYS = env.words("FIELD_ENCRYPTION_KEYS", [state.secret("field_encryption_key")])
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
INSTALLED_APPS = [*INSTALLED_APPS, "hearth.local"]
# Where frontends usually run while they are made.
CORS_ALLOWED_ORIGINS = env.origins("CORS_ALLOWED_ORIGINS", ["http://localhost:3000", "http://127.0.0.1:3000"])
CORS_URLS_REGEX = r"/api/"
DATABASES = {"default": database.settings("main")}

# The local issuer signs tokens of Cognito's shape; COGNITO_* points the same code at another pool.
COGNITO_AWS_REGION = env.text("COGNITO_AWS_REGION", issuer.REGION)
COGNITO_USER_POOL = env.text("COGNITO_USER_POOL", issuer.POOL)
COGNITO_AUDIENCE = env.pairs("COGNITO_AUDIENCE", issuer.CLIENTS)
COGNITO_JWKS_URL = env.text("COGNITO_JWKS_URL", issuer.keys_url())

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(state.folder("media"))},
    },
    "quarantine": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(state.folder("quarantine")), "base_url": None},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(state.folder("private")), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_ROOT = ROOT / ".local" / "static"
UPLOAD_TARGET = "hearth.local.uploads.DiskTarget"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = env.integer("MAIL_PORT", 8025)
EMAIL_TIMEOUT = 5
