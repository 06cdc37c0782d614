"""Puts what other apps contribute into the templates of cards and of the list (`apps.listings.parts`)."""

from typing import Any

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString, mark_safe

from apps.listings.models import Pet
from apps.listings.parts import parts_of_card, parts_of_list

register = template.Library()


@register.simple_tag(takes_context=True)
def card_parts(context: RequestContext, pet: Pet) -> SafeString:
    request = context.get("request")
    return _written(context, parts_of_card(pet, request)) if request is not None else mark_safe("")


@register.simple_tag(takes_context=True)
def list_parts(context: RequestContext, place: str) -> SafeString:
    request = context.get("request")
    return _written(context, parts_of_list(place, request)) if request is not None else mark_safe("")


def _written(context: RequestContext, parts: list[tuple[str, dict[str, Any]]]) -> SafeString:
    """Render each template in the page's own context, as an include would."""
    found = []
    for name, facts in parts:
        with context.push(section=facts):
            found.append(context.template.engine.get_template(name).render(context))  # type: ignore[union-attr]
    return mark_safe("".join(found))  # noqa: S308 - templates wrote it
