"""The addresses of questions and blocks; `api.urls` has them all."""

from typing import Any

from django.urls import path

from apps.applications.api import blocks, questions
from hearth.kernel.api.urls import router

routes = router()
routes.register("questions", questions.QuestionViewSet, basename="api-question")
routes.register("blocks", blocks.BlockViewSet, basename="api-block")

_list: dict[str, Any] = {"get": "list"}
_list_and_more: dict[str, Any] = {"get": "list", "post": "create"}

urlpatterns = [
    path(
        "pets/<str:parent>/questions",
        questions.PetQuestionsViewSet.as_view(_list_and_more),
        name="api-pet-questions",
    ),
    path("users/me/questions", questions.MyQuestionsViewSet.as_view(_list), name="api-my-questions"),
    path(
        "users/me/questions/received",
        questions.ReceivedQuestionsViewSet.as_view(_list),
        name="api-received-questions",
    ),
    path(
        "organizations/<str:parent>/questions",
        questions.OrganizationQuestionsViewSet.as_view(_list),
        name="api-organization-questions",
    ),
    path("users/me/blocks", blocks.MyBlocksViewSet.as_view(_list_and_more), name="api-my-blocks"),
    path(
        "organizations/<str:parent>/blocks",
        blocks.OrganizationBlocksViewSet.as_view(_list_and_more),
        name="api-organization-blocks",
    ),
    *routes.urls,
]
