import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import reference.stamps


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0007_costs_and_recommended_prices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("programs", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "word",
                    models.CharField(max_length=60, unique=True, verbose_name="what people type"),
                ),
                (
                    "meaning",
                    models.CharField(
                        help_text="Several ones, with commas: each is searched for.",
                        max_length=200,
                        verbose_name="what the catalogue calls it",
                    ),
                ),
            ],
            options={
                "verbose_name": "synonym of the search",
                "verbose_name_plural": "synonyms of the search",
                "ordering": ("word",),
            },
        ),
        migrations.AddField(
            model_name="searchentry",
            name="activity_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="form",
            field=models.CharField(default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchentry",
            name="health",
            field=models.SmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchentry",
            name="month_price",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="own_part",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="words",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="SearchGroup",
            fields=[
                (
                    "group",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search_group",
                        serialize=False,
                        to="programs.group",
                    ),
                ),
                ("program_id", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("has_place", models.BooleanField()),
                ("weekdays", models.SmallIntegerField()),
                ("opens", models.SmallIntegerField(null=True)),
                ("closes", models.SmallIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["program_id"],
                        include=(
                            "has_place",
                            "ends_on",
                            "starts_on",
                            "weekdays",
                            "opens",
                            "closes",
                        ),
                        name="search_group_of_program",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked", models.CharField(max_length=1000)),
                ("created_at", models.DateTimeField(db_default=reference.stamps.PortalNow())),
                ("told_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("told_on__isnull", True)),
                        fields=("user", "asked"),
                        name="wish_once_while_it_waits",
                    )
                ],
            },
        ),
    ]
