"""What the catalogue is told of a family's children (R11.05)."""

from __future__ import annotations

from datetime import date

from certificates import access
from certificates.models import Certificate
from programs.families import FamilyChild
from users.models import User


def children_seen_by(user: User, on: date) -> list[FamilyChild]:
    """The children the person looks after, their age on the day, and who has money."""
    children = access.children_seen_by(user).order_by("birth_date", "pk").distinct()
    funded = set(
        Certificate.objects.filter(
            child__in=children, type=Certificate.Type.FUNDED, status=Certificate.Status.ACTIVE
        ).values_list("child", flat=True)
    )
    return [
        FamilyChild(child.pk, child.first_name, child.age(on), child.pk in funded)
        for child in children
    ]
