"""What the catalogue is told of a family's children (R11.05)."""

from __future__ import annotations

from datetime import date

from certificates import access
from certificates.models import Certificate, ChildPoint
from programs.families import FamilyChild
from reference.points import Point
from users.models import User


def children_seen_by(user: User, on: date) -> list[FamilyChild]:
    """The children the person looks after, their age on the day, and who has money.

    Where they live and learn only those know who act for them.
    """
    children = access.children_seen_by(user).order_by("birth_date", "pk").distinct()
    funded = set(
        Certificate.objects.filter(
            child__in=children, type=Certificate.Type.FUNDED, status=Certificate.Status.ACTIVE
        ).values_list("child", flat=True)
    )
    acted_for = access.children_acted_for(user).values("pk")
    points: dict[int, list[tuple[str, Point]]] = {}
    for one in ChildPoint.objects.filter(child__in=acted_for).order_by("child", "kind"):
        points.setdefault(one.child_id, []).append((one.kind, one.point))
    return [
        FamilyChild(
            child.pk,
            child.first_name,
            child.age(on),
            child.pk in funded,
            tuple(points.get(child.pk, ())),
        )
        for child in children
    ]
