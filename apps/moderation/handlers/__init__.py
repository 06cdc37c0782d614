from apps.moderation.handlers import cases, claims, telling

__all__ = ["cases", "claims", "telling"]
