"""Everything the records say, as ordered lines without keys and moments: two runs that did the
same read the same, whatever was killed on the way.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from certificates.models import Account

HOUSE = (
    "reference",
    "users",
    "providers",
    "programs",
    "certificates",
    "enrollment",
    "reporting",
)
# Rows that are born in the run: their keys differ, so what points at them says nothing here.
BORN = {
    "users.auditevent",
    "users.command",
    "users.notification",
    "enrollment.document",
    "certificates.entry",
}
# How often a job was taken up is what the trials change.
ATTEMPTS = {"enrollment.jobrun"}
# What names a key or a moment, or counts how often something was tried.
SILENT = {
    "certificates.entry.key",
    "users.command.key",
    "users.command.result",
    "users.notification.key",
    "users.notification.url",
    "users.notification.body",
    "users.notification.attempts",
    "users.auditevent.target_key",
    "users.auditevent.details",
    "reporting.reportrun.attempts",
    "reporting.reportrun.figures",
    "reporting.reportrun.lists",
    "reporting.reportrun.digest",
    "reporting.reportrun.file",
}


def lines() -> Iterator[str]:
    """One line for each row of each table of the house, in order."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.app_label not in HOUSE or model._meta.label_lower in ATTEMPTS:
                continue
            row = ", ".join(_asked(field) for field in model._meta.concrete_fields if _tells(field))
            if not row:
                continue
            cursor.execute(f"SELECT ROW({row})::text FROM {model._meta.db_table} told ORDER BY 1")
            for (text,) in cursor:
                yield f"{model._meta.label} {text}"


def _asked(field: models.Field[object, object]) -> str:
    """The column; of an account, which a new period opens, whose it is in which plan."""
    if field.related_model is not Account:
        return f'told."{field.column}"'
    return f"""(SELECT account.certificate_id || ' in ' || account.plan_id
        FROM certificates_account account WHERE account.id = told."{field.column}")"""


def _tells(field: models.Field[object, object]) -> bool:
    if f"{field.model._meta.label_lower}.{field.name}" in SILENT:
        return False
    if field.primary_key or isinstance(field, models.DateTimeField):
        return False
    target = field.related_model
    return not (isinstance(target, type) and target._meta.label_lower in BORN)
