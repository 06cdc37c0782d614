"""The words of a kind, from its templates, in one language and one timezone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation

from apps.notifications.kinds import Kind


@dataclass(frozen=True)
class Text:
    subject: str
    text: str
    html: str
    language: str


def languages() -> list[str]:
    """The supported ones; the first is that of the templates without a suffix."""
    return [code for code, _ in settings.LANGUAGES]


def language_of(locale: str) -> str:
    """de-AT → de; the default for what nobody has written in."""
    code = locale.lower().replace("_", "-")
    for candidate in (code, code.partition("-")[0]):
        if candidate in languages():
            return candidate
    return languages()[0]


def written(
    kind: Kind, context: Mapping[str, Any], *, language: str, zone: str, unsubscribe_url: str = ""
) -> Text:
    """Write a mail. A kind that was not translated goes out in the default language as a whole."""
    language = language if has_texts(kind, language) else languages()[0]
    facts = {
        **_facts(context, language),
        "kind_label": kind.label,
        "unsubscribe_url": unsubscribe_url,
        "preferences_url": f"{settings.SITE_URL}/account/notifications",
    }
    with translation.override(language), timezone.override(zone_named(zone)):
        subject, text = _subject_and_text(kind, facts, language)
        footer = get_template(variant("mail/footer", language, "txt")).render(facts).strip()
        html = get_template(variant(kind.template, language, "html")).render(facts)
    return Text(subject, f"{text}\n\n-- \n{footer}\n", html, language)


def title(kind: Kind, context: Mapping[str, Any], *, language: str, zone: str) -> str:
    """The one line by which a kind is told on the site."""
    language = language if has_texts(kind, language) else languages()[0]
    with translation.override(language), timezone.override(zone_named(zone)):
        return _subject_and_text(kind, _facts(context, language), language)[0]


def has_texts(kind: Kind, language: str) -> bool:
    try:
        for ending in ("txt", "html"):
            get_template(variant(kind.template, language, ending))
    except TemplateDoesNotExist:
        return False
    return True


def variant(template: str, language: str, ending: str) -> str:
    suffix = "" if language == languages()[0] else f".{language}"
    return f"{template}{suffix}.{ending}"


def _facts(context: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        **context,
        "language": language,
        "url": settings.SITE_URL + context.get("path", "/"),
        "site_url": settings.SITE_URL,
    }


def _subject_and_text(kind: Kind, facts: dict[str, Any], language: str) -> tuple[str, str]:
    whole = get_template(variant(kind.template, language, "txt")).render(facts)
    first, _, text = whole.lstrip().partition("\n")
    # A name in a subject could carry line ends, and with them headers.
    return " ".join(first.removeprefix("Subject:").split()), text.strip()


def zone_named(name: str) -> ZoneInfo:
    """A person's timezone, or ours where the system does not know it (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)
