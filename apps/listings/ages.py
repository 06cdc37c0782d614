"""Age groups as adopters use the words, per species; the bounds are in months."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from apps.listings.choices import AgeGroup, Species


@dataclass(frozen=True)
class Bounds:
    young: int
    adult: int
    senior: int


DEFAULT = Bounds(young=6, adult=24, senior=96)
PER_SPECIES = {
    Species.DOG: Bounds(young=6, adult=24, senior=96),
    Species.CAT: Bounds(young=6, adult=24, senior=120),
    Species.RABBIT: Bounds(young=4, adult=12, senior=60),
    Species.SMALL_ANIMAL: Bounds(young=2, adult=6, senior=24),
    Species.FARM_ANIMAL: Bounds(young=12, adult=36, senior=144),
    Species.BIRD: Bounds(young=6, adult=18, senior=120),
    Species.REPTILE: Bounds(young=12, adult=36, senior=120),
}


def months_between(born: date, today: date) -> int:
    return (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)


def age_group(species: str, born: date | None, today: date) -> AgeGroup | None:
    """The group on a day; None when nobody knows the age."""
    if born is None:
        return None
    bounds = PER_SPECIES.get(Species(species), DEFAULT)
    months = months_between(born, today)
    if months < bounds.young:
        return AgeGroup.BABY
    if months < bounds.adult:
        return AgeGroup.YOUNG
    return AgeGroup.ADULT if months < bounds.senior else AgeGroup.SENIOR


def born_for(group: str, today: date) -> Q:
    """The same groups as a condition on `species` and `birth_date`."""
    condition = Q(pk__in=[])
    for species in Species:
        bounds = PER_SPECIES.get(species, DEFAULT)
        oldest, youngest = {
            AgeGroup.BABY: (bounds.young, None),
            AgeGroup.YOUNG: (bounds.adult, bounds.young),
            AgeGroup.ADULT: (bounds.senior, bounds.adult),
            AgeGroup.SENIOR: (None, bounds.senior),
        }[AgeGroup(group)]
        born = Q(species=species, birth_date__isnull=False)
        if oldest is not None:
            born &= Q(birth_date__gt=months_before(today, oldest))
        if youngest is not None:
            born &= Q(birth_date__lte=months_before(today, youngest))
        condition |= born
    return condition


def months_before(today: date, months: int) -> date:
    """The last day on which something born is `months` old today or older."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = today.day
    while True:
        try:
            return date(year, month + 1, day)
        except ValueError:
            day -= 1


def in_words(born: date | None, today: date, *, estimated: bool) -> str:
    """“3 years”, “about 7 months”, “age not known”."""
    if born is None:
        return "Age not known"
    months = max(months_between(born, today), 0)
    if months >= 24:
        words = f"{months // 12} years"
    elif months >= 12:
        words = "1 year" if months == 12 else f"{months} months"
    elif months >= 2:
        words = f"{months} months"
    else:
        weeks = max((today - born).days // 7, 0)
        words = "under a week" if weeks == 0 else f"{weeks} week{'s' if weeks != 1 else ''}"
    return f"About {words}" if estimated else words[0].upper() + words[1:]
