"""What search engines read on a page: schema.org in JSON-LD, as data that no browser runs."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_ESCAPED = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}
"""What could end the element, or a line of it, as JSON says it."""


def as_script(facts: dict[str, Any]) -> SafeString:
    """The element itself. No word of anybody can end it: what HTML reads is escaped as JSON has it."""
    whole = json.dumps({"@context": "https://schema.org", **filled(facts)}, ensure_ascii=False)
    data = whole.translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308 - escaped above


def filled(facts: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty."""
    return {name: value for name, value in facts.items() if value}


def absolute(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else settings.SITE_URL + address
