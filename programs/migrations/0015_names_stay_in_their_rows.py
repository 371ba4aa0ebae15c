from django.db import migrations

# Rows of the search are kept so short that even the name was moved out of them, and the order by
# name fetched it back for each of the found. A name that is written anew stays where it is.
IN_THE_ROW = """
ALTER TABLE programs_searchentry ALTER COLUMN name_key SET STORAGE MAIN;
UPDATE programs_searchentry SET name_key = name_key || '';
"""
OUT_OF_IT = "ALTER TABLE programs_searchentry ALTER COLUMN name_key SET STORAGE EXTENDED;"


class Migration(migrations.Migration):
    dependencies = [("programs", "0014_programs_have_a_video")]

    operations = [migrations.RunSQL(IN_THE_ROW, OUT_OF_IT)]
