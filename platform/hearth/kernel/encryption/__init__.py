"""Columns that are encrypted at rest. See docs/encryption.md."""

from hearth.kernel.encryption.columns import EncryptedJSON, EncryptedText, encrypted_columns, if_readable
from hearth.kernel.encryption.keys import Unreadable, locked, opened

__all__ = [
    "EncryptedJSON",
    "EncryptedText",
    "Unreadable",
    "encrypted_columns",
    "if_readable",
    "locked",
    "opened",
]
