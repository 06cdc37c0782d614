"""The cats and smaller animals of Harbour Paws."""

from hearth.local.demo.pets import DemoPet, Photo

CARED_FOR = "desexed vaccinated wormed"

PETS = (
    DemoPet(
        name="Admiral",
        by="rosa",
        rescue="Harbour Paws",
        suburb="Anchor Hill",
        species="cat",
        breed="Domestic Shorthair",
        sex="male",
        months=50,
        size="medium",
        coat="short",
        colours="Ginger tabby",
        yes=f"children dogs cats house_trained {CARED_FOR}",
        fee=180,
        description=(
            "Admiral inspects every bag that enters the house and signs for parcels by sitting on them. He "
            "is loud at six in the morning, silent for the rest of the day and certain that laptops are "
            "heated for him. Fine with calm dogs; he was raised by one."
        ),
        look="14",
        photos=(
            Photo(0, "Admiral, a ginger tabby with green eyes, sits upright on a blue rug"),
            Photo(1, "Admiral has folded himself up in front of the fire"),
        ),
        days_ago=17,
    ),
    DemoPet(
        name="Sardine",
        by="remy",
        rescue="Harbour Paws",
        suburb="Wattle Cove",
        species="cat",
        breed="Domestic Shorthair",
        sex="female",
        months=14,
        size="small",
        coat="short",
        colours="Black",
        yes=f"cats house_trained {CARED_FOR}",
        no="children dogs",
        fee=120,
        description=(
            "Sardine hid behind our washing machine for three weeks. Now she comes out for people who sit on "
            "the floor and pretend to read. She will never be a lap cat, but she follows you from room to "
            "room at a distance of exactly two metres, purring."
        ),
        story=(
            "One of nine cats from a closed cannery, and the last to be caught. It took Remy eleven evenings "
            "and a tin of what she is named after."
        ),
        look="2",
        photos=(
            Photo(0, "Sardine, a black cat with yellow eyes, looks up beside a window"),
            Photo(2, "Sardine lies low on a purple rug, keeping her distance"),
        ),
        days_ago=25,
    ),
    DemoPet(
        name="Duchess",
        by="rosa",
        rescue="Harbour Paws",
        suburb="Fernleigh Rise",
        species="cat",
        breed="Siamese",
        mixed=True,
        sex="female",
        months=138,
        size="medium",
        coat="short",
        colours="Cream with dark points",
        yes=f"house_trained {CARED_FOR}",
        no="dogs cats",
        special_needs="Early kidney disease: prescription food, and a blood test twice a year.",
        microchip="956000007310664",
        fee=90,
        description=(
            "Duchess is eleven and has opinions about dinner, draughts and your choice of music. She likes "
            "an electric blanket, a closed door and one person at a time. She needs kidney food for the rest "
            "of her life, and eats it with the air of somebody who ordered something else."
        ),
        look="4",
        photos=(Photo(0, "Duchess, a cream cat with a dark face and blue eyes, sits by the fire"),),
        days_ago=74,
    ),
    DemoPet(
        name="Olive",
        by="rosa",
        rescue="Harbour Paws",
        suburb="Anchor Hill",
        species="cat",
        breed="Domestic Shorthair",
        sex="female",
        months=40,
        estimated=True,
        size="medium",
        coat="short",
        colours="Brown tabby",
        yes=f"children house_trained {CARED_FOR}",
        no="cats",
        special_needs="FIV positive: indoors only, and no cats that are negative.",
        fee=100,
        description=(
            "Olive lives with FIV and does not let it bother her: she is playful, round and fond of chins. "
            "She has to stay indoors or in a cat run, as the only cat or beside another positive one. Will "
            "trade a full bowl for a piece of string on any day."
        ),
        look="5",
        photos=(Photo(1, "Olive, a brown tabby with green eyes, up close"),),
        days_ago=39,
    ),
    DemoPet(
        name="Ziggy",
        by="remy",
        rescue="Harbour Paws",
        suburb="Wattle Cove",
        species="cat",
        breed="Domestic Shorthair",
        sex="male",
        months=4,
        size="small",
        coat="short",
        colours="Black and white",
        yes="children cats house_trained vaccinated wormed",
        no="desexed",
        fee=220,
        description=(
            "Ziggy is four months old and has two speeds: asleep and sideways. He was found in a sail bag, "
            "and has believed ever since that people are a kind of climbing tree. Best with another young "
            "cat, or with somebody who works at home and types patiently."
        ),
        look="25",
        photos=(
            Photo(0, "Ziggy, a black and white kitten, up close with whiskers in all directions"),
            Photo(2, "Ziggy sits on a red rug and shows his white paws"),
        ),
        days_ago=3,
    ),
    DemoPet(
        name="Clover",
        by="remy",
        rescue="Harbour Paws",
        suburb="Fernleigh Rise",
        species="rabbit",
        breed="Mini Lop",
        sex="female",
        months=20,
        size="small",
        coat="medium",
        colours="Brown and white",
        yes="house_trained desexed vaccinated",
        fee=80,
        description=(
            "Clover thumps when dinner is late and leaps sideways when it is not. She uses a litter tray, "
            "comes when the fridge opens and has no respect for charging cables. Needs a rabbit-proofed room "
            "or a large pen indoors, and never only a hutch."
        ),
        look="9",
        photos=(
            Photo(0, "Clover, a brown rabbit with hanging ears, sits below a window"),
            Photo(2, "Clover on a round green rug, ready for dinner"),
        ),
        days_ago=7,
    ),
    DemoPet(
        name="Pickle",
        by="rosa",
        rescue="Harbour Paws",
        suburb="Wattle Cove",
        species="bird",
        breed="Budgerigar",
        sex="male",
        months=17,
        estimated=True,
        size="small",
        colours="Green and yellow",
        fee=40,
        description=(
            "Pickle talks to spoons. His best word so far is “brekkie”, said at all hours and mostly to his "
            "own reflection. Hand-tame after two months of millet diplomacy. He must have company: a second "
            "budgie, or people who are home a lot. Comes with his cage and his spoon."
        ),
        look="2",
        photos=(Photo(2, "Pickle, a green and yellow budgerigar, on a branch by the window"),),
        days_ago=9,
    ),
    DemoPet(
        name="Trombone",
        by="remy",
        rescue="Harbour Paws",
        suburb="Anchor Hill",
        species="bird",
        breed="Cockatiel",
        sex="male",
        months=85,
        size="small",
        colours="Yellow, with orange cheeks",
        yes="children",
        no="cats",
        fee=60,
        description=(
            "Trombone whistles the first seven notes of a tune that nobody has been able to name, then waits "
            "for you to finish it. Seven years old, sociable and dusty, as cockatiels are: not for homes "
            "with asthma. Shrieks at hats."
        ),
        look="1",
        photos=(Photo(2, "Trombone, a yellow cockatiel with a raised crest, on a branch indoors"),),
        days_ago=44,
    ),
    DemoPet(
        name="Toast",
        by="remy",
        rescue="Harbour Paws",
        suburb="Fernleigh Rise",
        species="small_animal",
        breed="Guinea pig",
        sex="female",
        months=16,
        size="small",
        coat="short",
        colours="Orange, white and brown",
        yes="children",
        no="cats desexed",
        fee=30,
        description=(
            "Toast is the brave one of the pair: first at the gate, first into the hay, first to report that "
            "the fridge was opened. She and Crumpet have never spent a night apart and go together or not at "
            "all. Both like parsley, hiding places and the seven o'clock news."
        ),
        look="1",
        photos=(Photo(2, "Toast, a guinea pig in orange, white and brown, on a blue rug"),),
        days_ago=15,
    ),
    DemoPet(
        name="Crumpet",
        by="remy",
        rescue="Harbour Paws",
        suburb="Fernleigh Rise",
        species="small_animal",
        breed="Guinea pig",
        sex="female",
        months=16,
        size="small",
        coat="short",
        colours="White and light brown",
        yes="children",
        no="cats desexed",
        fee=30,
        description=(
            "Crumpet is the thinker of the two. She waits until Toast has tested everything, then takes the "
            "better half. Shy with hands, bold with cucumber; she hums when she is brushed. Comes only with "
            "her sister Toast, and with their two-storey cottage."
        ),
        bonded_with="Toast",
        look="2",
        photos=(Photo(0, "Crumpet, a white and light brown guinea pig, under a window in the evening"),),
        days_ago=15,
    ),
    DemoPet(
        name="Domino",
        by="rosa",
        rescue="Harbour Paws",
        suburb="Anchor Hill",
        species="rabbit",
        breed="Dutch",
        sex="male",
        months=8,
        size="small",
        coat="short",
        colours="Black and white",
        yes="children desexed",
        fee=70,
        description=(
            "Domino was found in a school garden, where he had eaten most of a science project. Friendly, "
            "curious and desexed; his second vaccination is booked. Would love a lady friend of his own kind "
            "and a room without wallpaper."
        ),
        look="1",
        photos=(Photo(0, "Domino, a black and white rabbit with upright ears, in the grass"),),
        days_ago=1.1,
        outcome="waiting",
    ),
    DemoPet(
        name="Nutmeg",
        by="remy",
        rescue="Harbour Paws",
        suburb="Fernleigh Rise",
        species="rabbit",
        breed="Mini Lop",
        sex="female",
        months=17,
        size="small",
        coat="short",
        colours="Fawn and white",
        yes="children house_trained desexed vaccinated",
        no="dogs",
        fee=80,
        description=(
            "Nutmeg thumps once for breakfast and twice if it is late. She uses her tray, follows people "
            "from room to room and likes to be asked before she is stroked. To live indoors or in a run that "
            "a fox cannot open, together with a gentle desexed buck."
        ),
        look="n6",
        photos=(Photo(0, "Nutmeg, a fawn rabbit with hanging ears, in a flowering garden"),),
        days_ago=9.2,
    ),
)
