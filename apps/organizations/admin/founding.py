"""How a site admin registers an organisation, approved from the start, and puts it into somebody's hands."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminEmailInputWidget

from apps.accounts.models import User
from apps.organizations import kinds
from apps.organizations.models import Organization

FACTS = (
    *("kind", "name", "description", "email", "phone", "website", "address", "suburb", "region"),
    *("country", "latitude", "longitude", "timezone"),
)


class FoundForm(forms.ModelForm):
    head = forms.EmailField(
        label="Who runs it",
        help_text="The confirmed e-mail address of somebody who has an account: they get its highest role.",
        widget=UnfoldAdminEmailInputWidget,
    )

    class Meta:
        model = Organization
        fields = FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = kinds.offered()  # type: ignore[attr-defined]

    def clean_head(self) -> User:
        rows = User.objects.filter(email_verified=True, status=User.Status.ACTIVE)
        found: User | None = rows.filter(email__iexact=self.cleaned_data["head"]).first()
        if found is None:
            raise forms.ValidationError("Nobody who has an account here has confirmed this address.")
        return found
