import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The desk saw the documents of a child in the hands of whoever had applied for the certificate.
WHO_CAME_WITH_DOCUMENTS = """
    UPDATE certificates_guardianship guardianship
    SET documents_seen_on = child.documents_seen_on, documents_seen_by_id = child.documents_seen_by_id
    FROM certificates_child child
    WHERE child.id = guardianship.child_id AND child.documents_seen_on IS NOT NULL
      AND guardianship.user_id = COALESCE(
        (SELECT application.submitted_by_id FROM certificates_application application
         WHERE application.child_id = child.id AND application.status = 'confirmed'
         ORDER BY application.id LIMIT 1),
        (SELECT first.user_id FROM certificates_guardianship first
         WHERE first.child_id = child.id ORDER BY first.id LIMIT 1)
      )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0008_indexes_that_others_cover_are_gone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("mother", "mother"),
                            ("father", "father"),
                            ("guardian", "guardian"),
                            ("other", "other representative"),
                            ("self", "the child, with an account of their own"),
                        ],
                        max_length=10,
                        verbose_name="relation",
                    ),
                ),
                (
                    "rights",
                    models.CharField(
                        choices=[("full", "full rights"), ("limited", "may only look")],
                        max_length=10,
                        verbose_name="rights",
                    ),
                ),
                ("invited_on", models.DateField()),
                ("valid_until", models.DateField()),
                ("accepted_on", models.DateField(blank=True, null=True)),
                ("taken_back_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
            },
        ),
        migrations.AddField(
            model_name="guardianship",
            name="documents_seen_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="guardianship",
            name="documents_seen_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guardianship",
            name="rights",
            field=models.CharField(
                choices=[("full", "full rights"), ("limited", "may only look")],
                db_default="full",
                default="full",
                max_length=10,
                verbose_name="rights",
            ),
        ),
        migrations.AlterField(
            model_name="guardianship",
            name="relation",
            field=models.CharField(
                choices=[
                    ("mother", "mother"),
                    ("father", "father"),
                    ("guardian", "guardian"),
                    ("other", "other representative"),
                    ("self", "the child, with an account of their own"),
                ],
                max_length=10,
                verbose_name="who you are to the child",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianship",
            constraint=models.UniqueConstraint(
                condition=models.Q(("relation", "self")),
                fields=("child",),
                name="guardianship_one_own_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianship",
            constraint=models.UniqueConstraint(
                condition=models.Q(("relation", "self")),
                fields=("user",),
                name="guardianship_of_one_self",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardianship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("documents_seen_by__isnull", True), ("documents_seen_on__isnull", True)
                    ),
                    models.Q(
                        ("documents_seen_by__isnull", False), ("documents_seen_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="guardianship_documents_seen_by_someone",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to="certificates.child",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_on__isnull", True), ("taken_back_on__isnull", True)),
                fields=("child", "email"),
                name="invitation_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_by__isnull", True), ("accepted_on__isnull", True)),
                    models.Q(("accepted_by__isnull", False), ("accepted_on__isnull", False)),
                    _connector="OR",
                ),
                name="invitation_accepted_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_on__isnull", True), ("taken_back_on__isnull", True), _connector="OR"
                ),
                name="invitation_ends_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gte", models.F("invited_on"))),
                name="invitation_has_a_term",
            ),
        ),
        migrations.RunSQL(WHO_CAME_WITH_DOCUMENTS, migrations.RunSQL.noop),
    ]
