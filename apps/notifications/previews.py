"""How mails look, inside the admin: every kind in every language, and single mails with secrets covered.

The HTML of a mail stands in a sandboxed frame at an address of its own, under a policy that lets
nothing load or run: a mail's style attributes must not loosen the policy of the page around it.
"""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from apps.notifications.kinds import Kind, kind_named, registered
from apps.notifications.models import Mail
from apps.notifications.services.sending import text_of
from apps.notifications.texts import Text, has_texts, languages, written
from hearth.kernel.edge import strict, under

COVERED = "•••"


def urls(protect: Callable[[Any], Any], may_look: Callable[[HttpRequest], bool]) -> list[Any]:
    """The addresses of the list of templates, behind the admin's own door and for `may_look` only."""

    def kept(request: HttpRequest) -> None:
        if not may_look(request):
            raise PermissionDenied

    def page(request: HttpRequest) -> HttpResponse:
        kept(request)
        return templates_page(request)

    def sample_letter(request: HttpRequest) -> str:
        kept(request)
        return _sample(*_chosen(request)).html

    framing = strict(under("framing")(require_safe(page)))
    return [
        path("templates/", protect(framing), name="notifications_mail_templates"),
        path("templates/letter/", protect(letter(sample_letter)), name="notifications_mail_sample"),
    ]


def letter(html: Callable[..., str]) -> Any:
    """A view of a mail's HTML alone, for a frame of our own pages."""

    @require_safe
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponse(html(request, **kwargs), headers={"X-Frame-Options": "SAMEORIGIN"})

    return strict(under("letter")(view))


def templates_page(request: HttpRequest) -> HttpResponse:
    """One template where the address names a kind, else the list of all."""
    if not request.GET:
        kinds = sorted(registered().values(), key=lambda kind: (kind.group, kind.label))
        rows = [(kind, [(each, has_texts(kind, each)) for each in languages()]) for kind in kinds]
        groups = [(name, list(some)) for name, some in groupby(rows, key=lambda row: row[0].group)]
        return render(request, "notifications/templates.html", {"groups": groups, "languages": languages()})
    kind, language = _chosen(request)
    context = {"kind": kind, "language": language, "languages": languages(), "text": _sample(kind, language)}
    return render(request, "notifications/template.html", context)


def text_of_mail(mail: Mail) -> Text | None:
    """A mail as it is written, its secrets covered; None when its kind's texts are not installed."""
    kind = registered().get(mail.kind)
    if kind is None:
        return None
    missing = {name for name in kind.sample if name not in mail.context}
    secrets = {name: f"/{COVERED}" if name == "path" else COVERED for name in missing}
    return text_of(mail, secrets=secrets, unsubscribe_url="" if kind.mandatory else COVERED)


def _chosen(request: HttpRequest) -> tuple[Kind, str]:
    language = request.GET.get("language", languages()[0])
    try:
        kind = kind_named(request.GET.get("kind", ""))
    except LookupError:
        raise Http404 from None
    if language not in languages():
        raise Http404
    return kind, language


def _sample(kind: Kind, language: str) -> Text:
    context = {"name": "Robin Vale", **kind.sample}
    link = "" if kind.mandatory else "https://hearth.example/unsubscribe/…"
    return written(kind, context, language=language, zone="Australia/Sydney", unsubscribe_url=link)
