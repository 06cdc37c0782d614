"""A community that is switched off leaves pages behind that do not need it."""

import pytest
from django.urls import NoReverseMatch, reverse

from tests.cast import Cast
from tests.rides.riding import club, ride

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.without_rehoming")]


def test_no_page_of_the_others_leads_there(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, audience="public")
    with pytest.raises(NoReverseMatch):
        reverse("pets")
    for name in ("", "ana", "quinn", "sam"):
        browser = cast.browser(name)
        for address, codes in {
            "/": {200},
            "/rides": {200},
            f"/rides/{loop.pk}": {200},
            f"/clubs/{where.slug}": {200},
            f"/clubs/{where.slug}/insight": {200, 302, 403, 404},
            "/account": {200, 302, 403},
            "/memberships": {200, 302, 403},
            "/my/decisions": {200, 302, 403},
            "/my/reports": {200, 302, 403},
            "/admin/": {200, 302, 403},
            "/nothing": {404},
        }.items():
            answer = browser.get(address)
            assert answer.status_code in codes, (name, address)
            assert b'href="/pets' not in answer.content, (name, address)
    home = cast.browser("").get("/").content.decode()
    assert "Find a ride" in home
    assert "animal" not in home.partition("<footer")[2]
