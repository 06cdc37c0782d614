from apps.listings.models.pet import DESCRIPTION_AT_LEAST, Pet, PetPhoto, check_birth_date
from apps.listings.models.rescue_profile import RescueProfile

__all__ = ["DESCRIPTION_AT_LEAST", "Pet", "PetPhoto", "RescueProfile", "check_birth_date"]
