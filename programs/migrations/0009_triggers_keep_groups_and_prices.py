from django.db import migrations

# Only a row of more than 2 kB is looked at for what could lie out of line; then vector and words
# both go, and sixty thousand programs are a thousand pages to read instead of fifteen.
NARROW = """
ALTER TABLE programs_searchentry ALTER COLUMN vector SET STORAGE EXTERNAL;
ALTER TABLE programs_searchentry ALTER COLUMN words SET STORAGE EXTERNAL;
ALTER TABLE programs_searchentry SET (toast_tuple_target = 128);
"""

HEALTH = """
CREATE FUNCTION programs_search_health(conditions text[]) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(sum(1 << (place - 1)::int), 0)::smallint
    FROM unnest(ARRAY[
        'hearing', 'sight', 'speech', 'mobility', 'development', 'autism', 'intellect', 'complex',
        'other'
    ]) WITH ORDINALITY AS known (code, place)
    WHERE code = ANY (conditions)
$$;
"""

REFRESH = r"""
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
        form, health, age_from, age_to, takes_certificates, own_part, month_price, published_on,
        name_key, words, vector
    )
    SELECT
        program.id, provider.municipality_id, provider.id, program.direction_id,
        program.activity_id, program.register, program.level, program.form,
        programs_search_health(program.health_conditions), program.age_from, program.age_to,
        program.certified_on IS NOT NULL,
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
        own_part = excluded.own_part,
        month_price = excluded.month_price,
        published_on = excluded.published_on,
        name_key = excluded.name_key,
        words = excluded.words,
        vector = excluded.vector;
END
$$;

-- Whoever comes here holds the groups: their own rows have just been written or are locked.
CREATE FUNCTION programs_search_refresh_groups(ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM programs_group WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;

    DELETE FROM programs_searchgroup known
    WHERE known.group_id = ANY (ids) AND NOT EXISTS (
        SELECT 1 FROM programs_group WHERE id = known.group_id AND status = 'open'
    );

    INSERT INTO programs_searchgroup (
        group_id, program_id, starts_on, ends_on, has_place, weekdays, opens, closes
    )
    SELECT
        grouped.id, grouped.program_id, grouped.starts_on, grouped.ends_on,
        module.is_open AND grouped.seats_taken < grouped.capacity,
        times.weekdays, times.opens, times.closes
    FROM programs_group grouped
    JOIN programs_module module ON module.id = grouped.module_id
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
        closes = excluded.closes;
END
$$;
"""

