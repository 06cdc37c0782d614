from apps.alerts.models.favorite import Favorite
from apps.alerts.models.saved_search import SavedSearch

__all__ = ["Favorite", "SavedSearch"]
