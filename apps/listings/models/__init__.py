from apps.listings.models.pet import DESCRIPTION_AT_LEAST, Pet, check_birth_date
from apps.listings.models.photo import PetPhoto, ProposedPhoto
from apps.listings.models.rescue_profile import RescueProfile

__all__ = ["DESCRIPTION_AT_LEAST", "Pet", "PetPhoto", "ProposedPhoto", "RescueProfile", "check_birth_date"]
