from typing import Any, ClassVar

from django import forms

from apps.organizations import kinds, settings
from apps.organizations.models import Organization
from apps.organizations.models.organization import check_timezone, known_timezones
from apps.organizations.services.addresses import LONGEST, SHORTEST
from apps.organizations.services.organizations import ARCHIVE_REASONS


class ProfileForm(forms.ModelForm):
    website = forms.URLField(max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Organization
        fields = ("name", "description", "email", "phone", "website", "address", "suburb", "region")
        labels: ClassVar[dict[str, str]] = {"email": "E-mail for everybody", "phone": "Phone"}
        help_texts: ClassVar[dict[str, str]] = {
            "description": "What you do, for whom, and how.",
            "email": "Shown on your page.",
        }
        widgets: ClassVar[dict[str, Any]] = {"description": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = f"Name of the {kinds.KINDS[self.instance.kind or 'rescue'].label.lower()}"


class RescueForm(ProfileForm):
    class Meta(ProfileForm.Meta):
        labels: ClassVar[dict[str, str]] = {"email": "E-mail for adopters", "phone": "Phone"}
        help_texts: ClassVar[dict[str, str]] = {
            "description": "What you do, and which animals you take in.",
            "email": "Shown on your page and beside your pets.",
        }


class PlacedForm(ProfileForm):
    """For those who are looked for on a map."""

    class Meta(ProfileForm.Meta):
        fields = (*ProfileForm.Meta.fields, "latitude", "longitude")  # type: ignore[assignment]
        help_texts: ClassVar[dict[str, str]] = {
            **ProfileForm.Meta.help_texts,
            "latitude": "Where you are found, as a map names it. In Sydney it is about -33.87.",
            "longitude": "In Sydney it is about 151.21.",
        }


def profile_form(organization: Organization) -> type[ProfileForm]:
    return RescueForm if organization.kind == "rescue" else PlacedForm


class SettingsForm(forms.Form):
    """What every organisation sets, and below it what the community of its kind registered."""

    join_policy = forms.ChoiceField(
        label="How people join", choices=kinds.JoinPolicy.choices, widget=forms.RadioSelect
    )
    timezone = forms.ChoiceField(
        label="Time zone",
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(known_timezones())],
        validators=[check_timezone],
    )

    def __init__(self, data: Any = None, *, organization: Organization) -> None:
        super().__init__(data, initial=settings.values_of(organization))
        if added := settings.of_kind(organization.kind):
            for name, column in added.columns().items():
                if (field := column.formfield()) is not None:
                    self.fields[name] = field


class AddressForm(forms.Form):
    slug = forms.SlugField(
        label="The last part of your page's address",
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text="Small letters, digits and hyphens. The old address goes on leading here, and stays yours.",
    )


class ArchiveForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why", choices=[("", "I would rather not say"), *ARCHIVE_REASONS.items()], required=False
    )
