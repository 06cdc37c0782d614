"""Hearth with one community more than production has: neighbours who lend each other tools."""

from hearth.config.settings.test import *  # noqa: F403
from hearth.config.settings.test import COMMUNITIES, INSTALLED_APPS, OWN_PACKAGES, SPECTACULAR_SETTINGS

COMMUNITIES = [*COMMUNITIES, "sharing"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.example.sheds"]
OWN_PACKAGES = (*OWN_PACKAGES, "tests.example.")
SPECTACULAR_SETTINGS = {
    **SPECTACULAR_SETTINGS,
    "ENUM_NAME_OVERRIDES": {
        **SPECTACULAR_SETTINGS["ENUM_NAME_OVERRIDES"],
        "ToolStatus": "tests.example.sheds.choices.ToolStatus",
        "LoanStatus": "tests.example.sheds.choices.LoanStatus",
    },
}
