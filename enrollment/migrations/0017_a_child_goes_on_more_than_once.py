from django.db import migrations, models


class Migration(migrations.Migration):
    """A child that has gone on once goes on again while it still studies (R6.55)."""

    dependencies = [
        ("enrollment", "0016_a_journal_of_lessons"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="contract",
            name="contract_one_living_continuation_per_module",
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("continues__isnull", False), ("status__in", ("requested", "accepted"))
                ),
                fields=("certificate", "module_id"),
                name="contract_one_open_continuation_per_module",
            ),
        ),
    ]
