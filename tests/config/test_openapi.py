"""The API's description is checked in, and it is the one that is served."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema


@pytest.fixture(scope="module")
def checked_in() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((settings.ROOT / "openapi.json").read_text())
    return found


def test_is_up_to_date(checked_in: dict[str, Any]) -> None:
    made = json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True)))
    assert made == checked_in, "run `make openapi` and commit the result"


def test_is_valid_openapi_3_1(checked_in: dict[str, Any]) -> None:
    assert checked_in["openapi"].startswith("3.1")
    validate_schema(checked_in)


@pytest.mark.django_db
def test_is_served(checked_in: dict[str, Any], client: Client) -> None:
    assert client.get("/api/schema").json() == checked_in


def test_every_operation_says_what_it_does_and_how_it_refuses(checked_in: dict[str, Any]) -> None:
    for path, operations in checked_in["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary"), (method, path)
            statuses = set(operation["responses"])
            assert statuses & {"200", "201", "202", "204", "302"}, (method, path)
            assert {"400", "401", "406"} <= statuses, (method, path)
            if method != "get":
                assert {"403", "409", "415"} <= statuses or method == "delete", (method, path)
            for status, answer in operation["responses"].items():
                if status >= "400":
                    name = answer["$ref"].removeprefix("#/components/responses/")
                    shared = checked_in["components"]["responses"][name]
                    assert "application/problem+json" in shared["content"], (method, path, status)


@pytest.mark.django_db
def test_docs_page_needs_nobody_else(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    assert "swagger-ui" in page
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page
