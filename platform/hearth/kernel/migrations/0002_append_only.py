from django.db import migrations

FORBID = """
CREATE FUNCTION kernel_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON kernel_event
    FOR EACH ROW EXECUTE FUNCTION kernel_event_is_append_only();
"""
ALLOW = """
DROP TRIGGER event_is_append_only ON kernel_event;
DROP FUNCTION kernel_event_is_append_only();
"""


class Migration(migrations.Migration):
    """Events are audit trail and outbox: what was written down is never rewritten."""

    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
