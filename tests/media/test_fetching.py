"""A photo from somebody else's server: only from allowed hosts, only from the open internet, in time."""

import ssl
from typing import Any

import pytest

from apps.media import fetching
from apps.media.fetching import NotFetchedError, check_address, fetch, is_public
from tests.media.remote import HOST, Remote, remote

__all__ = ["remote"]

INSIDE = (
    *("127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
    *("0.0.0.0", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1"),
    *("64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::", "::ffff:0:127.0.0.1"),
    *("localhost", "1", "0x7f000001", "127.1", ""),
)
OUTSIDE = ("1.1.1.1", "8.8.8.8", "::ffff:8.8.8.8", "2606:4700:4700::1111")


def reason(address: str) -> str:
    with pytest.raises(NotFetchedError) as refused:
        fetch(address)
    return refused.value.words


@pytest.mark.parametrize("address", INSIDE)
def test_knows_what_is_not_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_knows_what_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", " ", "photo.jpg", "//photos.example.org/1.jpg", "http://photos.example.org/1.jpg"),
        *("ftp://photos.example.org/1", "file:///etc/passwd", "data:image/png;base64,AA", "gopher://x"),
        *("https://", "https:///1.jpg", "https://evil.example/1.jpg", "https://127.0.0.1/1", "https://[::1]/1"),
        *("https://photos.example.org.evil.example/1", "https://evil.example/photos.example.org"),
        *("https://evilphotos.example.org/1", "https://sub.photos.example.org/1"),
        *("https://me:secret@photos.example.org/1", "https://photos.example.org@evil.example/1"),
        *("https://photos.example.org:8443/1", "https://photos.example.org:22/1", "https://photos.example.org:x/"),
        *("https://photos.example.org\\@evil.example/1", "https://photos.example.org/a\r\nHost: evil"),
        *("https://photos.example.org/\x00", "https://[::1", "https://photos.example.org/" + "a" * 500),
        *("https://ｅvil.example/1", "https://photos。example。org.evil/1"),
    ],
)  # fmt: skip
def test_fetches_from_nowhere_else(address: str, remote: Remote) -> None:
    with pytest.raises(NotFetchedError):
        check_address(address)
    assert reason(address)
    assert remote.asked == remote.resolved == []


def test_allows_hosts_below_one_only_where_that_is_said(settings: Any) -> None:
    settings.IMPORT_PHOTO_HOSTS = [".example.org"]
    assert check_address("https://a.b.example.org/x y".replace(" ", "%20")) == ("a.b.example.org", "/x%20y")
    for host in ("example.org", "notexample.org", "example.org.evil.example"):
        with pytest.raises(NotFetchedError):
            check_address(f"https://{host}/1.jpg")


def test_brings_a_photo(remote: Remote) -> None:
    address = remote.photo("/a/1.jpg?size=full&x=%C3%A9", b"\xff\xd8\xff" + b"x" * 100_000)
    kind, data = fetch(address)
    assert (kind, len(data)) == ("image/jpeg", 100_003)
    assert remote.asked == ["/a/1.jpg?size=full&x=%C3%A9"]
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    assert fetch(remote.says("/chunked", chunked))[1] == b"abc"


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1"])
def test_connects_to_no_address_inside_whatever_the_name_is(remote: Remote, inside: str) -> None:
    address = remote.photo("/1.jpg", b"x")
    for addresses in ([inside], ["203.0.113.7", inside]):
        remote.addresses = addresses
        assert reason(address) == "Its host is not on the open internet."
    assert remote.asked == []


def test_connects_to_the_address_that_was_checked(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere the second time is asked once only."""
    address = remote.photo("/1.jpg", b"x")
    fetch(address)
    assert remote.resolved == [HOST]
    # Negative control: a connection by name would resolve it once more, and arrive inside.
    monkeypatch.setattr(fetching, "resolved", lambda host: host)
    with pytest.raises(AssertionError, match="which nobody checked"):
        fetch(address)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_follows_no_redirect(remote: Remote, code: int) -> None:
    words = f"HTTP/1.1 {code} Elsewhere\r\nLocation: https://{HOST}/there\r\nContent-Length: 0\r\n\r\n"
    assert "do not follow" in reason(remote.says("/here", words.encode()))
    assert remote.asked == ["/here"]


def test_gives_up_on_what_is_too_large_too_slow_or_no_answer(
    remote: Remote, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PHOTO_MAX_BYTES = 1000
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
    assert "larger" in reason(remote.says("/claims", head % 2**30))
    begin, chunk = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"3E8\r\n" + b"x" * 1000 + b"\r\n",
    )
    assert "larger" in reason(remote.says("/unannounced", begin + chunk * 2 + b"0\r\n\r\n"))
    assert "whole" in reason(remote.says("/cut", head % 900 + b"x" * 10))
    assert "whole" in reason(remote.says("/empty", head % 0))
    assert reason(remote.says("/404", b"HTTP/1.1 404 No\r\n\r\n")) == "Its server answered with 404."
    for nonsense in (b"hello", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200, b""):
        assert reason(remote.says("/nonsense", nonsense)) == "Its server could not be understood."
    monkeypatch.setattr(fetching, "SECONDS", 2.5)
    drops = [b"HTTP/1.1 200 OK\r\n", *[b"X-Drop: 1\r\n"] * 6]
    assert reason(remote.says("/drip", *drops)) == "Its server was too slow."


def test_trusts_no_certificate_of_another(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_trust", ssl.create_default_context)
    assert "certificate" in reason(remote.photo("/1.jpg", b"x"))
