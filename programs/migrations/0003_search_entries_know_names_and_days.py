import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_a_review_remembers_the_card")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="published_on",
            field=models.DateField(default=datetime.date.min),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchentry",
            name="name_key",
            field=models.CharField(default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="searchentry",
            name="provider_id",
            field=models.BigIntegerField(db_index=True),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["-published_on", "-program"], name="search_entry_newest"),
        ),
    ]
