"""The animals of Second Chance Farm."""

from hearth.local.demo.pets import DemoPet, Photo

CARED_FOR = "desexed vaccinated wormed"

PETS = (
    DemoPet(
        name="Dumpling",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Lower Mulberry",
        species="farm_animal",
        breed="Merino",
        sex="male",
        months=30,
        size="large",
        coat="curly",
        colours="Cream",
        yes=f"children dogs {CARED_FOR}",
        no="house_trained",
        fee=90,
        description=(
            "Dumpling was raised on a verandah and thinks he is one of the dogs: he comes when he is called, "
            "rides in the ute and looks hurt when the gate is shut. He needs company of his own kind, good "
            "fences, shearing every spring and a property with a stock number."
        ),
        story=(
            "A shearer found him beside his mother in the worst week of the drought, and drove him here in a "
            "jumper box. For two months he drank every four hours, which is why the whole kitchen still gets "
            "up at three."
        ),
        look="3",
        photos=(
            Photo(0, "Dumpling, a cream sheep, stands in a meadow in front of a wooden fence"),
            Photo(2, "Dumpling turns to see who called"),
        ),
        days_ago=13,
    ),
    DemoPet(
        name="Coal",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Lower Mulberry",
        species="farm_animal",
        breed="Corriedale",
        mixed=True,
        sex="female",
        months=66,
        estimated=True,
        size="large",
        coat="curly",
        colours="Dark brown",
        yes="children vaccinated wormed",
        no="dogs house_trained desexed",
        fee=70,
        description=(
            "Coal has seen three droughts and hurries for nobody. A steady old hand who shows young sheep "
            "where the water is, keeps the grass down without touching the roses and eats from the palms of "
            "careful children. Dogs chased her once, and she has not forgotten."
        ),
        look="15",
        photos=(Photo(1, "Coal, a dark brown sheep, stands in a flowering garden"),),
        days_ago=66,
        forgotten=True,
    ),
    DemoPet(
        name="Mabel",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Tinker's Ford",
        species="farm_animal",
        breed="Isa Brown",
        sex="female",
        months=27,
        estimated=True,
        size="small",
        colours="Golden brown",
        yes="children wormed",
        fee=10,
        description=(
            "Mabel laid an egg a day on a large farm until somebody thought her too old for it, at eighteen "
            "months. She has since discovered dust baths, raspberries and the top of the letterbox. Still "
            "lays when she feels like it. To a home with at least two other hens, and not to a pot."
        ),
        look="7",
        photos=(Photo(0, "Mabel, a golden hen, walks through a meadow with her head up"),),
        days_ago=2,
    ),
    DemoPet(
        name="Gladys",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Lower Mulberry",
        species="farm_animal",
        breed="Australorp",
        sex="female",
        months=41,
        size="small",
        colours="Black",
        yes="wormed",
        no="cats",
        fee=15,
        description=(
            "Gladys runs the yard. She ends fights, announces visitors and once faced down a goanna. Lays "
            "brown eggs three or four times a week and goes broody every October. Best as the head of a "
            "small flock with a fox-proof house; no rooster is going to tell her what to do."
        ),
        look="1",
        photos=(Photo(1, "Gladys, a black hen, stands tall in front of a garden fence"),),
        days_ago=34,
    ),
    DemoPet(
        name="Banjo",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Cold Kettle",
        species="dog",
        breed="Kelpie",
        secondary_breed="Australian Cattle Dog",
        mixed=True,
        sex="male",
        months=112,
        size="medium",
        coat="short",
        colours="Fawn, with a dark tail",
        yes=f"dogs house_trained {CARED_FOR}",
        microchip="956000008004471",
        fee=200,
        description=(
            "Banjo worked sheep for eight years and has handed in his notice. He still rounds up tennis "
            "balls, visitors and anyone who leaves the table early. Strong on the lead, soft on the couch, "
            "perfect in the car. Needs a yard and two proper walks, but not a paddock."
        ),
        story=(
            "It was his knees that ended his career, not his opinion of sheep. His farmer cried at our gate "
            "and still rings on Sundays to hear him bark at the telephone."
        ),
        look="34",
        photos=(
            Photo(0, "Banjo, a fawn dog with tall ears, sits below a window with his tongue out"),
            Photo(1, "Banjo lies by the fire, at last off duty"),
        ),
        days_ago=83,
    ),
    DemoPet(
        name="Clancy",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Lower Mulberry",
        species="dog",
        breed="Irish Setter",
        mixed=True,
        sex="male",
        months=44,
        size="large",
        coat="long",
        colours="Red and cream",
        yes=f"children dogs house_trained {CARED_FOR}",
        no="cats",
        fee=350,
        description=(
            "Clancy has never met a puddle that he could walk around. He needs an hour of running before he "
            "can hear you, and after that he is the gentlest dog on the farm. Steals socks and returns them "
            "for cheese. Not a dog for a flat, nor for people who like their floors."
        ),
        look="7",
        photos=(Photo(0, "Clancy, a red dog with a cream muzzle, laughs into the camera"),),
        days_ago=19,
    ),
    DemoPet(
        name="Ghost",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Tinker's Ford",
        species="cat",
        breed="Domestic Shorthair",
        sex="female",
        months=30,
        size="small",
        coat="short",
        colours="White",
        yes=f"children cats house_trained {CARED_FOR}",
        special_needs="Deaf: indoors only, and sun cream for the ears.",
        fee=140,
        description=(
            "Ghost is deaf, as many white cats with blue eyes are, and has no idea how loudly she sings. She "
            "reads hand signals, feels footsteps and sleeps like a stone. Indoors only, because she cannot "
            "hear cars, and with sun cream on her ears if she lies at the window, which she will."
        ),
        look="6",
        photos=(
            Photo(0, "Ghost, a white cat with blue eyes and a red collar, sits at a window"),
            Photo(1, "Ghost up close, with a fire behind her"),
        ),
        days_ago=8,
    ),
    DemoPet(
        name="Barley",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Cold Kettle",
        species="cat",
        breed="Domestic Shorthair",
        sex="male",
        months=70,
        estimated=True,
        size="medium",
        coat="short",
        colours="Brown",
        yes=f"cats {CARED_FOR}",
        no="children house_trained",
        fee=0,
        description=(
            "Barley is a working cat in search of a shed with a view. He keeps a feed room free of mice, "
            "accepts one scratch behind the ear per day and has never asked to come inside. He needs "
            "shelter, daily meals, a vet when it counts, and a slow introduction to a new place."
        ),
        look="18",
        photos=(Photo(2, "Barley, a plain brown cat with green eyes, sits in a meadow"),),
        days_ago=50,
    ),
    DemoPet(
        name="Thimble",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Tinker's Ford",
        species="reptile",
        breed="Murray River turtle",
        months=100,
        estimated=True,
        size="small",
        colours="Green and brown",
        special_needs="A keeper's licence, and a filtered tank of 400 litres or more.",
        fee=75,
        description=(
            "Thimble is the size of a saucer and will one day be the size of a dinner plate, so think ahead: "
            "a large tank, a basking lamp, a keeper's licence and about forty years. Calm, curious and quick "
            "on the subject of worms. Watches television, or at any rate faces it."
        ),
        look="4",
        photos=(Photo(2, "Thimble, a green turtle, stands on a blue rug on the way to the couch"),),
        days_ago=5,
    ),
    DemoPet(
        name="Ember",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Lower Mulberry",
        species="reptile",
        breed="Knob-tailed gecko",
        sex="female",
        months=34,
        size="small",
        colours="Orange with dark spots",
        special_needs="A reptile licence.",
        fee=95,
        description=(
            "Ember spends her days under bark and her evenings looking surprised. Easy to keep for somebody "
            "who has kept geckos before: a warm end, a cool end, crickets twice a week. To be watched, not "
            "cuddled. A reptile licence is needed, and we look at it when you collect her."
        ),
        look="13",
        photos=(Photo(1, "Ember, an orange gecko with dark spots, on a piece of bark by the window"),),
        days_ago=22,
    ),
    DemoPet(
        name="Regent",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Cold Kettle",
        species="bird",
        breed="Australian king parrot",
        sex="male",
        months=31,
        estimated=True,
        size="medium",
        colours="Green, red and blue",
        no="cats",
        special_needs="A bird keeper's licence and an aviary of four metres or more.",
        fee=110,
        description=(
            "Regent was raised by hand after a storm took his nest, and is too fond of people to be "
            "released. He needs a long aviary, branches to shred, a licence and somebody who is up at dawn, "
            "because he is. Says nothing in words, and everything else out loud."
        ),
        look="14",
        photos=(Photo(1, "Regent, a green parrot with a red front, on a branch in the garden"),),
        days_ago=2.4,
        outcome="waiting",
    ),
    DemoPet(
        name="Tumble",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Lower Mulberry",
        species="dog",
        breed="Border Collie",
        secondary_breed="Kelpie",
        mixed=True,
        sex="male",
        months=22,
        size="medium",
        coat="short",
        colours="Black and white",
        yes=f"children dogs house_trained {CARED_FOR}",
        no="cats",
        fee=320,
        description=(
            "Tumble lives with us in the farmhouse, where he sleeps beside the old cat and steals her "
            "cushion as soon as she gets up. He fetches the paper, most of it, and is looking for a family "
            "that walks a lot and reads online."
        ),
        look="39",
        photos=(Photo(0, "Tumble, a black and white dog with tall ears, sits on a beach"),),
        days_ago=0.5,
        outcome="changes_requested",
        reason="facts",
        note=(
            "You write that Tumble sleeps beside the cat, but the facts say that he is not good with cats. "
            "Which one is it? Everything else reads very well."
        ),
    ),
    DemoPet(
        name="Skipper",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Tinker's Ford",
        species="dog",
        breed="Koolie",
        mixed=True,
        sex="male",
        months=11,
        size="medium",
        coat="short",
        colours="Fawn with dark ears",
        yes=f"dogs children {CARED_FOR}",
        no="cats",
        fee=350,
        description=(
            "Skipper was meant to work sheep and asked them politely instead. Clever, quick and eleven "
            "months old: he needs a job, and finding tennis balls counts as one. Walks well on the lead, is "
            "learning to be alone and has not met a trampoline that he did not want to try."
        ),
        look="n7",
        photos=(
            Photo(0, "Skipper, a fawn dog with tall dark ears, sits on a beach"),
            Photo(2, "Skipper waits for somebody to throw something"),
        ),
        days_ago=3.4,
    ),
    DemoPet(
        name="Pebble",
        by="milo",
        rescue="Second Chance Farm",
        suburb="Lower Mulberry",
        species="cat",
        breed="Domestic Shorthair",
        sex="female",
        months=74,
        estimated=True,
        size="medium",
        coat="short",
        colours="Grey tabby and white",
        yes=f"cats dogs house_trained {CARED_FOR}",
        special_needs="Thyroid tablets twice a day; she takes them in butter.",
        fee=40,
        description=(
            "Pebble kept the feed shed free of mice for six years and has applied for a pension. Quiet, easy "
            "with old dogs and other cats, happiest on a warm sill with a view of weather. Her thyroid needs "
            "two small tablets a day, which cost about a coffee a week."
        ),
        look="n2",
        photos=(Photo(0, "Pebble, a grey tabby cat with a white chest, sits by an open window"),),
        days_ago=17,
    ),
)
