from django.db import migrations

# Under C.UTF-8 the parser of texts takes «, », №, – for letters, so «Росинка» would be found only
# with its quotes. Russian quotes become plain ones (a question may ask for a phrase with them),
# dashes and other signs become spaces; what a question or a name like C++ needs stays.
FOLD = r'''
CREATE OR REPLACE FUNCTION programs_search_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        lower(translate(words, 'Ёё«»„“”‟‹›–—', 'ее""""""""  ')),
        '[^[:alnum:]\s"''.,:;!?()+#/@&_-]', ' ', 'g'
    )
$$;
'''

PLAIN_FOLD = r"""
CREATE OR REPLACE FUNCTION programs_search_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(translate(words, 'Ёё', 'ее'))
$$;
"""

FILL = "SELECT programs_search_refresh((SELECT array_agg(id) FROM programs_program));"


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_search_entries_are_kept_by_triggers")]

    operations = [migrations.RunSQL(FOLD + FILL, PLAIN_FOLD + FILL)]
