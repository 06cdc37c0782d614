from apps.moderation.handlers import cases, telling

__all__ = ["cases", "telling"]
