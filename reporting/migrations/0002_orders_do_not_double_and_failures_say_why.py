from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0002_six_directions"),
        ("reporting", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reportrun",
            name="failure",
            field=models.CharField(
                blank=True,
                choices=[
                    (
                        "error",
                        "The report could not be built: an error has been written to the log.",
                    ),
                    (
                        "interrupted",
                        "The report could not be built: the work broke off several times.",
                    ),
                ],
                default="",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="reportrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("queued", "building"))),
                fields=("kind", "municipality", "year", "quarter"),
                name="report_one_unfinished_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "failed"), _negated=True),
                    models.Q(("failure", ""), _negated=True),
                    _connector="OR",
                ),
                name="report_failed_says_why",
            ),
        ),
    ]
