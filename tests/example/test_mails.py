"""The example's mails are there in every language, as those of the communities are."""

import pytest

from apps.notifications import texts
from apps.notifications.kinds import registered
from apps.notifications.texts import languages
from tests.notifications.complete import check_kind, strict_templates

__all__ = ["strict_templates"]

OURS = sorted(name for name, kind in registered().items() if kind.template.startswith("sheds/"))


def test_there_are_some() -> None:
    assert OURS == ["loan.confirmed", "loan.offered", "tool.approved"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", OURS)
def test_every_mail_is_complete_in_every_language(strict_templates: None, name: str, language: str) -> None:
    check_kind(name, language)


def test_would_notice_one_that_is_not_translated(
    strict_templates: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        texts, "variant", lambda template, language, ending: f"{template}.{language}.{ending}"
    )
    with pytest.raises(AssertionError, match=r"approved\.en\.txt or \.html is missing"):
        check_kind("tool.approved", "en")
