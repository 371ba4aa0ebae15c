from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    name = "enrollment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The waiting lists hear of free seats from the floor below."""
        from enrollment import waiting
        from programs import scheduling

        scheduling.when_seats_come_free.append(waiting.hear_of_seats)
