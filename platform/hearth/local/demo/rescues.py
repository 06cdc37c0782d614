"""The rescues of the demo. They, their places and their numbers are invented."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Rescue:
    """A registration as its founder sent it, and what became of it."""

    name: str
    founder: str
    members: tuple[str, ...] = ()
    outcome: Literal["approved", "waiting"] = "approved"
    verified: bool = False
    days_ago: float
    look: str
    """The seed of its logo."""
    suburb: str
    address: str
    email: str
    phone: str
    website: str = ""
    description: str
    how_we_work: str = ""
    """What happens between an application and moving in."""
    wishes: str = ""
    """Another description, which waits for a moderator while this one is public."""


RESCUES = (
    Rescue(
        name="Harbour Paws",
        founder="rosa",
        members=("remy",),
        verified=True,
        days_ago=212,
        look="harbour 5",
        suburb="Wattle Cove",
        address="3 Slipway Lane, Wattle Cove",
        email="hello@harbourpaws.example",
        phone="02 5550 0142",
        website="https://harbourpaws.example",
        description=(
            "A small rescue in an old boat shed, with eleven foster families around the bay and one very "
            "patient vet. We take dogs, cats and whatever else arrives in a cardboard box.\n\n"
            "Every animal lives in a home before it looks for one, so that we can tell you the truth about "
            "it: what it loves, what it fears and what it does to cushions. Come on a Saturday between ten "
            "and two; there is tea, and usually somebody to hold."
        ),
        how_we_work=(
            "We read every application within a week, together with the family that fosters the animal. If "
            "it could be a match we invite you: first to us, then, for dogs, to a walk.\n\n"
            "Before an animal moves in, Wendy or Tariq comes by for a cup of tea and a look at the balcony. "
            "The first two weeks are a trial. Whatever happens, in ten years' time too, we take it back."
        ),
    ),
    Rescue(
        name="Second Chance Farm",
        founder="milo",
        days_ago=167,
        look="farm 2",
        suburb="Lower Mulberry",
        address="880 Willow Bend Road, Lower Mulberry",
        email="gate@secondchancefarm.example",
        phone="02 5550 0187",
        website="https://secondchancefarm.example",
        description=(
            "Forty acres, nine paddocks and a kitchen full of lambs. We look after retired working dogs, "
            "hens that were thought too old, sheep that were raised on bottles, and reptiles from "
            "confiscations.\n\n"
            "We ask about fences, company and shade before we ask about money, and we take every animal back "
            "at any age, for any reason, without a lecture."
        ),
        how_we_work=(
            "Write to us, then come and see: we never give an animal to people whom it has not met. Bring "
            "everybody who lives with you, on two legs or four.\n\n"
            "We ask for a photo of the fence, and lend you ours until yours is mended. Hens and sheep go in "
            "twos at least."
        ),
        wishes=(
            "Sixty acres, eleven paddocks and a kitchen full of lambs. We look after retired working dogs, "
            "hens that were thought too old, sheep that were raised on bottles, and reptiles from "
            "confiscations.\n\n"
            "We ask about fences, company and shade before we ask about money, and we take every animal back "
            "at any age, for any reason. On the first Sunday of the month the gate is open to everybody."
        ),
    ),
    Rescue(
        name="Tin Roof Bird Rescue",
        founder="ana",
        outcome="waiting",
        days_ago=1.3,
        look="tin roof 3",
        suburb="Larkspur Gully",
        address="12 Signal Street",
        email="tinroof@tinroofbirds.example",
        phone="02 5550 0119",
        description=(
            "Four neighbours, two aviaries and a lot of newspaper. We nurse injured parrots, finches and "
            "pigeons, and find homes for pet birds whose people cannot keep them. So far we have done this "
            "by word of mouth; now we would like to do it properly."
        ),
    ),
)

FEATURED_AT_HOME = ("Biscuit", "Ghost", "Dumpling")
FEATURED_BY = {"Harbour Paws": ("Pepper", "Ziggy")}
