"""What people search by: the words of a listing, and where it is. Derived by triggers, whoever writes.

`unaccent` cannot stand in a generated column, so the words are kept by a trigger; and so is the position,
which would otherwise be told anew by each of many writers. Neither is a field of the model (`derived.py`).
Rows from before are filled a thousand at a time by scheduled work, not here.
"""

from django.db import migrations

WORDS = """
    CREATE TEXT SEARCH DICTIONARY listings_every_word (TEMPLATE = snowball, LANGUAGE = english);

    -- Names may be words that say nothing elsewhere: Will, May.
    CREATE TEXT SEARCH CONFIGURATION listings_names (COPY = simple);
    ALTER TEXT SEARCH CONFIGURATION listings_names
        ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
        WITH unaccent, listings_every_word;

    CREATE TEXT SEARCH CONFIGURATION listings_words (COPY = english);
    ALTER TEXT SEARCH CONFIGURATION listings_words
        ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
        WITH unaccent, english_stem;

    -- A question of words that say nothing can only mean a name.
    CREATE FUNCTION listings_query(words text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN numnode(telling) > 0 THEN telling
                    ELSE websearch_to_tsquery('listings_names', words) END
        FROM websearch_to_tsquery('listings_words', words) AS telling
    $$;
"""
NO_WORDS = """
    DROP FUNCTION listings_query(text);
    DROP TEXT SEARCH CONFIGURATION listings_words;
    DROP TEXT SEARCH CONFIGURATION listings_names;
    DROP TEXT SEARCH DICTIONARY listings_every_word;
"""

COLUMNS = """
    ALTER TABLE listings_pet ADD COLUMN search tsvector, ADD COLUMN position cube;

    CREATE FUNCTION listings_pet_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.search :=
            setweight(to_tsvector('listings_names', NEW.name), 'A')
            || setweight(to_tsvector('listings_names', NEW.breed || ' ' || NEW.secondary_breed), 'B')
            || setweight(to_tsvector('listings_words', NEW.description || ' ' || NEW.story), 'C')
            || setweight(to_tsvector('listings_names', concat_ws(' ',
                replace(NEW.species, '_', ' '), NEW.colours, NEW.suburb, NEW.region)), 'D');
        RETURN NEW;
    END $$;

    -- On a sphere of radius 1, so that the nearest by index are the nearest on earth. The fourth number is
    -- an order within one place, newest first, of less than 64 metres: the index has a total order that way,
    -- however many live in one suburb.
    CREATE FUNCTION listings_pet_position() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        north float8 := radians(NEW.latitude);
        east float8 := radians(NEW.longitude);
        epoch float8 := coalesce(extract(epoch FROM NEW.published_at), 0);
    BEGIN
        NEW.position := CASE WHEN north IS NULL OR east IS NULL THEN NULL ELSE cube(ARRAY[
            cos(north) * cos(east), cos(north) * sin(east), sin(north),
            1e-5 * (1 - least(greatest(epoch, 0) / 4102444800, 1))
        ]) END;
        RETURN NEW;
    END $$;

    CREATE TRIGGER listings_pet_words BEFORE INSERT OR UPDATE OF
        name, breed, secondary_breed, description, story, species, colours, suburb, region, search
        ON listings_pet FOR EACH ROW EXECUTE FUNCTION listings_pet_words();
    CREATE TRIGGER listings_pet_position BEFORE INSERT OR UPDATE OF
        latitude, longitude, published_at, position
        ON listings_pet FOR EACH ROW EXECUTE FUNCTION listings_pet_position();
"""
NO_COLUMNS = """
    DROP TRIGGER listings_pet_position ON listings_pet;
    DROP TRIGGER listings_pet_words ON listings_pet;
    DROP FUNCTION listings_pet_position();
    DROP FUNCTION listings_pet_words();
    ALTER TABLE listings_pet DROP COLUMN search, DROP COLUMN position;
"""

SHOWN = """
    moderation = 'approved'
    AND placement IN ('available', 'in_foster', 'on_hold', 'returned', 'reserved', 'trial')
"""
INDEXES = f"""
    CREATE INDEX pet_near ON listings_pet USING gist (position) WHERE {SHOWN};
    CREATE INDEX pet_words ON listings_pet USING gin (search) WITH (fastupdate = off) WHERE {SHOWN};
    CREATE INDEX pet_unsearched ON listings_pet (id) WHERE search IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0009_rehoming")]

    operations = [
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(COLUMNS, NO_COLUMNS),
        migrations.RunSQL(INDEXES, "DROP INDEX pet_near; DROP INDEX pet_words; DROP INDEX pet_unsearched"),
    ]
