"""The addresses of questions and blocks; `pages.urls` has them all."""

from django.urls import path

from apps.applications.pages import blocks, question_acts, questions

urlpatterns = [
    path("pets/<uuid:id>/questions", questions.PetQuestionsPage.as_view(), name="pet-questions"),
    path("my/questions", questions.MyQuestionsPage.as_view(), name="my-questions"),
    path("my/questions/received", questions.ReceivedPage.as_view(), name="received-questions"),
    path(
        "organizations/<slug:slug>/questions",
        questions.OrganizationInboxPage.as_view(),
        name="organization-questions",
    ),
    path("questions/<uuid:id>/<slug:verb>", question_acts.QuestionActPage.as_view(), name="question-verb"),
    path("account/blocks", blocks.BlocksPage.as_view(), name="my-blocks"),
    path(
        "organizations/<slug:slug>/blocks",
        blocks.OrganizationBlocksPage.as_view(),
        name="organization-blocks",
    ),
    path("block/<slug:source>/<uuid:id>", blocks.BlockPage.as_view(), name="block"),
    path("blocks/<uuid:id>/lift", blocks.LiftBlockPage.as_view(), name="block-lift"),
]
