from apps.listings.models.fetched_photo import FetchedPhoto
from apps.listings.models.pet import DESCRIPTION_AT_LEAST, Pet, check_birth_date
from apps.listings.models.photo import PetPhoto, ProposedPhoto
from apps.listings.models.place import Place
from apps.listings.models.placed import HAPPY_WORDS_AT_MOST
from apps.listings.models.rescue_profile import RescueProfile

__all__ = [
    "DESCRIPTION_AT_LEAST",
    "HAPPY_WORDS_AT_MOST",
    "FetchedPhoto",
    "Pet",
    "PetPhoto",
    "Place",
    "ProposedPhoto",
    "RescueProfile",
    "check_birth_date",
]
