import os
from datetime import timedelta
from django.utils import timezone
import pytest
from apps.listings.models import Pet, PetPhoto
from apps.listings.services import edit_pet
from apps.media.models import MediaFile
from apps.moderation import services
from apps.moderation.models import Decision, ReviewItem
from apps.organizations.services import edit_organization
from tests import factories
from tests.browser.test_pages import DESK, keep_pictures, looks, faults_of

pytestmark = pytest.mark.browser
OUT = "/tmp/shots"


def test_shots(site, cast):
    os.makedirs(OUT, exist_ok=True)
    keep_pictures()
    harbour = factories.organization(
        "Harbour Paws",
        founder=cast.rosa,
        description="A small rescue in an old boat shed, with eleven foster families around the bay and one very patient vet. We take dogs, cats and whatever else arrives in a cardboard box.",
    )
    edit_organization(
        harbour,
        by=cast.subject("rosa"),
        name="Harbour Paws & Claws",
        description="A small rescue in a new boat shed, with twelve foster families around the bay and two very patient vets. We take dogs, cats and whatever else arrives in a cardboard box. Open on Saturdays.",
    )
    tin = factories.organization(
        "Tin Roof Bird Rescue",
        founder=cast.ana,
        status="pending",
        description="Four neighbours and two aviaries.",
    )
    factories.review_item(tin, kind="organization", submitter=cast.ana)
    old = factories.pet(cast.petra, moderation="pending", name="Biscuit", breed="Kelpie", size="medium")
    for position in (1, 2, 3):
        PetPhoto.objects.create(
            pet=old, media=factories.photo(cast.petra, alt_text="On the beach"), position=position
        )
    services.decide(
        old, by=cast.subject("max"), action="request_changes", reason="description", seen_version=1
    )
    from apps.listings.services import resubmit_pet

    resubmit_pet(Pet.objects.get(pk=old.pk), by=cast.subject("petra"))
    for n in range(30):
        factories.pet(
            [cast.petra, cast.milo][n % 2],
            moderation="pending",
            name=["Olive", "Captain Whiskers of the Far Shore", "Ziggy", "Dumpling"][n % 4],
        )
    changing = factories.pet(
        cast.milo,
        name="Ghost",
        description="A calm companion who likes short walks, long naps, and being talked to while somebody cooks.",
    )
    for position in (1, 2):
        PetPhoto.objects.create(
            pet=changing, media=factories.photo(cast.milo, alt_text="In the sun"), position=position
        )
    extra = factories.photo(cast.milo, alt_text="New one")
    ids = [p.media_id for p in PetPhoto.objects.filter(pet=changing).order_by("position")]
    changing = Pet.objects.get(pk=changing.pk)
    edit_pet(
        changing,
        by=cast.subject("milo"),
        description="A calm companion who likes long walks, long naps, and being sung to while somebody cooks.",
        images=[ids[2], ids[0], extra.pk],
    )
    twin = factories.photo(cast.milo, perceptual_hash="0f0f33cc55aa1234", alt_text="A kelpie on a beach")
    media = factories.photo(cast.petra, perceptual_hash="0f0f33cc55aa1234", alt_text="A dog on the sand")
    from hearth.kernel.authorization import system_subject

    services.open_item(media, by=system_subject())
    shown = factories.pet(cast.rosa, organization=harbour, name="Scout")
    for who, reason, note in (
        ("ana", None, "The phone number is the same as in three other adverts."),
        ("petra", None, ""),
    ):
        from apps.listings.registrations.reasons import REPORTS

        services.file_report(
            by=cast.subject(who), kind="pet", target=shown.pk, reason=list(REPORTS)[0], note=note
        )
    gone = factories.pet(cast.petra, name="Nibbles")
    services.decide(gone, by=cast.subject("max"), action="remove", reason="scam", seen_version=gone.version)
    services.file_appeal(
        Decision.objects.get(target_id=gone.pk),
        by=cast.subject("petra"),
        text="I never asked for money; the fee is what the vet asked me. Please look at the bill.",
    )
    ReviewItem.objects.filter(target_id=tin.pk).update(
        opened_at=timezone.now() - timedelta(days=3), due_at=timezone.now() - timedelta(days=1)
    )
    services.claim(ReviewItem.objects.get(target_id=tin.pk), by=cast.subject("max"))
    faults = []
    page = site.visit(DESK, as_="mona")

    def shot(name, path=None):
        if path:
            page.goto(path)
        for size, (w, h) in {"wide": (1440, 900), "phone": (390, 844)}.items():
            page.set_viewport_size({"width": w, "height": h})
            for light in ("light", "dark"):
                if light == "dark" and name not in ("desk", "change"):
                    continue
                page.emulate_media(color_scheme=light, reduced_motion="reduce")
                page.wait_for_timeout(300)
                page.screenshot(path=f"{OUT}/{name}-{size}-{light}.png", full_page=size == "phone")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})

    def of(kind, **more):
        return f"{DESK}items/{ReviewItem.objects.waiting().filter(kind=kind, **more)[0].pk}/"

    shot("desk", DESK)
    for kind in ("organization_change", "pet_change", "photo", "report", "appeal", "organization"):
        shot("change" if kind == "pet_change" else kind, of(kind))
        faults += faults_of(page, of(kind))
    page.goto(of("pet", target_id=old.pk))
    page.get_by_role("button", name="Take it").click()
    page.keyboard.press("r")
    shot("reject")
    page.goto(DESK)
    for box in page.locator("[data-choose]").all()[:4]:
        box.check()
    page.get_by_role("button", name="Decide on the chosen").click()
    shot("several")
    faults += looks(page)
    shot("decided", f"{DESK}decided/")
    shot("history", f"{DESK}of/person/{cast.petra.pk}/")
    faults += faults_of(page, DESK, f"{DESK}decided/", f"{DESK}of/person/{cast.petra.pk}/")
    owner = site.visit("/rescues/harbour-paws", as_="rosa")
    owner.set_viewport_size({"width": 1440, "height": 900})
    owner.get_by_text("See what would change").click()
    owner.screenshot(path=f"{OUT}/owner-wide.png")
    owner.set_viewport_size({"width": 390, "height": 844})
    owner.screenshot(path=f"{OUT}/owner-phone.png")
    faults += faults_of(owner, "/rescues/harbour-paws", "/organizations/harbour-paws/edit")
    assert faults == []
