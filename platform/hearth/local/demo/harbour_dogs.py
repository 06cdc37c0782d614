"""The dogs of Harbour Paws."""

from hearth.local.demo.pets import DemoPet, Photo

CARED_FOR = "desexed vaccinated wormed"

PETS = (
    DemoPet(
        name="Biscuit",
        by="rosa",
        rescue="Harbour Paws",
        suburb="Wattle Cove",
        species="dog",
        breed="Golden Retriever",
        mixed=True,
        sex="male",
        months=38,
        size="large",
        coat="medium",
        colours="Golden, with a cream blaze",
        yes=f"children dogs house_trained {CARED_FOR}",
        microchip="956000009120417",
        fee=450,
        description=(
            "Biscuit greets everybody as if they had been away for years, the postman included. He walks "
            "beautifully on a lead until bin night: wheelie bins are his sworn enemies, and he tells them "
            "so. Would suit people who laugh easily and live on a quiet street."
        ),
        story=(
            "He came to us in a removalist's van, because the flat at the other end did not take dogs. "
            "In his first week he learnt to open the treat drawer; in his second, we learnt to lock it.\n\n"
            "His foster family has found out since that he dreams loudly, sleeps through thunder, and "
            "carries one slipper to the door whenever a car stops outside. Never two. We do not know why."
        ),
        look="2",
        photos=(
            Photo(0, "Biscuit, a golden dog with a cream blaze, sits on a rug in front of a fire"),
            Photo(2, "Biscuit lies on the beach with the sea behind him"),
            Photo(1, "Biscuit's face up close, one ear lower than the other"),
        ),
        days_ago=6,
    ),
    DemoPet(
        name="Pepper",
        by="remy",
        rescue="Harbour Paws",
        suburb="Anchor Hill",
        species="dog",
        breed="Kelpie",
        secondary_breed="Rottweiler",
        mixed=True,
        sex="female",
        months=26,
        size="medium",
        coat="short",
        colours="Black and tan",
        yes=f"dogs house_trained {CARED_FOR}",
        no="cats",
        microchip="956000009120552",
        fee=400,
        description=(
            "Pepper can open gates, jars and, once, a car. She needs a job: agility, scent games or at least "
            "a puzzle before breakfast. Left alone with nothing to do she will find something, and you will "
            "not like what she finds. Adores runners, regards cats as unfinished business."
        ),
        look="30",
        photos=(
            Photo(2, "Pepper, a black and tan dog, sits in a garden with flowers"),
            Photo(0, "Pepper sits on the sand and looks straight at the camera"),
        ),
        days_ago=11,
    ),
    DemoPet(
        name="Moss",
        by="rosa",
        rescue="Harbour Paws",
        suburb="Wattle Cove",
        species="dog",
        breed="Staffordshire Bull Terrier",
        sex="male",
        months=74,
        estimated=True,
        size="medium",
        coat="short",
        colours="Blue grey and white",
        yes=f"children house_trained {CARED_FOR}",
        no="dogs",
        fee=300,
        description=(
            "Moss leans. On your legs, on the couch, on the vet. He snores like a small outboard motor and "
            "fears nothing except other dogs, who make him shout. As an only dog with a warm blanket he is "
            "the easiest company we have had this year."
        ),
        look="12",
        photos=(Photo(0, "Moss, a stocky grey and white dog, sits on a round green rug"),),
        days_ago=31,
    ),
    DemoPet(
        name="Juniper",
        by="rosa",
        rescue="Harbour Paws",
        suburb="Fernleigh Rise",
        species="dog",
        breed="Border Collie",
        mixed=True,
        sex="female",
        months=9,
        size="medium",
        coat="medium",
        colours="Black and white",
        yes=f"dogs {CARED_FOR}",
        no="children",
        fee=480,
        description=(
            "Juniper is nine months of elbows and enthusiasm. She knows sit, down and, on a good day, leave "
            "it, and is learning that children are not sheep. She has chewed two chair legs and one book "
            "about chewing. Her people should have time, humour and a fenced yard."
        ),
        look="10",
        photos=(
            Photo(2, "Juniper, a young black and white dog, sits on the beach, ready to run"),
            Photo(0, "Juniper sits on a red rug with her tongue out"),
        ),
        days_ago=1,
    ),
    DemoPet(
        name="Captain",
        by="remy",
        rescue="Harbour Paws",
        suburb="Wattle Cove",
        species="dog",
        breed="Labrador Retriever",
        sex="male",
        months=146,
        size="large",
        coat="short",
        colours="Cream",
        yes=f"children dogs cats house_trained {CARED_FOR}",
        special_needs="Arthritis in the hips: one tablet a day, and no stairs.",
        microchip="956000007733018",
        fee=150,
        description=(
            "Captain is twelve, deaf in one ear and, we suspect, selectively in the other. He wants two slow "
            "walks a day, a soft bed near people and somebody to share toast with. His hips are stiff on "
            "cold mornings; a daily tablet helps."
        ),
        story=(
            "He spent eleven years on a fishing boat, where he was in charge of barking at the harbour "
            "master. When his skipper moved into a nursing home, she asked us for one thing only: a place "
            "where he can hear gulls. We would like to keep that promise."
        ),
        look="36",
        photos=(
            Photo(0, "Captain, an old cream Labrador, sits in a garden in front of a white fence"),
            Photo(1, "Captain rests by the fire in the evening"),
        ),
        days_ago=58,
    ),
    DemoPet(
        name="Fig",
        by="remy",
        rescue="Harbour Paws",
        suburb="Wattle Cove",
        species="dog",
        breed="Kelpie",
        sex="female",
        months=19,
        estimated=True,
        size="medium",
        coat="short",
        colours="Chocolate and tan",
        yes="dogs vaccinated",
        fee=380,
        description=(
            "Fig arrived on Tuesday with burrs in her coat and a stick that she would not give up. So far: "
            "gentle with people, polite to dogs, astonished by television. We are still getting to know her, "
            "and will add to this page as we do."
        ),
        look="5",
        photos=(Photo(0, "Fig, a chocolate brown dog with tall ears, in a garden"),),
        days_ago=0.3,
        outcome="waiting",
    ),
    DemoPet(
        name="Paprika",
        by="rosa",
        rescue="Harbour Paws",
        suburb="Port Larkin",
        species="dog",
        breed="Irish Setter",
        mixed=True,
        sex="female",
        months=52,
        estimated=True,
        size="large",
        coat="medium",
        colours="Red and white",
        yes=f"children dogs house_trained {CARED_FOR}",
        no="cats",
        fee=290,
        description=(
            "Paprika belonged to a sailor who went back to sea, and still greets every man with a beard. "
            "Long legs, soft ears, no hurry in the house and no end of it on the sand. She wants an hour off "
            "the lead each day, somebody at home for half of it, and cats at a distance."
        ),
        look="n4",
        photos=(
            Photo(0, "Paprika, a red dog with a white muzzle, in the living room"),
            Photo(1, "Paprika looks up with her tongue out"),
        ),
        days_ago=6.5,
    ),
)
