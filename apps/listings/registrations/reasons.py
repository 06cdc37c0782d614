"""Why a listing is sent back, turned down or taken down: codes, words, and the letter with each."""

PHOTO, TEXT = "The photos do not show the animal well enough", "The description is too thin or unclear"
FACTS, CONTACT = "Some facts contradict each other", "Contact details stand in the text"

REASONS = {
    "request_changes": {
        "photos": PHOTO,
        "description": TEXT,
        "facts": FACTS,
        "contact_details": CONTACT,
    },
    "reject": {
        "not_a_pet": "This is not an animal looking for a home",
        "selling": "This looks like trade, not rehoming",
        "prohibited": "This animal may not be rehomed here",
        "duplicate": "It is listed already",
    },
    "remove": {
        "rules": "It broke the rules of the platform",
        "welfare": "There are doubts about the animal's welfare",
        "scam": "It looks like a scam",
        "gone": "The animal is not available any more",
    },
}
REASONS_OF_CHANGES = {
    "reject": {
        "photos": PHOTO,
        "description": TEXT,
        "facts": FACTS,
        "contact_details": CONTACT,
        "another_animal": "It describes another animal than the one that was listed",
    }
}

REPORTS = {
    "welfare": "The animal may be in danger",
    "scam": "It asks for money, or looks like a scam",
    "not_theirs": "The photos or the animal are somebody else's",
    "selling": "It is trade, not rehoming",
    "offensive": "It is offensive",
    "wrong_facts": "What it says is not true",
    "gone": "The animal has found a home already",
}
"""What somebody who reads a listing may tell us about it, the gravest first."""

MESSAGES = {
    "photos": "Thank you for listing {title}. People decide with their eyes first, and from these photos "
    "they cannot see {title} well enough. Daylight, eyes in focus and nobody else in the picture help "
    "most; one good photo is better than five dark ones.",
    "description": "Thank you for listing {title}. Please tell a little more: what a usual day looks "
    "like, what {title} loves and what is hard for them. The right family recognises itself in such "
    "things.",
    "facts": "Thank you for listing {title}. Some of what it says does not fit together, for example the "
    "age and the size, or the photos and the description. Please look it over once more.",
    "contact_details": "Thank you for listing {title}. To keep you safe, phone numbers, addresses and "
    "links may not stand in the text: people write to you through Hearth. Please take them out and send "
    "it again.",
    "not_a_pet": "Hearth is only for animals that look for a home. If we misread your listing of {title}, "
    "please appeal and tell us.",
    "selling": "Hearth is for animals that need a home, not for trade. A fee may cover what vet and care "
    "have cost you, but not earn anything. If that is how it is with {title}, please appeal and tell us.",
    "prohibited": "The law does not let us help to rehome an animal like {title}. A vet or your council "
    "can tell you who may take it in.",
    "duplicate": "{title} stands on Hearth already, so we did not publish it a second time. You can edit "
    "the first listing at any time.",
    "rules": "We took the listing of {title} down because it broke the rules that keep Hearth safe for "
    "animals and people. If you think that we got it wrong, you can appeal within 20 days.",
    "welfare": "We took the listing of {title} down because we are worried about the animal. If you need "
    "help with its care, write to us: we know people who can.",
    "scam": "We took the listing of {title} down because it looks like an attempt to get money without an "
    "animal behind it. If that is wrong, please appeal, and tell us where {title} can be visited.",
    "gone": "We heard that {title} has found a home, and took the listing down. If {title} is still "
    "looking, please appeal, and we will put it back.",
    "another_animal": "This change would turn the listing of {title} into that of another animal. Please "
    "list that one by itself, so that nobody falls in love with the wrong one.",
}
"""What the person who listed it is written, unless the reviewer writes something of their own."""
