"""Places of which there are only so many, and the line of those who wait for one; see docs/waitlists.md."""

from hearth.kernel.waitlist.models import Line, Place
from hearth.kernel.waitlist.offers import offer_until
from hearth.kernel.waitlist.waitlist import Waitlist, waitlists
from hearth.kernel.waitlist.words import Words

__all__ = ["Line", "Place", "Waitlist", "Words", "offer_until", "waitlists"]
