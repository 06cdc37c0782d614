"""Django's own storage of messages, in a cookie whose name the settings choose (`__Host-…` in production)."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookieStorage(CookieStorage):
    cookie_name: str = property(lambda self: settings.MESSAGES_COOKIE_NAME)  # type: ignore[assignment]


class MessageStorage(FallbackStorage):
    storage_classes = (NamedCookieStorage, SessionStorage)
