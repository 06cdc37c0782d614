"""Heights along the way: gaps filled, noise smoothed, climbs added up, and a profile to draw."""

from itertools import accumulate, pairwise

SMOOTHED_OVER_M = 100.0
"""Each height becomes the mean of those within half of this before and behind it along the way."""
COUNTS_FROM_M = 3.0
"""A rise or a fall counts once it is this high: what is less is the noise of the device."""
KNOWN_AT_LEAST = 0.5
PROFILE_POINTS = 200


def evened(along: list[float], heights: list[float | None], ends: list[int]) -> list[float] | None:
    """Heights filled and smoothed run by run, each up to one of `ends`: nobody rode between two runs.

    None where too few are known. A run that knows none stays as high as the one before it ended.
    """
    known = [height for height in heights if height is not None]
    if len(known) < max(2, len(heights) * KNOWN_AT_LEAST):
        return None
    even: list[float] = []
    for first, last in zip([0, *ends], ends, strict=False):
        way, run = along[first:last], heights[first:last]
        if all(height is None for height in run):
            run = [even[-1] if even else known[0], *run[1:]]
        even += smoothed(way, filled(way, run))
    return even


def filled(along: list[float], heights: list[float | None]) -> list[float]:
    """Heights without gaps, by the way between the neighbours; one must be known."""
    known = [index for index, height in enumerate(heights) if height is not None]
    full = [height or 0.0 for height in heights]
    full[: known[0]] = [full[known[0]]] * known[0]
    full[known[-1] :] = [full[known[-1]]] * (len(full) - known[-1])
    for before, after in pairwise(known):
        way = along[after] - along[before]
        for index in range(before + 1, after):
            share = (along[index] - along[before]) / way if way else 0.0
            full[index] = full[before] + share * (full[after] - full[before])
    return full


def smoothed(along: list[float], heights: list[float]) -> list[float]:
    """The mean over a window of the way; two ends that wander make it linear."""
    sums = [0.0, *accumulate(heights)]
    half, low, high, found = SMOOTHED_OVER_M / 2, 0, 0, []
    for here in along:
        while along[low] < here - half:
            low += 1
        while high < len(along) and along[high] <= here + half:
            high += 1
        found.append((sums[high] - sums[low]) / (high - low))
    return found


def climbed(heights: list[float]) -> tuple[float, float]:
    """Metres up and metres down, from turning point to turning point, small waves left out."""
    up = down = 0.0
    low = high = start = heights[0]
    rising: bool | None = None
    for height in heights:
        low, high = min(low, height), max(high, height)
        if rising is not True and height - low >= COUNTS_FROM_M:
            down += start - low if rising is False else 0.0
            start, high, rising = low, height, True
        elif rising is not False and high - height >= COUNTS_FROM_M:
            up += high - start if rising else 0.0
            start, low, rising = high, height, False
    if rising is True:
        up += high - start
    elif rising is False:
        down += start - low
    return up, down


def profile(along: list[float], heights: list[float]) -> list[list[float]]:
    """`[metres from the start, height]` at even distances, 200 at most."""
    count = min(PROFILE_POINTS, max(2, len(along)))
    step, index, found = along[-1] / (count - 1), 0, []
    for number in range(count):
        here = min(number * step, along[-1])
        while index < len(along) - 2 and along[index + 1] < here:
            index += 1
        way = along[index + 1] - along[index]
        share = min(1.0, max(0.0, (here - along[index]) / way)) if way else 0.0
        height = heights[index] + share * (heights[index + 1] - heights[index])
        found.append([round(here), round(height, 1)])
    return found
