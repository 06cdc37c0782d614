"""Files that nobody should send are refused with a reason that says what to do, and soon."""

import pytest

from apps.media.choices import Refusal
from apps.media.reading import RefusedError
from apps.rides.gpx import MOST_POINTS, measure, read_gpx, write_gpx
from tests.rides.tracks import FILES, HEAD, LOOP, gpx, points, segment, track

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
BODY = '<gpx version="1.1"><trk><name>{}</name></trk></gpx>'

REFUSED = {
    "entities in entities": ((LAUGHS + BODY.format("&i;")).encode(), Refusal.UNSAFE_FILE),
    "a file of the server": ((OUTSIDE + BODY.format("&file;")).encode(), Refusal.UNSAFE_FILE),
    "a document type": (b'<!DOCTYPE gpx SYSTEM "http://example.org/x.dtd">' + LOOP[38:], Refusal.UNSAFE_FILE),
    "parameter entities": (
        b'<!DOCTYPE gpx [<!ENTITY % x SYSTEM "http://example.org/x">%x;]><gpx/>',
        Refusal.UNSAFE_FILE,
    ),
    "200 MB": (b" " * (200 * 1024 * 1024), Refusal.ROUTE_TOO_LARGE),
    "nothing": (b"", Refusal.NOT_A_ROUTE),
    "only spaces": (b" \n\t", Refusal.NOT_A_ROUTE),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), Refusal.NOT_A_ROUTE),
    "a zip": (b"PK\x03\x04" + bytes(100), Refusal.NOT_A_ROUTE),
    "a sentence": (b"Turn left at the church", Refusal.NOT_A_ROUTE),
    "another XML": (b"<kml><trkpt lat='1' lon='1'/></kml>", Refusal.NOT_A_ROUTE),
    "half a file": (LOOP[:-20], Refusal.DAMAGED),
    "crossed tags": (gpx("<trk><trkseg></trk></trkseg>"), Refusal.DAMAGED),
    "an unknown entity": (gpx("<name>&nope;</name>"), Refusal.DAMAGED),
    "an unknown character set": (b'<?xml version="1.0" encoding="klingon"?><gpx/>', Refusal.NOT_A_ROUTE),
    "bytes that are no text": (HEAD.encode() + b"<name>\xff\xfe\xfd</name></gpx>", Refusal.DAMAGED),
    "a tower of tags": (gpx("<a>" * 100_000), Refusal.DAMAGED),
    "no points": (gpx(""), Refusal.NO_TRACK),
    "places only": (gpx('<wpt lat="1" lon="1"/><wpt lat="2" lon="2"/>'), Refusal.NO_TRACK),
    "one point": (track((1, 1)), Refusal.NO_TRACK),
    "points that stand still": (track((1, 1), (1, 1), (1, 1)), Refusal.NO_TRACK),
    "not a number": (track((float("nan"), 1), (1, 2)), Refusal.NOT_ON_EARTH),
    "infinity": (track((1, float("inf")), (1, 2)), Refusal.NOT_ON_EARTH),
    "beyond the pole": (track((90.1, 1), (1, 2)), Refusal.NOT_ON_EARTH),
    "more than half around": (track((1, 180.1), (1, 2)), Refusal.NOT_ON_EARTH),
    "no latitude": (gpx(segment('<trkpt lon="1"/>')), Refusal.NOT_ON_EARTH),
    "Python's numbers": (gpx(segment('<trkpt lat="1_0" lon="1"/>')), Refusal.NOT_ON_EARTH),
    "foreign digits": (gpx(segment('<trkpt lat="١" lon="1"/>')), Refusal.NOT_ON_EARTH),
    "an endless number": (gpx(segment(f'<trkpt lat="{"1" * 100_000}" lon="1"/>')), Refusal.NOT_ON_EARTH),
    "around the world": (track((0, 0), (0, 120), (0, -120)), Refusal.ROUTE_TOO_LONG),
    "too many points": (
        gpx(segment('<trkpt lat="1" lon="1"/>' * (MOST_POINTS + 1))),
        Refusal.TOO_MANY_POINTS,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(RefusedError) as refused:
        measure(read_gpx(data))
    assert refused.value.reason == reason
    assert refused.value.reason.label.endswith(".")


def test_a_million_points_do_not_fit_and_are_not_read() -> None:
    with pytest.raises(RefusedError) as refused:
        read_gpx(gpx(segment('<trkpt lat="1" lon="1"/>' * 1_000_000)))
    assert refused.value.reason == Refusal.ROUTE_TOO_LARGE


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "iso-8859-1", "us-ascii", "windows-1252"])
def test_reads_what_devices_write(name: str) -> None:
    words = "Caf\u00e9" if name != "us-ascii" else "Cafe"
    declared = f'<?xml version="1.0" encoding="{name.removesuffix("-sig")}"?>'
    text = declared + f'<gpx version="1.0"><trk><name>{words}</name><trkseg>' + points((1, 1), (1, 2))
    assert len(read_gpx(f"{text}</trkseg></trk></gpx>".encode(name))) == 2


def test_reads_prefixed_names_and_old_versions() -> None:
    old = b'<gpx version="1.0" xmlns="http://www.topografix.com/GPX/1/0"><trk><trkseg>'
    assert len(read_gpx(old + points((1, 1), (1, 2)).encode() + b"</trkseg></trk></gpx>")) == 2
    prefixed = b'<g:gpx xmlns:g="urn:x"><g:rte><g:rtept lat="1" lon="1"><g:ele>7</g:ele></g:rtept>'
    found = read_gpx(prefixed + b'<g:rtept lat="2" lon="1"/></g:rte></g:gpx>')
    assert [point.height for point in found] == [7, None]


def test_a_recording_counts_more_than_a_plan() -> None:
    plan = '<rte><rtept lat="5" lon="5"/><rtept lat="6" lon="5"/></rte>'
    assert {point.latitude for point in read_gpx(gpx(plan))} == {5, 6}
    assert {point.latitude for point in read_gpx(gpx(plan + segment(points((1, 1), (1, 2)))))} == {1}


@pytest.mark.parametrize("height", ["NaN", "inf", "-9999", "1e300", "", "high", "1" * 100_000])
def test_leaves_out_heights_that_are_none(height: str) -> None:
    found = read_gpx(gpx(segment(f'<trkpt lat="1" lon="1"><ele>{height}</ele></trkpt>' + points((1, 2, 5)))))
    assert [point.height for point in found] == [None, 5]


@pytest.mark.parametrize("path", sorted(FILES.glob("*.gpx")), ids=lambda path: path.stem)
def test_hands_out_nothing_that_tells_of_a_person(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    clean = write_gpx(read_gpx(data))
    for word in (b"time", b"author", b"email", b"name", b"example", b"wpt", b"hr", b"Computer"):
        assert word not in clean
    assert clean.count(b"<trkpt") == data.count(b"<trkpt")
