"""The addresses of a site on which the first community is switched off."""

from typing import Any

from django.conf import settings

from hearth.config import urls

APPS = tuple(f"{name}." for name in settings.KNOWN_COMMUNITIES["rehoming"])


def _is_left(pattern: Any) -> bool:
    view = getattr(pattern, "callback", None)
    return not getattr(view, "view_class", view).__module__.startswith(APPS) if view else True


urlpatterns = [pattern for pattern in urls.urlpatterns if _is_left(pattern)]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
