"""The kinds of animal as the Petfinder API names them, and which of our species each holds."""

from dataclasses import dataclass

from apps.listings.choices import Coat, Species

COLORS = (
    "Black",
    "White",
    "Grey",
    "Brown",
    "Chocolate",
    "Tan",
    "Golden",
    "Cream",
    "Ginger",
    "Red",
    "Blue",
    "Silver",
    "Green",
    "Yellow",
    "Brindle",
    "Tabby",
    "Tortoiseshell",
    "Calico",
    "Spotted",
)
GENDERS = ("Male", "Female")
FURRED = (Coat.HAIRLESS, Coat.SHORT, Coat.MEDIUM, Coat.LONG, Coat.WIRE, Coat.CURLY)


@dataclass(frozen=True)
class AnimalType:
    name: str
    slug: str
    species: tuple[Species, ...]
    coats: tuple[Coat, ...] = ()


TYPES = (
    AnimalType("Dog", "dog", (Species.DOG,), FURRED),
    AnimalType("Cat", "cat", (Species.CAT,), FURRED[:4]),
    AnimalType("Rabbit", "rabbit", (Species.RABBIT,), (Coat.SHORT, Coat.LONG)),
    AnimalType(
        "Small & Furry", "small-furry", (Species.SMALL_ANIMAL,), (Coat.HAIRLESS, Coat.SHORT, Coat.LONG)
    ),
    AnimalType("Horse", "horse", ()),
    AnimalType("Bird", "bird", (Species.BIRD,)),
    AnimalType("Scales, Fins & Other", "scales-fins-other", (Species.REPTILE, Species.OTHER)),
    AnimalType("Barnyard", "barnyard", (Species.FARM_ANIMAL,), (Coat.SHORT, Coat.LONG)),
)
OF_SPECIES: dict[str, AnimalType] = {species: each for each in TYPES for species in each.species}


def type_named(word: str) -> AnimalType | None:
    """Find a type by its name or its word in addresses, however it is capitalised."""
    wanted = word.strip().lower()
    return next((each for each in TYPES if wanted in (each.name.lower(), each.slug)), None)
