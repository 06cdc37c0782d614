from apps.notifications.services import notify
from hearth.kernel.edge import hides
from hearth.kernel.events import on
from hearth.kernel.models import Event
from tests.example.sheds.models import Loan, Tool


@on("tool.approved")
def tell_lender(event: Event) -> None:
    tool = Tool.objects.select_related("user").get(pk=event.target_id)
    notify(tool.user, event.name, about=tool, context={"tool": tool.name, "path": tool.get_absolute_url()})


@on("loan.offered", "loan.confirmed")
def tell_whose_turn_it_is(event: Event) -> None:
    """Tell the first in line that one came back, unless they have moved on since."""
    loan = Loan.objects.select_related("tool", "user").get(pk=event.target_id)
    if loan.status != event.to_state:
        return
    context = {"tool": loan.tool.name, "path": loan.tool.get_absolute_url()}
    if loan.offer_expires_at is not None:
        context["until"] = loan.offer_expires_at.isoformat()
    notify(loan.user, event.name, about=loan, context=context)


hides("tool.removed", "tool.withdrawn", paths=("/tools*", "/api/v1/tools*"))
