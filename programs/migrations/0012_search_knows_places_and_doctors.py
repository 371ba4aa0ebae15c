from django.db import migrations, models

ENTRIES = r"""
CREATE OR REPLACE FUNCTION programs_search_refresh(ids bigint[]) RETURNS void
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
        program_id, municipality_id, provider_id, direction_id, activity_id, register, level,
        form, health, age_from, age_to, takes_certificates, needs_medical_certificate, own_part,
        month_price, published_on, name_key, words, vector
    )
    SELECT
        program.id, provider.municipality_id, provider.id, program.direction_id,
        program.activity_id, program.register, program.level, program.form,
        programs_search_health(program.health_conditions), program.age_from, program.age_to,
        program.certified_on IS NOT NULL, program.needs_medical_certificate,
        CASE WHEN program.certified_on IS NULL THEN prices.month ELSE prices.own END,
        prices.month,
        program.published_on,
        btrim(regexp_replace(programs_search_fold(program.short_name), '[«»„“"\s]+', ' ', 'g')),
        programs_search_fold(concat_ws(
            ' ', program.short_name, program.keywords, activity.name, direction.name,
            program.annotation, provider.short_name, taught.words, program.full_name,
            program.description
        )),
        setweight(programs_search_vector(program.short_name), 'A')
        || setweight(programs_search_vector(concat_ws(
            ' ', program.keywords, activity.name, direction.name
        )), 'B')
        || setweight(programs_search_vector(concat_ws(
            ' ', program.annotation, provider.short_name, taught.words
        )), 'C')
        || setweight(programs_search_vector(concat_ws(
            ' ', program.full_name, program.description
        )), 'D')
    FROM programs_program program
    JOIN providers_provider provider ON provider.id = program.provider_id
    JOIN reference_direction direction ON direction.code = program.direction_id
    LEFT JOIN reference_activity activity ON activity.id = program.activity_id
    -- places, groups and teachers
    LEFT JOIN LATERAL (
        SELECT string_agg(DISTINCT said.words, ' ') AS words
        FROM programs_group grouped
        LEFT JOIN providers_venue venue ON venue.id = grouped.venue_id
        LEFT JOIN programs_group_teachers taught_by ON taught_by.group_id = grouped.id
        LEFT JOIN providers_providermember member ON member.id = taught_by.providermember_id
        LEFT JOIN users_user person ON person.id = member.user_id
        CROSS JOIN LATERAL (VALUES
            (concat_ws(' ', venue.settlement, venue.name, venue.address)),
            (grouped.name),
            (concat_ws(' ', person.last_name, person.first_name, person.patronymic))
        ) AS said (words)
        WHERE grouped.program_id = program.id AND grouped.status = 'open'
    ) taught ON true
    -- what the municipal assignment pays for costs parents nothing
    CROSS JOIN LATERAL (
        SELECT
            CASE WHEN program.register IN ('preprofessional', 'significant', 'other_budget')
                THEN 0 ELSE min((price + months - 1) / months) END AS month,
            CASE WHEN program.register IN ('preprofessional', 'significant', 'other_budget')
                THEN 0
                ELSE min((greatest(price - coalesce(normative_cost, 0), 0) + months - 1) / months)
                END AS own
        FROM programs_module WHERE program_id = program.id
    ) prices
    WHERE program.id = ANY (ids)
        AND program.status = 'published'
        AND provider.status = 'active'
    ON CONFLICT (program_id) DO UPDATE SET
        municipality_id = excluded.municipality_id,
        provider_id = excluded.provider_id,
        direction_id = excluded.direction_id,
        activity_id = excluded.activity_id,
        register = excluded.register,
        level = excluded.level,
        form = excluded.form,
        health = excluded.health,
        age_from = excluded.age_from,
        age_to = excluded.age_to,
        takes_certificates = excluded.takes_certificates,
        needs_medical_certificate = excluded.needs_medical_certificate,
        own_part = excluded.own_part,
        month_price = excluded.month_price,
        published_on = excluded.published_on,
        name_key = excluded.name_key,
        words = excluded.words,
        vector = excluded.vector;
END
$$;
"""

