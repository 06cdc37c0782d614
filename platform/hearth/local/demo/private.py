"""What people list without a rescue: Petra's household, and two that did not stay."""

from hearth.local.demo.pets import DemoPet, Photo

PETS = (
    DemoPet(
        name="Miso",
        by="petra",
        suburb="Fernleigh Rise",
        species="cat",
        breed="Domestic Shorthair",
        sex="female",
        months=63,
        size="medium",
        coat="short",
        colours="Grey and white",
        yes="cats house_trained desexed vaccinated wormed",
        no="children",
        microchip="956000008220935",
        fee=50,
        description=(
            "Miso has shared my desk for five years and has edited most of my work by walking over it. I am "
            "moving abroad, and the journey and quarantine would be too hard on her, so I am looking for her "
            "next desk. Healthy, chatty, fond of rain on windows. Not used to small children."
        ),
        story=(
            "I adopted her from a bakery, where she had been asked to leave. She comes with her basket, her "
            "vet's records and a list of the songs that she likes. You are welcome to visit as often as you "
            "need to; I would rather find the right person late than the wrong one early."
        ),
        look="28",
        photos=(
            Photo(0, "Miso, a grey and white cat, by the fire at night, wide awake"),
            Photo(2, "Miso sits on a rug beside a couch"),
        ),
        days_ago=4,
        wishes=(
            "Miso has shared my desk for five years and has edited most of my work by walking over it. I am "
            "moving abroad at the end of next month, and the journey and quarantine would be too hard on "
            "her, so I am looking for her next desk. Healthy, chatty, fond of rain on windows and of other "
            "cats. Not used to small children."
        ),
        more_photos=(Photo(1, "Miso looks up from between two cushions"),),
    ),
    DemoPet(
        name="Hugo",
        by="petra",
        suburb="Fernleigh Rise",
        species="rabbit",
        breed="Dwarf",
        mixed=True,
        sex="male",
        months=34,
        size="small",
        coat="short",
        colours="Fawn and white",
        yes="cats house_trained desexed vaccinated",
        no="dogs",
        fee=40,
        description=(
            "Hugo is the other half of my packing problem: a fawn rabbit with tall ears and a tidy mind. He "
            "lives free in the living room, uses his tray and greets guests by running circles around their "
            "shoes. He does dig in flower pots, and he is not sorry."
        ),
        look="16",
        photos=(Photo(0, "Hugo, a fawn rabbit with tall ears, sits in the light of a window"),),
        days_ago=27,
    ),
    DemoPet(
        name="Bean",
        by="petra",
        suburb="Fernleigh Rise",
        species="bird",
        breed="Budgerigar",
        sex="male",
        months=24,
        estimated=True,
        size="small",
        colours="Blue and white",
        yes="children",
        fee=20,
        description=(
            "Bean came with the flat: the last tenants left the keys, the cage and Bean. He is blue, "
            "cheerful and learning to step onto a finger. I would like him to move to an aviary with others "
            "rather than into one more single cage."
        ),
        look="12",
        photos=(Photo(0, "Bean, a blue and white budgerigar, on a branch in the living room"),),
        days_ago=0.8,
        outcome="waiting",
    ),
    DemoPet(
        name="Marmalade",
        by="petra",
        suburb="Fernleigh Rise",
        species="small_animal",
        breed="Guinea pig",
        sex="female",
        months=20,
        size="small",
        coat="short",
        colours="Orange, white and brown",
        yes="children",
        fee=15,
        description=(
            "Marmalade whistles when the fridge opens and is right about the parsley more often than not. "
            "Her sister died in spring, and guinea pigs should not be alone; so I am looking for a household "
            "with one or two others rather than for another one to move in here."
        ),
        look="n6",
        photos=(Photo(0, "Marmalade, an orange, white and brown guinea pig, seen from the side"),),
        days_ago=11,
    ),
    DemoPet(
        name="Waffles",
        by="petra",
        suburb="Fernleigh Rise",
        species="small_animal",
        breed="Guinea pig",
        size="small",
        description="My niece's guinea pig. I will ask her how old he is.",
        look="12",
        photos=(Photo(2, "Waffles, a white and light brown guinea pig, on a blue rug"),),
        days_ago=0.2,
        outcome="draft",
    ),
    DemoPet(
        name="Golden puppies",
        by="quinn",
        suburb="Port Larkin",
        species="dog",
        breed="Golden Retriever",
        months=2,
        size="small",
        colours="Cream",
        fee=2400,
        description=(
            "Five beautiful puppies ready to go, first come, first served. Pay today and choose your colour, "
            "papers can be arranged. We always have more litters on the way, so ask for other breeds too. "
            "Delivery everywhere."
        ),
        look="40",
        photos=(Photo(0, "A cream puppy with folded ears in front of a pink wall"),),
        days_ago=12,
        outcome="rejected",
        reason="selling",
        note="Hearth finds homes for animals that need one; it is not a place to sell litters.",
    ),
    DemoPet(
        name="Prince",
        by="quinn",
        suburb="Port Larkin",
        species="dog",
        breed="Kelpie",
        sex="male",
        months=15,
        size="medium",
        coat="short",
        colours="Fawn",
        yes="children dogs cats house_trained desexed vaccinated wormed",
        fee=300,
        description=(
            "Prince has to find a new home this week because of my work. Healthy, loving, good with "
            "everybody, no faults at all. He is with a friend at the moment, so a visit is not possible, but "
            "I can hold him for you and send him by road as soon as we have agreed."
        ),
        look="20",
        photos=(Photo(0, "Prince, a fawn dog with tall ears, in a garden"),),
        days_ago=10,
        outcome="removed",
        reason="scam",
        note="Three people told us that they were asked for a deposit before they could see the dog.",
    ),
)
