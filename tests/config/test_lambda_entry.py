"""What Lambda calls: HTTP is answered through Zappa's handler, anything else raises."""

import base64
import importlib.util
import json
import logging
import sys
import types
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from hearth.config import lambda_entry
from hearth.config.lambda_entry import UnknownEvent, handler


def whoami(request: HttpRequest) -> HttpResponse:
    return HttpResponse(json.dumps([request.META["REMOTE_ADDR"], request.is_secure(), request.path]))


urlpatterns = [path("whoami", whoami)]


@pytest.fixture
def zappa(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings module that Zappa writes into its zip, from our zappa_settings.json."""
    ours = json.loads((settings.ROOT / "zappa_settings.json").read_text())["production"]
    module = types.ModuleType("zappa_settings")
    app_module, _, app_function = ours["app_function"].rpartition(".")
    facts = {
        "APP_MODULE": app_module,
        "APP_FUNCTION": app_function,
        "DJANGO_SETTINGS": None,
        "LOG_LEVEL": ours["log_level"],
        "DEBUG": ours["debug"],
        "PROJECT_NAME": ours["project_name"],
        "API_STAGE": "production",
        "ENVIRONMENT_VARIABLES": {},
        "BINARY_SUPPORT": ours["binary_support"],
        "EXCEPTION_HANDLER": None,
        "COGNITO_TRIGGER_MAPPING": {},
        "AWS_EVENT_MAPPING": {},
        "AWS_BOT_EVENT_MAPPING": {},
        "ASYNC_RESPONSE_TABLE": "",
        "DOMAIN": None,
        "BASE_PATH": None,
        "CONTEXT_HEADER_MAPPINGS": {},
    }
    for name, value in facts.items():
        setattr(module, name, value)
    monkeypatch.setitem(sys.modules, "zappa_settings", module)
    monkeypatch.setenv("SERVERTYPE", "")
    monkeypatch.setenv("FRAMEWORK", "")
    monkeypatch.setenv("PROJECT", "")
    monkeypatch.setenv("STAGE", "")
    level = logging.getLogger().level
    lambda_entry._application.cache_clear()
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["hearth.example"]):
        yield
    logging.getLogger().setLevel(level)


def rest_event(address: str, **headers: str) -> dict[str, Any]:
    return {
        "httpMethod": "GET",
        "path": address,
        "headers": {"Host": "hearth.example", "X-Forwarded-For": "6.6.6.6, 10.0.0.1, 10.0.0.2", **headers},
        "multiValueHeaders": {},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"identity": {"sourceIp": "203.0.113.7"}, "stage": "production"},
        "body": None,
        "isBase64Encoded": False,
    }


def body_of(answer: dict[str, Any]) -> Any:
    raw = answer["body"]
    return json.loads(base64.b64decode(raw) if answer.get("isBase64Encoded") else raw)


def test_answers_http_with_the_address_that_the_gateway_saw(zappa: None) -> None:
    answer = handler(rest_event("/whoami"), None)
    assert answer["statusCode"] == 200
    assert body_of(answer) == ["203.0.113.7", True, "/whoami"]


def test_answers_what_is_not_there(zappa: None) -> None:
    assert handler(rest_event("/nowhere"), None)["statusCode"] == 404


@pytest.mark.parametrize(
    "event",
    [
        {"Records": [{"eventSource": "aws:sqs", "body": "{}"}]},
        {"source": "hearth", "detail-type": "pet.approved", "detail": {}},
        {"raw_command": "import os"},
        {"command": "os.system"},
        {"manage": "migrate"},
        {"triggerSource": "PostConfirmation_ConfirmSignUp"},
        {"requestContext": {"eventType": "CONNECT", "connectionId": "x"}},
        {},
        [],
        None,
    ],
)
def test_raises_on_anything_else(event: Any) -> None:
    with pytest.raises(UnknownEvent):
        handler(event, None)


def flatten(path: Path) -> None:
    """Load the hook the way Zappa does: by its file, since `platform` is no package."""
    ours = json.loads((settings.ROOT / "zappa_settings.json").read_text())["production"]
    module, _, function = ours["callbacks"]["zip"].rpartition(".")
    place = settings.ROOT.joinpath(*module.split(".")).with_suffix(".py")
    spec = importlib.util.spec_from_file_location("zip_hook", place)
    assert spec is not None
    assert spec.loader is not None
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    getattr(hook, function)(types.SimpleNamespace(zip_path=str(path)))


def test_zip_is_flattened_and_loses_what_belongs_to_one_machine(tmp_path: Path) -> None:
    path = tmp_path / "hearth.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name in (
            "platform/__init__.py",
            "platform/hearth/__init__.py",
            "platform/hearth/kernel/workflow.py",
            "platform/hearth/local/issuer.py",
            "platform/infrastructure/packaging.py",
            "apps/__init__.py",
            "zappa_settings.py",
        ):
            made.writestr(name, f"# {name}")
    flatten(path)
    with zipfile.ZipFile(path) as flat:
        assert sorted(flat.namelist()) == [
            "apps/__init__.py",
            "hearth/__init__.py",
            "hearth/kernel/workflow.py",
            "zappa_settings.py",
        ]
        assert flat.read("hearth/__init__.py") == b"# platform/hearth/__init__.py"
