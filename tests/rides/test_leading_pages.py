"""What those who run a ride do beside the roster: whom they invite, and which files they add."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.organizations.models import Organization
from apps.rides.models import Ride, RideAttachment, RideInvitation
from hearth.kernel.events.worker import drain
from tests.cast import Cast
from tests.factories import membership
from tests.media.pictures import photo
from tests.rides.page_readers import press, read, status
from tests.rides.riding import club, ride

pytestmark = pytest.mark.django_db
Work = Callable[[], None]


@pytest.fixture
def wheelers(cast: Cast) -> Organization:
    return club(cast)


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Work:
    def run() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            drain()

    return run


def test_invites_members_by_name_and_takes_it_back(cast: Cast, wheelers: Organization) -> None:
    membership(wheelers, cast.petra, "member")
    quiet = ride(wheelers, cast.lee, title="Quiet loop", audience="invite")
    home = f"/rides/{quiet.pk}/invitations"
    assert status(cast, f"/rides/{quiet.pk}", "ana") == 404
    page = read(cast, home, "lee")
    assert str(cast.ana) in page
    assert str(cast.lee) not in page
    assert str(cast.petra) not in read(cast, f"{home}?q={cast.ana.display_name[:3].lower()}", "lee")
    assert "Nobody of this name" in read(cast, f"{home}?q=%00zzz", "lee")
    assert "Choose whom to invite" in press(cast, "lee", home)
    page = press(cast, "lee", home, user=[str(cast.ana.pk), str(cast.petra.pk)])
    assert "2 people are invited" in page
    assert "has not joined · invited by" in page
    assert "You are invited." in read(cast, f"/rides/{quiet.pk}", "ana")
    assert "Quiet loop" in read(cast, "/rides/mine", "ana")
    press(cast, "lee", home, user=[str(cast.ana.pk), str(cast.milo.pk), "x"])
    assert RideInvitation.objects.count() == 2
    press(cast, "ana", f"/rides/{quiet.pk}/join")
    assert "You are invited." not in read(cast, f"/rides/{quiet.pk}", "ana")
    back = f"{home}/{RideInvitation.objects.get(user=cast.petra).pk}/take-back"
    assert "Take the invitation of" in read(cast, back, "lee")
    assert "is not invited any more" in press(cast, "lee", back)
    assert status(cast, f"/rides/{quiet.pk}", "petra") == 404


def test_only_who_runs_the_ride_invites_or_adds_files(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee)
    for path in ("invitations", "files"):
        assert status(cast, f"/rides/{loop.pk}/{path}", "ana") == 403
        assert status(cast, f"/rides/{loop.pk}/{path}", "milo") == 404
    cast.browser("ana").post(f"/rides/{loop.pk}/invitations", {"user": str(cast.ana.pk)})
    assert not RideInvitation.objects.exists()


def test_adds_a_file_without_a_script_and_hands_it_to_members(
    cast: Cast, wheelers: Organization, work: Work
) -> None:
    loop = ride(wheelers, cast.lee, audience="public")
    home, lee = f"/rides/{loop.pk}/files", cast.browser("lee")
    naming = send_from(lee, lee.get(home).content.decode(), photo())
    page = lee.get(naming.partition("#")[0]).content.decode()
    media = re.search(r'name="media" value="([^"]*)"', page)
    assert media is not None
    assert lee.post(home, {"media": media[1], "name": " "}).status_code == 422
    assert "We look at the file" in press(cast, "lee", home, media=media[1], name="Where <to> meet")
    work()
    page = cast.browser("ana").get(f"/rides/{loop.pk}").content.decode()
    assert "Where &lt;to&gt; meet" in page
    assert "Picture, " in page
    file = RideAttachment.objects.get()
    answer = cast.browser("ana").get(f"{home}/{file.pk}")
    assert answer.status_code == 302
    assert "private" in answer["Location"]
    assert "Where &lt;to" not in cast.browser("milo").get(f"/rides/{loop.pk}").content.decode()
    assert status(cast, f"{home}/{file.pk}", "milo") == 404
    assert cast.browser("ana").post(f"{home}/{file.pk}/remove").status_code == 403
    assert "is off the ride" in press(cast, "lee", f"{home}/{file.pk}/remove")
    assert not RideAttachment.objects.exists()
    assert Ride.objects.exists()


def send_from(client: Any, page: str, data: bytes) -> str:
    """Fill in the upload form as a browser does, and follow storage's way back."""
    form = re.search(r'<form class="drop" method="post" action="([^"]*)"(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form[2]))
    fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
    sent = Client().post(form[1], {**fields, "file": SimpleUploadedFile("meet.jpg", data)})
    assert sent.status_code == 303, sent.content
    back = client.get(sent["Location"])
    assert back.status_code == 302, back.content
    return str(back["Location"])
