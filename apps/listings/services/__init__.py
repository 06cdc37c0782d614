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
from apps.listings.services.publication import give_back_without_photo, publish_when_trusted

__all__ = [
    "MOST_PHOTOS",
    "VERBS_OF_CHANGES",
    "ask_about_the_forgotten",
    "check_change_can_be_shown",
    "check_change_waits",
    "create_and_submit_pet",
    "create_pet",
    "delete_or_withdraw_pet",
    "drop_change",
    "edit_pet",
    "expire_pets",
    "forget_listings_of",
    "give_back_without_photo",
    "let_old_photos_go",
    "microchip_hash",
    "note_photo_change",
    "publish_when_trusted",
    "remind_of_expiry",
    "renew_by_link",
    "renew_pet",
    "reopen_change",
    "resubmit_pet",
    "settle_change",
    "submit_pet",
    "withdraw_change",
    "withdraw_pet",
    "without_what_is_approved",
]
