"""What a file of a ride amounts to, measured against another program and against what one can see."""

from itertools import pairwise

import gpxpy
import pytest

from apps.rides.gpx import Measures, measure, read_gpx, write_gpx
from apps.rides.gpx.geojson import multi_line
from apps.rides.gpx.heights import climbed, evened, filled
from tests.rides.tracks import FILES, LOOP, gpx, points, recorded, segment, track

RECORDED = {path.stem: path.read_bytes() for path in sorted(FILES.glob("*.gpx"))} | {
    f"at {latitude}, {longitude}": recorded(seed, latitude=latitude, longitude=longitude)
    for seed, (latitude, longitude) in enumerate([(51.5, -0.12), (-33.9, 151.2), (69.6, 18.9), (1.35, 103.8)])
}


def measured(data: bytes) -> Measures:
    return measure(read_gpx(data))


@pytest.mark.parametrize("name", RECORDED)
def test_is_as_long_as_another_program_says(name: str) -> None:
    """Three were recorded on the way, the others are made up: see tests/rides/files/README.md."""
    text = RECORDED[name].decode("latin-1" if b"8859" in RECORDED[name][:60] else "utf-8")
    theirs = gpxpy.parse(text).length_2d()
    assert measured(RECORDED[name]).distance == pytest.approx(theirs, rel=0.001)


@pytest.mark.parametrize("name", RECORDED)
def test_what_is_handed_out_measures_the_same(name: str) -> None:
    before = measured(RECORDED[name])
    after = measured(write_gpx(read_gpx(RECORDED[name])))
    assert after.distance == pytest.approx(before.distance, rel=1e-5)
    # Written to a centimetre: a point of the profile may be rounded to the metre, or decimetre, beside it.
    assert (after.points, len(after.profile)) == (before.points, len(before.profile))
    for (along, height), (before_along, before_height) in zip(after.profile, before.profile, strict=True):
        assert (abs(along - before_along) <= 1, abs(height - before_height) < 0.2) == (True, True)


def test_climbs_are_those_of_the_road_and_not_the_noise_of_the_device() -> None:
    found = measured(recorded(3, latitude=45, longitude=7))
    by_hand = sum(max(0.0, after - before) for (_, before), (_, after) in pairwise(found.profile))
    raw = gpxpy.parse(recorded(3, latitude=45, longitude=7)).get_uphill_downhill().uphill
    assert found.gain == pytest.approx(by_hand, rel=0.05)
    assert found.gain is not None
    assert found.gain < raw


@pytest.mark.parametrize(
    ("heights", "up", "down"),
    [
        ([100, 150, 120, 180], 110, 30),
        ([10, 11, 10, 12, 11, 10], 0, 0),
        ([0, 2, 1, 3, 2, 4, 3, 5], 5, 0),
        ([50, 20], 0, 30),
        ([50, 45, 60, 55, 40], 15, 25),
    ],
)
def test_adds_up_from_turning_point_to_turning_point(heights: list[float], up: float, down: float) -> None:
    assert climbed(heights) == (up, down)


def test_fills_gaps_by_the_way_and_gives_up_where_little_is_known() -> None:
    assert filled([0, 10, 40], [0, None, 40]) == [0, 10, 40]
    assert filled([0, 10, 20, 30], [None, 5, None, 9]) == [5, 5, 7, 9]
    assert evened([0, 10, 20, 30, 40], [None, 5, None, None, 9], [5]) is None
    flat = measured(track((0, 0), (0, 1)))
    assert (flat.gain, flat.loss, flat.lowest, flat.highest, flat.profile) == (None, None, None, None, [])


def test_nobody_rode_between_two_segments() -> None:
    apart = gpx(segment(points((0, 0), (0, 0.01))) + segment(points((0, 1), (0, 1.01))))
    assert measured(apart).distance == pytest.approx(2 * 1113.2, rel=1e-4)
    assert len(measured(apart).line) == 2


def test_nobody_climbed_between_two_segments() -> None:
    """Two flat ones a kilometre apart in height are flat, whatever the heights in between would average."""
    along = [0.0, 50.0, 100.0, 100.0, 150.0, 200.0]
    even = evened(along, [0, 0, 0, 1000, 1000, 1000], [3, 6])
    assert even == [0, 0, 0, 1000, 1000, 1000]
    assert evened(along, [0, 0, 0, None, 1000, None], [3, 6]) == even
    assert evened(along, [5, None, 5, None, None, None], [3, 6]) is None
    assert evened(along, [5, 5, 5, None, None, None], [3, 6]) == [5] * 6
    below, above = (
        points(*((0, start + index / 1000, height) for index in range(9)))
        for start, height in ((0, 0), (1, 1000))
    )
    apart = segment(below) + segment(above)
    found = measured(gpx(apart))
    assert (found.gain, found.loss, found.lowest, found.highest) == (0, 0, 0, 1000)


def test_says_where_it_is() -> None:
    found = measured(LOOP)
    assert (found.south, found.west, found.north, found.east) == (0, 0, 0.01, 0.01)
    assert (found.lowest, found.highest, found.points) == (10, 60, 4)


def test_crosses_the_date_line_as_if_there_were_none() -> None:
    found = measured(track((-17, 179.99), (-17, -179.99)))
    assert found.distance == pytest.approx(measured(track((-17, 10), (-17, 10.02))).distance)
    assert (found.west, found.east) == (179.99, -179.99)


def test_crosses_the_pole() -> None:
    found = measured(track((89.99, 0), (90, 77), (89.99, 180)))
    assert found.distance == pytest.approx(2 * 1113.2, rel=1e-4)


def test_the_profile_is_even_and_short() -> None:
    found = measured(RECORDED["harbour_loop"]).profile
    steps = {round((after[0] - before[0]) / 10) for before, after in pairwise(found)}
    assert len(found) == 200
    assert len(steps) <= 2
    assert found[0][0] == 0
    assert found[-1][0] == round(measured(RECORDED["harbour_loop"]).distance)


def test_the_line_is_short_and_keeps_its_corners() -> None:
    assert measured(LOOP).line == [[[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01]]]
    straight = track(*((0, index / 1000) for index in range(300)))
    assert measured(straight).line == [[[0, 0], [0.299, 0]]]
    winding = measured(recorded(1, latitude=51, longitude=0, count=9000))
    assert 100 < sum(map(len, winding.line)) <= 500


def test_a_hundred_thousand_points_of_a_zigzag_do_not_hang() -> None:
    zigzag = track(*((index % 2 / 10_000, index / 100_000) for index in range(100_000)))
    assert sum(map(len, measured(zigzag).line)) <= 500


def test_no_map_draws_it_around_the_world() -> None:
    found = multi_line([[[179.0, 0.0], [-179.0, 2.0]], [[1.0, 1.0], [2.0, 1.0]]])
    assert found["coordinates"] == [
        [[179.0, 0.0], [180.0, 1.0]],
        [[-180.0, 1.0], [-179.0, 2.0]],
        [[1.0, 1.0], [2.0, 1.0]],
    ]
