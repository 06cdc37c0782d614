"""Routes in templates: drawn, and in numbers."""

from django import template
from django.utils.safestring import SafeString

from apps.rides import drawing
from apps.rides.drawing.canvas import words
from apps.rides.models import RouteVersion

register = template.Library()


@register.simple_tag
def trace(version: RouteVersion) -> SafeString:
    return drawing.trace_svg(version)


@register.simple_tag
def trace_card(version: RouteVersion) -> SafeString:
    return drawing.trace_svg(version, small=True)


@register.simple_tag
def profile(version: RouteVersion) -> SafeString:
    return drawing.profile_svg(version)


@register.filter
def profile_rows(version: RouteVersion) -> list[tuple[str, str]]:
    return drawing.profile_rows(version)


@register.filter
def metres(value: int) -> str:
    return f"{value:,}"


@register.filter
def km(metres: int) -> str:
    """Metres as kilometres with one digit."""
    return words(metres / 1000)
