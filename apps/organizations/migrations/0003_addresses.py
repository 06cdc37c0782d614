from django.db import migrations

CLAIM = """
CREATE FUNCTION organizations_claim_address() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner uuid;
BEGIN
    -- Waits for whoever claims the same word just now, and then sees them.
    INSERT INTO organizations_address AS known (slug, organization_id, claimed_at)
        VALUES (NEW.slug, NEW.id, now())
        ON CONFLICT (slug) DO UPDATE SET slug = known.slug
        RETURNING known.organization_id INTO owner;
    IF owner <> NEW.id THEN
        RAISE EXCEPTION 'another organization has, or had, the address %', NEW.slug
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'organization_address_taken';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER organization_claims_address AFTER INSERT OR UPDATE OF slug ON organizations_organization
    FOR EACH ROW EXECUTE FUNCTION organizations_claim_address();
INSERT INTO organizations_address (slug, organization_id, claimed_at)
    SELECT slug, id, created_at FROM organizations_organization
    ON CONFLICT DO NOTHING;
"""
FORGET = """
DROP TRIGGER organization_claims_address ON organizations_organization;
DROP FUNCTION organizations_claim_address();
DELETE FROM organizations_address;
"""


class Migration(migrations.Migration):
    """An address belongs for ever to the organisation that had it first, whoever writes the row."""

    dependencies = [("organizations", "0002_made_whole")]

    operations = [migrations.RunSQL(CLAIM, FORGET)]
