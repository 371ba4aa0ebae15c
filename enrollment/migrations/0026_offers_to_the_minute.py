"""An offered seat is held to the minute; offers that stand are held to the end of their last day."""

from django.conf import settings
from django.db import migrations, models

# Foreign keys are asked at once: a column cannot be dropped while their questions wait.
TO_MOMENTS = """
    SET CONSTRAINTS ALL IMMEDIATE;
    UPDATE enrollment_waitingplace place
    SET offered_at = place.offered_on::timestamp AT TIME ZONE municipality.time_zone,
        offered_until = (
            (place.offered_until AT TIME ZONE current_setting('TimeZone'))::date + 1
        )::timestamp AT TIME ZONE municipality.time_zone
    FROM certificates_certificate certificate
    JOIN reference_municipality municipality ON municipality.id = certificate.municipality_id
    WHERE certificate.id = place.certificate_id AND place.offered_until IS NOT NULL
"""

TO_DAYS = """
    SET CONSTRAINTS ALL IMMEDIATE;
    UPDATE enrollment_waitingplace SET offered_on = offered_at::date
    WHERE offered_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
        ("enrollment", "0025_families_confirm_that_lessons_are_held"),
        ("reference", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="waitingplace",
            name="waiting_place_offered_for_a_term",
        ),
        migrations.AddField(
            model_name="waitingplace",
            name="offered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="waitingplace",
            name="offered_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(TO_MOMENTS, TO_DAYS),
        migrations.RemoveField(
            model_name="waitingplace",
            name="offered_on",
        ),
        migrations.AddIndex(
            model_name="waitingplace",
            index=models.Index(
                condition=models.Q(("left_on__isnull", True), ("offered_until__isnull", False)),
                fields=["offered_until"],
                name="waiting_places_offered",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitingplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("offered_at__isnull", True), ("offered_until__isnull", True)),
                    models.Q(
                        ("offered_at__isnull", False),
                        ("offered_until__gt", models.F("offered_at")),
                        ("offered_until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="waiting_place_offered_for_a_term",
            ),
        ),
    ]
