from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="snapshot",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="remark",
            name="answer",
            field=models.TextField(blank=True, default="", verbose_name="answer"),
        ),
    ]
