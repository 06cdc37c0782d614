from apps.applications.models import ApplicationForm
from apps.listings.models import Pet


def form_for(pet: Pet) -> ApplicationForm:
    """The version in use of whoever offers the pet; the platform's own where they have none."""
    found: ApplicationForm | None = None
    if pet.organization_id is not None:
        found = ApplicationForm.objects.current().filter(organization=pet.organization_id).first()
    if found is None:
        found = ApplicationForm.objects.current().filter(organization=None).first()
    if found is None:
        from apps.applications.services.forms import ensure_default_form

        found = ensure_default_form()
    return found
