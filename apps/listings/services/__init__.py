"""Verbs of listings, for everybody who changes one."""

from apps.listings.services.changes import (
    VERBS_OF_CHANGES,
    check_change_can_be_shown,
    check_change_waits,
    drop_change,
    note_photo_change,
    reopen_change,
    settle_change,
    withdraw_change,
    without_what_is_approved,
)
from apps.listings.services.derived import derive_words
from apps.listings.services.endings import let_ended_photos_go, tell_ending
from apps.listings.services.erasure import forget_listings_of
from apps.listings.services.expiry import (
    ask_about_the_forgotten,
    expire_pets,
    remind_of_expiry,
    renew_by_link,
    renew_pet,
)
from apps.listings.services.listing import (
    create_and_submit_pet,
    create_pet,
    delete_or_withdraw_pet,
    edit_pet,
    microchip_hash,
    resubmit_pet,
    submit_pet,
    withdraw_pet,
)
from apps.listings.services.photos import MOST_PHOTOS, let_old_photos_go
from apps.listings.services.placement import (
    adopt_pet,
    end_foster,
    foster_pet,
    hold_pet,
    make_available,
    mark_deceased,
    reclaim_pet,
    release_pet,
    reserve_pet,
    return_pet,
    start_trial,
    transfer_pet,
)
from apps.listings.services.places import load_places, locate_pets
from apps.listings.services.publication import give_back_without_photo, publish_when_trusted
from apps.listings.services.trials import ask_how_trials_went

__all__ = [
    "MOST_PHOTOS",
    "VERBS_OF_CHANGES",
    "adopt_pet",
    "ask_about_the_forgotten",
    "ask_how_trials_went",
    "check_change_can_be_shown",
    "check_change_waits",
    "create_and_submit_pet",
    "create_pet",
    "delete_or_withdraw_pet",
    "derive_words",
    "drop_change",
    "edit_pet",
    "end_foster",
    "expire_pets",
    "forget_listings_of",
    "foster_pet",
    "give_back_without_photo",
    "hold_pet",
    "let_ended_photos_go",
    "let_old_photos_go",
    "load_places",
    "locate_pets",
    "make_available",
    "mark_deceased",
    "microchip_hash",
    "note_photo_change",
    "publish_when_trusted",
    "reclaim_pet",
    "release_pet",
    "remind_of_expiry",
    "renew_by_link",
    "renew_pet",
    "reopen_change",
    "reserve_pet",
    "resubmit_pet",
    "return_pet",
    "settle_change",
    "start_trial",
    "submit_pet",
    "tell_ending",
    "transfer_pet",
    "withdraw_change",
    "withdraw_pet",
    "without_what_is_approved",
]
