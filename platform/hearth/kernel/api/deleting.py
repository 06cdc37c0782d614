from typing import Any, ClassVar

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from hearth.kernel.api import etags
from hearth.kernel.api.views import PolicyViewSet
from hearth.kernel.authorization import require


class Deleting(PolicyViewSet):
    """DELETE of one row; a version that was seen may be named, and is held against the present one."""

    delete_action: ClassVar[str] = "delete"
    """What the policy calls it, and the limits."""

    def perform_delete(self, obj: Any) -> None:
        raise NotImplementedError

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        obj = self.find()
        require(self.subject, self.delete_action, obj)
        self.spend(self.delete_action)
        etags.check_if_match(request, obj, required=False)
        self.perform_delete(obj)
        return Response(status=status.HTTP_204_NO_CONTENT)
