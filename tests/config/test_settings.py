"""Production settings start only with what belongs to production, and then pass Django's own checklist."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearth.config import env

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "hearth.config.settings.aws",
    "SECRET_KEY": "q7#Vn2!xR9@pL4$wT8^kZ3&mC6*bD1(hG5)jS0-fY_aE+uQ=oI",
    "MICROCHIP_KEY": "w8%Kd2!aB6@eF0$gH4^jL8&mN2*pQ6(rS0)tU4-vX8_yZ2+iC=oO",
    "FIELD_ENCRYPTION_KEYS": "e3%Qm7!zT1@vX5$yB9^nC4&hJ8*kR2(wD6)fG0-sP_aL+uO=iE",
    "ALLOWED_HOSTS": "hearth.example",
    "SITE_URL": "https://hearth.example",
    "DATABASE_URL": "postgresql://hearth:secret@127.0.0.1:1/hearth",
    "COGNITO_AWS_REGION": "ap-southeast-2",
    "COGNITO_USER_POOL": "ap-southeast-2_aBcDeFgHi",
    "COGNITO_AUDIENCE": "customer:1h57kf5cpq17m0eml12EXAMPLE,staff:2h57kf5cpq17m0eml12EXAMPLE",
    "AWS_STORAGE_BUCKET_NAME": "hearth-media",
    "AWS_QUARANTINE_BUCKET_NAME": "hearth-quarantine",
    "AWS_PRIVATE_BUCKET_NAME": "hearth-private",
    "MEDIA_HOST": "media.hearth.example",
    "EMAIL_HOST": "email-smtp.ap-southeast-2.amazonaws.com",
}


def check(**changes: str | None) -> subprocess.CompletedProcess[str]:
    given = {"PATH": os.environ["PATH"], **PRODUCTION, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.ROOT,
        env={name: value for name, value in given.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_deployment_checklist_is_clean() -> None:
    answer = check()
    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DEBUG": "true"}, "DEBUG"),
        ({"DEBUG": "perhaps"}, "neither true nor false"),
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "local-" + "x1Y2z3" * 12}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "x1Y2z3W4" * 12}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "wildcards"),
        ({"ALLOWED_HOSTS": ".hearth.example"}, "wildcards"),
        ({"ALLOWED_HOSTS": ","}, "wildcards"),
        ({"COGNITO_USER_POOL": "ap-southeast-2_LocalHrth"}, "local token issuer"),
        ({"COGNITO_JWKS_URL": "http://127.0.0.1:9/keys"}, "local token issuer"),
        ({"COGNITO_AUDIENCE": "justanid"}, "name:value"),
        ({"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL"),
        ({"MICROCHIP_KEY": None}, "MICROCHIP_KEY is not set"),
        ({"MICROCHIP_KEY": "x"}, "MICROCHIP_KEY must be"),
        ({"MICROCHIP_KEY": "local-" + "x1Y2z3W4v5" * 6}, "MICROCHIP_KEY must be"),
        ({"FIELD_ENCRYPTION_KEYS": None}, "FIELD_ENCRYPTION_KEYS is not set"),
        ({"FIELD_ENCRYPTION_KEYS": ","}, "FIELD_ENCRYPTION_KEYS must be"),
        ({"FIELD_ENCRYPTION_KEYS": "local-" + "x1Y2z3W4v5" * 6}, "FIELD_ENCRYPTION_KEYS must be"),
        ({"FIELD_ENCRYPTION_KEYS": PRODUCTION["SECRET_KEY"]}, "keys of their own"),
        ({"STRAVA_CLIENT_ID": "1234"}, "go together"),
        ({"STRAVA_CLIENT_ID": "1", "STRAVA_CLIENT_SECRET": "2", "STRAVA_VERIFY_TOKEN": "3"}, "24 random"),
        ({"STRAVA_BASE_URL": "http://127.0.0.1:9"}, "STRAVA_BASE_URL must begin"),
        ({"SECRET_KEY": "only-for-tests-" + "0123456789" * 4}, "SECRET_KEY must be"),
        ({"COGNITO_AUDIENCE": "customer:5h7localcustomer0hearth0ap"}, "local token issuer"),
        ({"COGNITO_JWKS_URL": "https://127.0.0.1:9/keys"}, "local token issuer"),
        ({"SITE_URL": "http://hearth.example"}, "SITE_URL"),
        ({"CSRF_TRUSTED_ORIGINS": "https://*.example"}, "one by one"),
        ({"SECURITY_CONTACT": "somebody"}, "neither mailto: nor https://"),
    ],
)
def test_refuses_to_start(changes: dict[str, str | None], words: str) -> None:
    answer = check(**changes)
    assert answer.returncode != 0
    assert words in answer.stderr


def test_never_imports_what_belongs_to_one_machine() -> None:
    code = (
        "import django, sys; django.setup(); print([m for m in sys.modules if m.startswith('hearth.local')])"
    )
    given = {
        "PATH": os.environ["PATH"],
        **PRODUCTION,
        "PYTHONPATH": f"{settings.ROOT}:{settings.ROOT}/platform",
    }
    answer = subprocess.run(
        [sys.executable, "-c", code], env=given, capture_output=True, text=True, timeout=60
    )
    assert answer.stdout.strip() == "[]", answer.stderr


def test_has_no_address_of_one_machine() -> None:
    code = (
        "import django; django.setup(); from django.urls import Resolver404, resolve\n"
        "for path in ('/sign-in', '/styleguide', '/local/uploads', '/media/photos/x.webp'):\n"
        "    try: print(path, resolve(path).func.__module__)\n"
        "    except Resolver404: pass"
    )
    found = {"PATH": os.environ["PATH"], **PRODUCTION}
    given = {**found, "PYTHONPATH": f"{settings.ROOT}:{settings.ROOT}/platform"}
    answer = subprocess.run(
        [sys.executable, "-c", code], env=given, capture_output=True, text=True, timeout=60
    )
    assert answer.stdout.strip() == "/sign-in apps.accounts.pages.views", answer.stderr


def test_describes_every_setting() -> None:
    asked = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')
    code = "".join(path.read_text() for path in (settings.ROOT / "platform/hearth/config").rglob("*.py"))
    assert len(names := set(asked.findall(code))) > 10
    described = (settings.ROOT / "docs/settings.md").read_text()
    assert not {name for name in names if f"`{name}`" not in described}


def test_reads_typed_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_NUMBER", "12")
    monkeypatch.setenv("X_WORDS", "a, b ,,c")
    monkeypatch.setenv("X_PAIRS", "customer:1, staff:2")
    assert env.integer("X_NUMBER") == 12
    assert env.words("X_WORDS") == ["a", "b", "c"]
    assert env.pairs("X_PAIRS") == {"customer": "1", "staff": "2"}
    assert env.flag("X_ABSENT", True) is True
    monkeypatch.setenv("X_NUMBER", "twelve")
    with pytest.raises(ImproperlyConfigured, match="X_NUMBER"):
        env.integer("X_NUMBER")
