"""Reasons bring a message to the submitter: the kind's own, or what site admins wrote in its place."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import User
from apps.listings.registrations.reasons import MESSAGES
from apps.moderation.models import Decision, ReasonMessage, ReviewItem
from apps.moderation.services import decide_item, messages, write_message
from hearth.kernel.models import Event
from hearth.kernel.problems import Invalid, NotAllowed
from tests import factories
from tests.cast import Cast

ADMIN = "/admin/moderation/reasonmessage/"
GIVEN = {"kind": "pet", "code": "photos", "language": "en"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(cast: Cast) -> ReviewItem:
    factories.pet(cast.petra, moderation="pending", name="Olive")
    found: ReviewItem = ReviewItem.objects.get()
    return found


def told(cast: Cast, item: ReviewItem) -> dict[str, str]:
    read = cast.client("mona").get(f"/api/v1/review/items/{item.pk}").json()
    found: dict[str, str] = read["reasons"]["request_changes"]["photos"]
    return found


def ask_for_changes(cast: Cast, item: ReviewItem, note: str = "") -> Decision:
    return decide_item(item, by=cast.subject("mona"), action="request_changes", reason="photos", note=note)


def test_item_offers_each_reason_with_its_message_filled_in(cast: Cast, item: ReviewItem) -> None:
    own = MESSAGES["photos"].replace("{title}", "Olive")
    assert told(cast, item)["message"] == own
    assert told(cast, item)["words"]
    write_message(by=cast.subject("sam"), text="Show us more of {title}.", **GIVEN)
    assert told(cast, item)["message"] == "Show us more of Olive."


def test_decision_without_a_note_sends_the_message(cast: Cast, item: ReviewItem) -> None:
    assert ask_for_changes(cast, item).note == MESSAGES["photos"].replace("{title}", "Olive")


def test_note_goes_out_as_it_was_written(cast: Cast, item: ReviewItem) -> None:
    assert ask_for_changes(cast, item, " Closer, please. ").note == "Closer, please."


def test_speaks_the_submitter_s_language_as_far_as_there_is_a_text(cast: Cast, item: ReviewItem) -> None:
    User.objects.filter(pk=cast.petra.pk).update(locale="de-AT")
    sam = cast.subject("sam")
    write_message(by=sam, text="More of {title}.", **GIVEN)
    assert told(cast, item)["message"] == "More of Olive."
    write_message(by=sam, text="Mehr von {title}.", **{**GIVEN, "language": "de"})
    assert ask_for_changes(cast, item).note == "Mehr von Olive."


def test_title_is_text_and_no_template(cast: Cast, item: ReviewItem) -> None:
    assert messages.filled("{title}!", "{title.__class__}") == "{title.__class__}!"
    for text in ("{title} {owner}", "{title.__class__}", "A brace: {"):
        with pytest.raises(ValidationError):
            write_message(by=cast.subject("sam"), text=text, **GIVEN)


def test_is_written_by_site_admins_alone_and_for_known_reasons(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        write_message(by=cast.subject("mona"), text="Hello.", **GIVEN)
    with pytest.raises(Invalid):
        write_message(by=cast.subject("sam"), text="Hello.", **{**GIVEN, "code": "weather"})


def post(cast: Cast, path: str, body: dict[str, Any], who: str = "sam") -> Any:
    return cast.browser(who).post(f"{ADMIN}{path}", body)


def test_admin_writes_previews_and_drops(cast: Cast) -> None:
    written = {"reason": "pet.photos", "language": "en", "text": "More of {title}."}
    assert post(cast, "add/", written).status_code == 302
    message = ReasonMessage.objects.get()
    assert (message.kind, message.code, message.version) == ("pet", "photos", 1)
    page = cast.browser("sam").get(f"{ADMIN}{message.pk}/change/").content.decode()
    assert "More of Biscuit." in page
    assert MESSAGES["photos"].replace("{title}", "Biscuit")[:30] in page.replace("&#x27;", "'")
    assert "in this language already" in post(cast, "add/", written).content.decode()
    refused = post(cast, f"{message.pk}/change/", {"text": "{owner}!"})
    assert "one placeholder" in refused.content.decode()
    assert post(cast, f"{message.pk}/change/", {"text": "All of {title}."}).status_code == 302
    message.refresh_from_db()
    assert (message.text, message.version) == ("All of {title}.", 2)
    assert post(cast, f"{message.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not ReasonMessage.objects.exists()
    names = Event.objects.filter(name__startswith="reason_message").order_by("sequence")
    assert [event.name.partition(".")[2] for event in names] == ["written", "written", "dropped"]


def test_moderators_read_and_do_not_write(cast: Cast) -> None:
    made = write_message(by=cast.subject("sam"), text="More.", **GIVEN)
    browser = cast.browser("mona")
    assert browser.get(ADMIN).status_code == 200
    assert browser.get(f"{ADMIN}add/").status_code == 403
    assert browser.post(f"{ADMIN}{made.pk}/change/", {"text": "Less."}).status_code == 403
    assert ReasonMessage.objects.get().text == "More."
