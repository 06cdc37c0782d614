"""Files in the admin: moderators look, nobody edits."""

from apps.media.models import MediaFile
from tests import factories
from tests.cast import Cast
from tests.media import pictures
from tests.media.sending import Work, upload

LIST = "/admin/media/mediafile/"


def test_shows_pictures_to_moderators(cast: Cast, work: Work) -> None:
    found = upload(cast.client("petra"), pictures.photo(), work)
    factories.photo(cast.ana, state="refused")
    media = MediaFile.objects.get(pk=found["id"])
    browser = cast.browser("mona")
    page = browser.get(LIST)
    assert page.status_code == 200
    assert media.thumb_url in page.content.decode()
    assert "damaged or incomplete" in page.content.decode()
    page = browser.get(f"{LIST}{media.pk}/change/")
    assert page.status_code == 200
    assert media.thumb_url in page.content.decode()
    assert browser.get(f"{LIST}?q=petra&state__exact=ready").status_code == 200


def test_edits_nothing(cast: Cast) -> None:
    media = factories.photo(cast.petra)
    browser = cast.browser("sam")
    assert browser.get(f"{LIST}add/").status_code == 403
    assert browser.post(f"{LIST}{media.pk}/change/", {"alt_text": "Ours"}).status_code == 403
    assert browser.post(f"{LIST}{media.pk}/delete/", {"post": "yes"}).status_code == 403
    assert MediaFile.objects.get().version == 1


def test_stays_closed_to_everybody_else(cast: Cast) -> None:
    assert cast.browser("petra").get(LIST).status_code == 403
