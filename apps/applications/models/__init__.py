from apps.applications.models.application import Application
from apps.applications.models.block import Block
from apps.applications.models.form import ApplicationForm
from apps.applications.models.household import Household
from apps.applications.models.line import PetLine, Turn
from apps.applications.models.question import Question
from apps.applications.models.thread import Message, Note

__all__ = [
    "Application",
    "ApplicationForm",
    "Block",
    "Household",
    "Message",
    "Note",
    "PetLine",
    "Question",
    "Turn",
]
