from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from navigator import diagrams


class Command(BaseCommand):
    help = "Write docs/lifecycles.md from the TRANSITIONS tables."

    def handle(self, *args: Any, **options: Any) -> None:
        (settings.BASE_DIR / "docs" / "lifecycles.md").write_text(
            diagrams.document(), encoding="utf-8"
        )
