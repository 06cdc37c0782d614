"""Fail closed at start: a view, page or admin that asks no policy is an error, found by `manage.py check`."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from hearth.kernel.admin import PolicyAdmin
from hearth.kernel.api.permissions import PolicyPermission
from hearth.kernel.authorization import Policy
from hearth.kernel.encryption import encrypted_columns
from hearth.kernel.fields import DataClass, classification_of
from hearth.kernel.pages.views import Page

FOREIGN = ("django.", "unfold.", "drf_spectacular.", "whitenoise.")


@register()
def every_view_asks_a_policy(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for pattern in walk(get_resolver().url_patterns):
        view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
        if view is None or view.__module__.startswith(FOREIGN):
            continue
        name = f"{view.__module__}.{view.__name__}"
        if issubclass(view, Page):
            if getattr(view, "access", None) not in ("public", "signed_in"):
                found.append(Error(f"{name} does not say who may open it", id="hearth.E001"))
        elif not view.permission_classes:
            found.append(Error(f"{name} has no permission class", id="hearth.E002"))
        elif PolicyPermission in view.permission_classes and not getattr(view, "asks_policy", False):
            found.append(Error(f"{name} names no policy", id="hearth.E003"))
    return found


@register()
def every_admin_asks_a_policy(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for model, model_admin in admin.site._registry.items():
        if not isinstance(model_admin, PolicyAdmin):
            found.append(Error(f"{model_admin} is not a PolicyAdmin", id="hearth.E004"))
        elif model not in Policy._of_model:
            found.append(Error(f"{model.__name__} has no policy", id="hearth.E005"))
    return found


@register()
def every_encrypted_column_is_kept_well(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    columns = [(model, name) for model, names in encrypted_columns() for name in names]
    if columns and not getattr(settings, "FIELD_ENCRYPTION_KEYS", None):
        found.append(Error("FIELD_ENCRYPTION_KEYS names no key", id="hearth.E006"))
    for model, name in columns:
        kind = classification_of(model._meta.get_field(name))
        if kind is None or kind.data_class is not DataClass.SENSITIVE:
            found.append(
                Error(f"{model.__name__}.{name} is encrypted and not called sensitive", id="hearth.E007")
            )
    return found


def walk(patterns: list[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns)
        else:
            yield pattern