GROUPS = r"""
-- Whoever comes here holds the groups: their own rows have just been written or are locked.
CREATE OR REPLACE FUNCTION programs_search_refresh_groups(ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM programs_group WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;

    DELETE FROM programs_searchgroup known
    WHERE known.group_id = ANY (ids) AND NOT EXISTS (
        SELECT 1 FROM programs_group WHERE id = known.group_id AND status = 'open'
    );

    INSERT INTO programs_searchgroup (
        group_id, program_id, starts_on, ends_on, has_place, weekdays, opens, closes,
        venue_id, latitude, longitude
    )
    SELECT
        grouped.id, grouped.program_id, grouped.starts_on, grouped.ends_on,
        module.is_open AND grouped.seats_taken < grouped.capacity,
        times.weekdays, times.opens, times.closes,
        venue.id, venue.latitude, venue.longitude
    FROM programs_group grouped
    JOIN programs_module module ON module.id = grouped.module_id
    LEFT JOIN providers_venue venue ON venue.id = grouped.venue_id
    CROSS JOIN LATERAL (
        SELECT
            coalesce(bit_or(1 << (weekday - 1)), 0) AS weekdays,
            min(extract(epoch FROM starts_at) / 60) AS opens,
            max(extract(epoch FROM ends_at) / 60) AS closes
        FROM programs_slot WHERE group_id = grouped.id
    ) times
    WHERE grouped.id = ANY (ids) AND grouped.status = 'open'
    ORDER BY grouped.id
    ON CONFLICT (group_id) DO UPDATE SET
        program_id = excluded.program_id,
        starts_on = excluded.starts_on,
        ends_on = excluded.ends_on,
        has_place = excluded.has_place,
        weekdays = excluded.weekdays,
        opens = excluded.opens,
        closes = excluded.closes,
        venue_id = excluded.venue_id,
        latitude = excluded.latitude,
        longitude = excluded.longitude;
END
$$;
"""

TRIGGERS = r"""
DROP TRIGGER search_group_of_a_group ON programs_group;
-- the last seat that is taken, the first that comes free: not those between them
CREATE TRIGGER search_group_of_a_group AFTER UPDATE ON programs_group
FOR EACH ROW WHEN (
    (OLD.program_id, OLD.module_id, OLD.venue_id, OLD.status, OLD.starts_on, OLD.ends_on,
        OLD.seats_taken < OLD.capacity)
    IS DISTINCT FROM (NEW.program_id, NEW.module_id, NEW.venue_id, NEW.status, NEW.starts_on,
        NEW.ends_on, NEW.seats_taken < NEW.capacity)
)
EXECUTE FUNCTION programs_search_on_seats();

CREATE FUNCTION programs_search_on_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh_groups(
        (SELECT array_agg(id) FROM programs_group WHERE venue_id = NEW.id)
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER search_groups_of_a_venue AFTER UPDATE ON providers_venue
FOR EACH ROW WHEN (
    (OLD.latitude, OLD.longitude) IS DISTINCT FROM (NEW.latitude, NEW.longitude)
)
EXECUTE FUNCTION programs_search_on_point();
"""

# What is already there; both columns are new, so nothing else has to be made again.
FILL = """
UPDATE programs_searchentry entry SET needs_medical_certificate = true
FROM programs_program program
WHERE program.id = entry.program_id AND program.needs_medical_certificate;
UPDATE programs_searchgroup known
SET venue_id = venue.id, latitude = venue.latitude, longitude = venue.longitude
FROM programs_group grouped
JOIN providers_venue venue ON venue.id = grouped.venue_id
WHERE grouped.id = known.group_id;
"""


class Migration(migrations.Migration):
    """The catalogue knows where a group is taught, and who asks for a doctor's paper."""

    dependencies = [
        ("programs", "0011_photos_and_texts_of_programs"),
        ("providers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="needs_medical_certificate",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchgroup",
            name="venue_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="searchgroup",
            name="latitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="searchgroup",
            name="longitude",
            field=models.FloatField(null=True),
        ),
        migrations.RunSQL(ENTRIES + GROUPS + TRIGGERS + FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="searchgroup",
            index=models.Index(fields=["venue_id"], name="search_group_of_venue"),
        ),
        migrations.AddIndex(
            model_name="searchgroup",
            index=models.Index(
                condition=models.Q(("latitude__isnull", False)),
                fields=["latitude", "longitude"],
                include=("program_id",),
                name="search_group_point",
            ),
        ),
    ]