TRIGGERS = r"""
CREATE OR REPLACE FUNCTION programs_search_on_groups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh((SELECT array_agg(DISTINCT program_id) FROM changed));
    PERFORM programs_search_refresh_groups((SELECT array_agg(id) FROM changed));
    RETURN NULL;
END
$$;

DROP TRIGGER search_entry_of_a_group ON programs_group;
CREATE TRIGGER search_entry_of_a_group AFTER UPDATE OF program_id, venue_id, status, name
ON programs_group
FOR EACH ROW WHEN (
    (OLD.program_id, OLD.venue_id, OLD.status, OLD.name)
    IS DISTINCT FROM (NEW.program_id, NEW.venue_id, NEW.status, NEW.name)
)
EXECUTE FUNCTION programs_search_on_group();

CREATE FUNCTION programs_search_on_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh_groups(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;
-- the last seat that is taken, the first that comes free: not those between them
CREATE TRIGGER search_group_of_a_group AFTER UPDATE ON programs_group
FOR EACH ROW WHEN (
    (OLD.program_id, OLD.module_id, OLD.status, OLD.starts_on, OLD.ends_on,
        OLD.seats_taken < OLD.capacity)
    IS DISTINCT FROM (NEW.program_id, NEW.module_id, NEW.status, NEW.starts_on, NEW.ends_on,
        NEW.seats_taken < NEW.capacity)
)
EXECUTE FUNCTION programs_search_on_seats();

CREATE FUNCTION programs_search_on_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh_groups((SELECT array_agg(DISTINCT group_id) FROM changed));
    RETURN NULL;
END
$$;
CREATE TRIGGER search_groups_of_new_slots AFTER INSERT ON programs_slot
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION programs_search_on_slots();
CREATE TRIGGER search_groups_of_slots AFTER UPDATE ON programs_slot
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION programs_search_on_slots();
CREATE TRIGGER search_groups_of_deleted_slots AFTER DELETE ON programs_slot
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION programs_search_on_slots();

CREATE FUNCTION programs_search_on_teachers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh((
        SELECT array_agg(DISTINCT program_id) FROM programs_group
        WHERE id IN (SELECT group_id FROM changed)
    ));
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entries_of_teachers AFTER INSERT ON programs_group_teachers
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
EXECUTE FUNCTION programs_search_on_teachers();
CREATE TRIGGER search_entries_of_former_teachers AFTER DELETE ON programs_group_teachers
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
EXECUTE FUNCTION programs_search_on_teachers();

CREATE FUNCTION programs_search_on_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh((
        SELECT array_agg(DISTINCT grouped.program_id)
        FROM programs_group grouped
        JOIN programs_group_teachers taught_by ON taught_by.group_id = grouped.id
        JOIN providers_providermember member ON member.id = taught_by.providermember_id
        WHERE member.user_id = NEW.id
    ));
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entries_of_a_person AFTER UPDATE OF last_name, first_name, patronymic
ON users_user
FOR EACH ROW WHEN (
    (OLD.last_name, OLD.first_name, OLD.patronymic)
    IS DISTINCT FROM (NEW.last_name, NEW.first_name, NEW.patronymic)
)
EXECUTE FUNCTION programs_search_on_person();

CREATE FUNCTION programs_search_on_modules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_search_refresh((SELECT array_agg(DISTINCT program_id) FROM changed));
    RETURN NULL;
END
$$;
CREATE TRIGGER search_entries_of_new_modules AFTER INSERT ON programs_module
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
EXECUTE FUNCTION programs_search_on_modules();
CREATE TRIGGER search_entries_of_deleted_modules AFTER DELETE ON programs_module
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
EXECUTE FUNCTION programs_search_on_modules();

CREATE FUNCTION programs_search_on_module() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.price, OLD.normative_cost, OLD.months)
        IS DISTINCT FROM (NEW.price, NEW.normative_cost, NEW.months)
    THEN
        PERFORM programs_search_refresh(ARRAY[NEW.program_id]);
    END IF;
    IF OLD.is_open <> NEW.is_open THEN
        PERFORM programs_search_refresh_groups(
            (SELECT array_agg(id) FROM programs_group WHERE module_id = NEW.id)
        );
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_of_a_module AFTER UPDATE ON programs_module
FOR EACH ROW WHEN (
    (OLD.price, OLD.normative_cost, OLD.months, OLD.is_open)
    IS DISTINCT FROM (NEW.price, NEW.normative_cost, NEW.months, NEW.is_open)
)
EXECUTE FUNCTION programs_search_on_module();
"""

FILL = """
SELECT programs_search_refresh((SELECT array_agg(id) FROM programs_program));
SELECT programs_search_refresh_groups((SELECT array_agg(id) FROM programs_group));
"""

