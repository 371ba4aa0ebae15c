from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    name = "enrollment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The floor below tells of free seats, and asks for a family's children."""
        from enrollment import families, waiting
        from programs import families as asked_families
        from programs import scheduling

        scheduling.when_seats_come_free.append(waiting.hear_of_seats)
        asked_families.finders.append(families.children_seen_by)
