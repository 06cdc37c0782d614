"""Every kind is written in every language, completely, and each person reads their own."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from apps.applications.services.questions import WHY_NOT
from apps.moderation import reviewables
from apps.notifications.kinds import registered
from apps.notifications.templatetags.moments import day, moment
from apps.notifications.texts import language_of, languages, written
from apps.organizations.models import Membership
from apps.organizations.services.memberships import Reason
from apps.rides.choices import CancelReason, RemovalReason
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast
from tests.notifications.complete import check_kind, strict_templates
from tests.notifications.telling import tell

__all__ = ["strict_templates"]

KINDS = sorted(registered())


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_complete_in_every_language(strict_templates: None, name: str, language: str) -> None:
    check_kind(name, language)


def test_would_notice_a_missing_variable(strict_templates: None) -> None:
    text = written(registered()["pet.approved"], {}, language="de", zone="UTC")
    assert "missing:pet_name" in text.subject


def reasons_of(*names: str) -> dict[str, str]:
    kinds = reviewables.kinds()
    return {
        code: words
        for name in names
        for codes in kinds[name].reasons.values()
        for code, words in codes.items()
    }


ABOUT = {
    "listings/mail/reasons": ("pet", "pet_change"),
    "organizations/mail/reasons": ("organization", "organization_without_admin"),
    "organizations/mail/change_reasons": ("organization_change",),
    "media/mail/reasons": ("photo",),
    "applications/mail/question_reasons": ("question", "message"),
    "moderation/mail/reasons": ("appeal",),
    "rides/mail/reasons": ("ride",),
}
"""Where the reasons of each kind that is decided on stand in German; reviewed."""
REASONS = {
    **{template: reasons_of(*names) for template, names in ABOUT.items()},
    "organizations/mail/member_reasons": dict(Reason.choices[:-1]),
}
"""The words that handlers put into a context in English, by the template that has the German ones."""
# Why something was taken down stands in the mail about the thing itself.
REASONS["applications/mail/question_reasons"] |= WHY_NOT
REASONS["rides/mail/reasons"] |= dict([*CancelReason.choices, *RemovalReason.choices])
REASONS["moderation/mail/reasons"] |= reviewables.of_kind("report").reasons["reject"]


def test_leaves_out_no_kind_that_is_decided_on() -> None:
    assert {name for names in ABOUT.values() for name in names} | {"report"} == reviewables.kinds().keys()


@pytest.mark.parametrize("template", REASONS)
def test_every_reason_has_german_words(template: str) -> None:
    for code, label in REASONS[template].items():
        said = render_to_string(f"{template}.de.txt", {"reason_code": code, "reason": label})
        assert said not in ("", label), code


def test_every_role_has_german_words() -> None:
    for code, label in Membership.Role.choices:
        said = render_to_string("organizations/mail/role.de.txt", {"role_code": code, "role": "?"})
        assert said not in ("", "?"), label


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("de_CH", "de"),
        ("en-AU", "en"),
        ("fr-FR", "en"),
        ("", "en"),
        ("x", "en"),
    ],
)
def test_falls_back_from_a_country_to_its_language_to_english(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_says_times_in_the_readers_timezone_and_language() -> None:
    with timezone.override("Australia/Sydney"), translation.override("en"):
        assert moment("2026-03-14T08:30:00Z") == "Saturday 14 March 2026, 7:30 pm · Sydney"
        assert day("2026-03-14T23:30:00Z") == "Sunday 15 March 2026"
    with timezone.override("Europe/Vienna"), translation.override("de"):
        assert moment("2026-03-14T08:30:00Z") == "Samstag, 14. März 2026, 09:30 Uhr · Vienna"
        assert day("2026-03-14") == "Samstag, 14. März 2026"
    assert moment(None) == moment("nonsense") == moment("2026-03-14T08:30:00") == day(None) == ""


@pytest.mark.django_db
def test_a_person_is_written_to_in_their_language(cast: Cast, mailoutbox: list[Any], settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    type(cast.petra).objects.filter(pk=cast.petra.pk).update(locale="de-AT")
    tell(cast.person("petra"), about=factories.pet(cast.petra))
    drain()
    (mail,) = mailoutbox
    assert mail.subject == "Biscuit ist jetzt auf Hearth"
    assert "Herzliche Grüße" in mail.body
    assert "Keine E-Mails dieser Art mehr" in mail.alternatives[0][0]


def test_a_kind_that_is_not_translated_goes_out_in_english_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("apps.notifications.texts.has_texts", lambda kind, language: language == "en")
    kind = registered()["pet.approved"]
    text = written(kind, kind.sample, language="de", zone="UTC", unsubscribe_url="https://x.example/u")
    assert text.language == "en"
    assert "No more mails like this one" in text.text
