"""What every kind of message has in every language; a community that comes later is held to the same."""

from collections.abc import Iterator

import pytest
from django.template import engines

from apps.notifications.kinds import registered
from apps.notifications.texts import has_texts, title, written

INVALID = "!!missing:%s!!"


@pytest.fixture
def strict_templates() -> Iterator[None]:
    """Let a variable that nobody gave show itself instead of vanishing."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    before = engine.string_if_invalid
    engine.string_if_invalid = INVALID
    yield
    engine.string_if_invalid = before


def check_kind(name: str, language: str) -> None:
    """Hold one kind in one language to what a reader needs; wants `strict_templates`."""
    kind = registered()[name]
    assert has_texts(kind, language), f"{kind.template}.{language}.txt or .html is missing"
    context = {"name": "Robin", **kind.sample}
    link = "" if kind.mandatory else "https://hearth.example/unsubscribe/x"
    text = written(kind, context, language=language, zone="Europe/Vienna", unsubscribe_url=link)
    for part in (text.subject, text.text, text.html):
        assert "missing:" not in part
        assert "{{" not in part
        assert "None" not in part
    assert text.language == language
    assert text.subject == title(kind, context, language=language, zone="Europe/Vienna")
    assert 0 < len(text.subject) <= 120
    assert not text.text.startswith("Subject:")
    assert f'<html lang="{language}">' in text.html
    assert ("Robin" in text.text) == ("Robin" in text.html)
    reason = kind.sample.get("reason") if language == "en" else ""
    for given in filter(None, (link, kind.sample.get("note"), reason)):
        assert str(given) in text.text
    assert (link in text.html) or not link
    if language == "de":
        english = written(kind, context, language="en", zone="Europe/Vienna")
        assert text.subject != english.subject
        for word in ("Hello", "Warm regards", "No more mails", "We write this"):
            assert word not in text.text + text.html
