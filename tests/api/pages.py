"""Every address that is not the API, and how to visit it on the stage."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.urls import URLPattern, get_resolver

from tests.api.calls import collected
from tests.api.stage import Stage, word_of

VISITS: dict[str, Any] = collected("VISITS")


def walk(patterns: list[Any] | None = None, above: str = "") -> Iterator[str]:
    """The addresses of everything that is not the API, with their arguments as they are declared."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if not path.startswith("api/v1/"):
                yield path
        else:
            yield from walk(pattern.url_patterns, path)


PAGES = sorted(set(walk()))
NONSENSE = {
    "uuid": "7c0a1d52-6f0e-4a39-9a53-1d4f0b7bedad",
    "slug": "x" * 300,
    "path": "%00",
    "str": "%00",
    "int": "0",
}


def addresses(page: str, stage: Stage) -> list[str]:
    """A page's address with things that are there, where its app's `VISITS` names some, and with nonsense."""
    found = set()
    for words in (real_words(page, stage), {}):
        url = re.sub(r"<(?:(\w+):)?(\w+)>", lambda hit, words=words: word(hit, words), page)
        found.add("/" + re.sub(r"\(\?P<\w+>[^)]*\)\??", "x", url).replace("^", "").replace("$", ""))
    return sorted(found)


def read_through(answer: Any) -> None:
    """Take a file's answer to its end, as a browser does: only then is the file closed."""
    if answer.streaming:
        b"".join(answer.streaming_content)


def word(hit: re.Match[str], words: dict[str, Any]) -> str:
    return word_of(words[hit[2]]) if hit[2] in words else NONSENSE[hit[1] or "str"]


def real_words(page: str, stage: Stage) -> dict[str, Any]:
    """What stands for each argument, by its name: a row or a word. The longest beginning counts."""
    beginnings = [beginning for beginning in VISITS if page.startswith(beginning)]
    if beginnings:
        found: dict[str, Any] = VISITS[max(beginnings, key=len)](stage)
        return found
    row = row_in_admin(page)
    return {} if row is None else {"object_id": str(row.pk)}


def row_in_admin(page: str) -> Any:
    """A row for an admin page that is about one."""
    parts = page.split("/")
    if "<path:object_id>" not in parts or parts[1] not in apps.app_configs:
        return None
    return apps.get_model(parts[1], parts[2])._default_manager.first()


def form_fields() -> set[str]:
    """The names that the pages' forms take."""

    def below(kind: type[Any]) -> Iterator[type[Any]]:
        for inner in kind.__subclasses__():
            yield inner
            yield from below(inner)

    ours = [kind for kind in below(forms.BaseForm) if kind.__module__.startswith("apps.")]
    return {name for kind in ours for name in getattr(kind, "base_fields", ())}
