from django.db import migrations

# How words become lexemes. There is no unaccent here, and the stemmer of `russian` knows endings
# but not the vowel that runs away: кружок and кружки, танец and танцы have different stems. So a
# document holds such a word in both shapes, and a question is asked in both.
WORDS = r"""
CREATE FUNCTION programs_search_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(translate(words, 'Ёё', 'ее'))
$$;

CREATE FUNCTION programs_search_plural(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            words,
            '(\w[аеиоуыэюя])ек\M', '\1йки', 'g'),
            '(\w[жчшщгкх])ек\M', '\1ки', 'g'),
            '(\w\w[бвдзлмнпрстф])ек\M', '\1ьки', 'g'),
            '(\w[бвгджзклмнпрстфхцчшщ])ок\M', '\1ки', 'g'),
            '(\w[бвгджзкмнпрстфхцчшщ])ец\M', '\1цы', 'g'),
            '(\wл)ец\M', '\1ьцы', 'g')
$$;

CREATE FUNCTION programs_search_vector(words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.russian', concat_ws(
        ' ',
        programs_search_fold(words),
        (
            SELECT string_agg(programs_search_plural(found[1]), ' ')
            FROM regexp_matches(
                programs_search_fold(words), '\m\w{2,}(?:ок|ек|ец)\M', 'g'
            ) AS found
        )
    ))
$$;

-- what was asked, word for word: for the order of what is found
CREATE FUNCTION programs_search_exact(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT websearch_to_tsquery('pg_catalog.russian', programs_search_fold(words))
        || websearch_to_tsquery(
            'pg_catalog.russian', programs_search_plural(programs_search_fold(words))
        )
$$;

-- the same, and whatever begins like the last word: somebody may still be typing it
CREATE FUNCTION programs_search_query(words text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    folded text := programs_search_fold(words);
    asked tsquery := programs_search_exact(words);
    last_word text := substring(folded FROM '(?:^|\s)([[:alpha:]]{3,})\s*$');
    before_it tsquery;
BEGIN
    IF last_word IS NULL THEN
        RETURN asked;
    END IF;
    before_it := websearch_to_tsquery(
        'pg_catalog.russian', regexp_replace(folded, '[[:alpha:]]{3,}\s*$', '')
    );
    IF numnode(before_it) = 0 THEN
        RETURN asked || to_tsquery('pg_catalog.russian', last_word || ':*');
    END IF;
    RETURN asked || (before_it && to_tsquery('pg_catalog.russian', last_word || ':*'));
END
$$;
"""

REFRESH = r"""
CREATE FUNCTION programs_search_refresh(ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- Two transactions that change one program in different tables do not see each other's rows:
    -- the later one waits here, and its next statement sees what the earlier one has written.
    PERFORM 1 FROM programs_program WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;

    DELETE FROM programs_searchentry entry
    USING programs_program program, providers_provider provider
    WHERE entry.program_id = ANY (ids)
        AND program.id = entry.program_id
        AND provider.id = program.provider_id
        AND NOT (program.status = 'published' AND provider.status = 'active');

    INSERT INTO programs_searchentry AS entry (
        program_id, municipality_id, provider_id, direction_id, register, level,
        age_from, age_to, takes_certificates, published_on, name_key, vector
    )
    SELECT
        program.id, provider.municipality_id, provider.id, program.direction_id,
        program.register, program.level, program.age_from, program.age_to,
        program.certified_on IS NOT NULL, program.published_on,
        btrim(regexp_replace(programs_search_fold(program.short_name), '[«»„“"\s]+', ' ', 'g')),
        setweight(programs_search_vector(program.short_name), 'A')
        || setweight(programs_search_vector(concat_ws(
            ' ', program.keywords, activity.name, direction.name
        )), 'B')
        || setweight(programs_search_vector(concat_ws(
            ' ', program.annotation, provider.short_name, places.words
        )), 'C')
        || setweight(programs_search_vector(concat_ws(
            ' ', program.full_name, program.description
        )), 'D')
    FROM programs_program program
    JOIN providers_provider provider ON provider.id = program.provider_id
    JOIN reference_direction direction ON direction.code = program.direction_id
    LEFT JOIN reference_activity activity ON activity.id = program.activity_id
    LEFT JOIN LATERAL (
        SELECT string_agg(
            DISTINCT concat_ws(' ', venue.settlement, venue.name, venue.address), ' '
        ) AS words
        FROM programs_group grouped
        JOIN providers_venue venue ON venue.id = grouped.venue_id
        WHERE grouped.program_id = program.id AND grouped.status = 'open'
    ) places ON true
    WHERE program.id = ANY (ids)
        AND program.status = 'published'
        AND provider.status = 'active'
    ON CONFLICT (program_id) DO UPDATE SET
        municipality_id = excluded.municipality_id,
        provider_id = excluded.provider_id,
        direction_id = excluded.direction_id,
        register = excluded.register,
        level = excluded.level,
        age_from = excluded.age_from,
        age_to = excluded.age_to,
        takes_certificates = excluded.takes_certificates,
        published_on = excluded.published_on,
        name_key = excluded.name_key,
        vector = excluded.vector;
END
$$;
"""

