"""A person is found by what only they and their clerk know in full."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from reference.errors import RuleBroken
from users import access
from users.contacts import normal_email, normal_phone
from users.models import User

# A phone may be of a whole family.
AT_MOST = 10


def people(by: User, who: str) -> list[User]:
    """Whose e-mail or phone it is, among those whom the person may help."""
    telephones = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    visible = (
        access.people_to_help(by)
        .annotate(has_second_step=Exists(telephones))
        .select_related("municipality")
        .order_by("last_name", "pk")
    )
    if "@" in who:
        return list(visible.filter(email=normal_email(who))[:AT_MOST])
    try:
        phone = normal_phone(who)
    except RuleBroken:
        return []
    return list(visible.filter(phone=phone)[:AT_MOST])