SYNONYMS = """
INSERT INTO programs_synonym (word, meaning) VALUES
    ('лего', 'робототехника, конструирование'), ('lego', 'робототехника, конструирование'),
    ('ардуино', 'робототехника, электроника'), ('arduino', 'робототехника, электроника'),
    ('айти', 'программирование, информатика'), ('it', 'программирование, информатика'),
    ('кодинг', 'программирование'), ('скретч', 'программирование, scratch'),
    ('питон', 'программирование, python'), ('компьютер', 'информатика, программирование'),
    ('компьютеры', 'информатика, программирование'), ('роботы', 'робототехника'),
    ('дроны', 'беспилотные, квадрокоптер, авиамоделирование'),
    ('квадрокоптеры', 'беспилотные, авиамоделирование'), ('самолетики', 'авиамоделирование'),
    ('3д', '3d, прототипирование, моделирование'), ('принтер', '3d, прототипирование'),
    ('танцы', 'хореография, танец'), ('танец', 'хореография'), ('балет', 'хореография'),
    ('хореография', 'танец'), ('рисование', 'изобразительное, живопись, рисунок'),
    ('изо', 'изобразительное, рисование, живопись'), ('живопись', 'рисование, изобразительное'),
    ('художка', 'рисование, живопись, изобразительное'), ('рисовать', 'рисование, живопись'),
    ('музыкалка', 'музыка, фортепиано, гитара'), ('пианино', 'фортепиано'),
    ('рояль', 'фортепиано'), ('пение', 'вокал, хор'), ('петь', 'вокал, хор'),
    ('вокал', 'пение, хор'), ('хор', 'вокал, пение'), ('актерское', 'театр'),
    ('драмкружок', 'театр'), ('театралка', 'театр'), ('пластилин', 'лепка'),
    ('глина', 'керамика, лепка, гончарное'), ('гончарка', 'керамика, гончарное'),
    ('бисер', 'бисероплетение'), ('шитье', 'шитьё, рукоделие, мягкая игрушка'),
    ('рукоделие', 'вышивка, вязание, бисероплетение, декоративно-прикладное'),
    ('поделки', 'декоративно-прикладное, рукоделие'), ('фотка', 'фотография'),
    ('фото', 'фотография'), ('видео', 'медиа, киностудия, мультипликация'),
    ('мультики', 'мультипликация, анимация'), ('блогер', 'медиа, журналистика'),
    ('блогинг', 'медиа, журналистика'), ('карате', 'каратэ, единоборства'),
    ('борьба', 'самбо, дзюдо, единоборства'), ('единоборства', 'самбо, дзюдо, каратэ, борьба'),
    ('самооборона', 'единоборства, самбо'), ('бассейн', 'плавание'), ('плавать', 'плавание'),
    ('мяч', 'футбол, волейбол, баскетбол'), ('лыжи', 'лыжные гонки'),
    ('каток', 'хоккей, фигурное катание'), ('коньки', 'хоккей, фигурное катание'),
    ('бег', 'лёгкая атлетика'), ('атлетика', 'лёгкая атлетика'),
    ('акробатика', 'гимнастика'), ('офп', 'физическая подготовка'),
    ('поход', 'туризм'), ('походы', 'туризм'), ('скалодром', 'скалолазание'),
    ('история', 'краеведение, музееведение'), ('музей', 'музееведение, краеведение'),
    ('природа', 'экология, биология, юный натуралист'), ('животные', 'биология, зоология'),
    ('растения', 'биология, ботаника'), ('космос', 'астрономия'), ('звезды', 'астрономия'),
    ('опыты', 'химия, физика, эксперименты'), ('эксперименты', 'химия, физика, опыты'),
    ('счет', 'математика, ментальная арифметика'), ('логика', 'шахматы, математика'),
    ('инглиш', 'английский'), ('english', 'английский'), ('английский', 'иностранный язык'),
    ('языки', 'английский, немецкий, китайский'), ('логопед', 'речь, логопедия'),
    ('дошкольники', 'подготовка к школе, раннее развитие'),
    ('развивашки', 'раннее развитие, подготовка к школе'),
    ('продленка', 'подготовка к школе'), ('журналист', 'журналистика, медиа'),
    ('волонтеры', 'волонтёрство, добровольчество'), ('добровольцы', 'волонтёрство'),
    ('юнармия', 'военно-патриотическое'), ('кадеты', 'военно-патриотическое'),
    ('пожарные', 'юные пожарные'), ('кулинария', 'кулинарное, поварское дело'),
    ('готовить', 'кулинария, поварское дело'), ('макраме', 'плетение, рукоделие')
ON CONFLICT (word) DO NOTHING;
"""


class Migration(migrations.Migration):
    """Entries know prices, groups and teachers; free places and times lie in rows of their own."""

    dependencies = [
        ("programs", "0008_search_knows_groups_words_and_wishes"),
        ("providers", "0001_initial"),
        ("users", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(NARROW + HEALTH + REFRESH + TRIGGERS + FILL, migrations.RunSQL.noop),
        migrations.RunSQL(SYNONYMS, migrations.RunSQL.noop),
    ]