# Taking a seat updates programs_group too, and none of these triggers hears of it.
TRIGGERS = r"""
CREATE FUNCTION programs_search_on_program() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entry_of_a_new_program AFTER INSERT ON programs_program
FOR EACH ROW WHEN (NEW.status = 'published')
EXECUTE FUNCTION programs_search_on_program();
CREATE TRIGGER search_entry_of_a_program AFTER UPDATE ON programs_program
FOR EACH ROW WHEN (
    OLD.* IS DISTINCT FROM NEW.*
    AND (OLD.status = 'published' OR NEW.status = 'published')
)
EXECUTE FUNCTION programs_search_on_program();

CREATE FUNCTION programs_search_on_groups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh(
        (SELECT array_agg(DISTINCT program_id) FROM changed WHERE venue_id IS NOT NULL)
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entry_of_new_groups AFTER INSERT ON programs_group
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
EXECUTE FUNCTION programs_search_on_groups();
CREATE TRIGGER search_entry_of_deleted_groups AFTER DELETE ON programs_group
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
EXECUTE FUNCTION programs_search_on_groups();

CREATE FUNCTION programs_search_on_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh(ARRAY[OLD.program_id, NEW.program_id]);
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entry_of_a_group AFTER UPDATE OF program_id, venue_id, status
ON programs_group
FOR EACH ROW WHEN (
    (OLD.program_id, OLD.venue_id, OLD.status)
    IS DISTINCT FROM (NEW.program_id, NEW.venue_id, NEW.status)
)
EXECUTE FUNCTION programs_search_on_group();

CREATE FUNCTION programs_search_on_provider() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh(
        (SELECT array_agg(id) FROM programs_program WHERE provider_id = NEW.id)
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entries_of_a_provider AFTER UPDATE ON providers_provider
FOR EACH ROW WHEN (
    (OLD.short_name, OLD.status, OLD.municipality_id)
    IS DISTINCT FROM (NEW.short_name, NEW.status, NEW.municipality_id)
)
EXECUTE FUNCTION programs_search_on_provider();

CREATE FUNCTION programs_search_on_venue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh(
        (SELECT array_agg(DISTINCT program_id) FROM programs_group WHERE venue_id = NEW.id)
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entries_of_a_venue AFTER UPDATE ON providers_venue
FOR EACH ROW WHEN (
    (OLD.settlement, OLD.name, OLD.address)
    IS DISTINCT FROM (NEW.settlement, NEW.name, NEW.address)
)
EXECUTE FUNCTION programs_search_on_venue();

CREATE FUNCTION programs_search_on_direction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh(
        (SELECT array_agg(id) FROM programs_program WHERE direction_id = NEW.code)
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entries_of_a_direction AFTER UPDATE ON reference_direction
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
EXECUTE FUNCTION programs_search_on_direction();

CREATE FUNCTION programs_search_on_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh(
        (SELECT array_agg(id) FROM programs_program WHERE activity_id = NEW.id)
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entries_of_an_activity AFTER UPDATE ON reference_activity
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
EXECUTE FUNCTION programs_search_on_activity();
"""

FILL = "SELECT programs_search_refresh((SELECT array_agg(id) FROM programs_program));"

UNDO = """
DROP TRIGGER search_entries_of_an_activity ON reference_activity;
DROP TRIGGER search_entries_of_a_direction ON reference_direction;
DROP TRIGGER search_entries_of_a_venue ON providers_venue;
DROP TRIGGER search_entries_of_a_provider ON providers_provider;
DROP TRIGGER search_entry_of_a_group ON programs_group;
DROP TRIGGER search_entry_of_deleted_groups ON programs_group;
DROP TRIGGER search_entry_of_new_groups ON programs_group;
DROP TRIGGER search_entry_of_a_program ON programs_program;
DROP TRIGGER search_entry_of_a_new_program ON programs_program;
DROP FUNCTION programs_search_on_activity();
DROP FUNCTION programs_search_on_direction();
DROP FUNCTION programs_search_on_venue();
DROP FUNCTION programs_search_on_provider();
DROP FUNCTION programs_search_on_group();
DROP FUNCTION programs_search_on_groups();
DROP FUNCTION programs_search_on_program();
DROP FUNCTION programs_search_refresh(bigint[]);
DROP FUNCTION programs_search_query(text);
DROP FUNCTION programs_search_exact(text);
DROP FUNCTION programs_search_vector(text);
DROP FUNCTION programs_search_plural(text);
DROP FUNCTION programs_search_fold(text);
"""


class Migration(migrations.Migration):
    """Search entries are kept by the database: whichever way a program changes, they follow."""

    dependencies = [
        ("programs", "0003_search_entries_know_names_and_days"),
        ("providers", "0001_initial"),
        ("reference", "0001_initial"),
    ]

    operations = [migrations.RunSQL(WORDS + REFRESH + TRIGGERS + FILL, UNDO)]
