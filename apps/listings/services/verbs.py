"""The service behind each verb of the second axis that people perform, for the API, pages and the admin."""

from collections.abc import Callable

from apps.listings.models import Pet
from apps.listings.services import endings, placement

OF_PLACEMENT: dict[str, Callable[..., Pet]] = {
    "hold": placement.hold_pet,
    "make_available": placement.make_available,
    "foster": placement.foster_pet,
    "end_foster": placement.end_foster,
    "release": placement.release_pet,
    "start_trial": placement.start_trial,
    "adopt": placement.adopt_pet,
    "return": placement.return_pet,
    "tell_ending": endings.tell_ending,
    "transfer": placement.transfer_pet,
    "reclaim": placement.reclaim_pet,
    "mark_deceased": placement.mark_deceased,
}
