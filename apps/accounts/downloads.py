from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer


def as_file(document: dict[str, Any], name: str) -> HttpResponse:
    """Give a document to be saved, written as the API writes it, but in lines that people can read."""
    content = JSONRenderer().render(document, "application/json; indent=2")
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response["Cache-Control"] = "private, no-store"
    return response
