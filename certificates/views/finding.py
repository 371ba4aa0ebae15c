"""What a form of a family is about: found for those who act, told to those who only look."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from certificates import access, acting
from certificates.models import Child
from users.models import User


def child_to_act_for(user: User, pk: int) -> Child:
    """The child of a form. Raises Http404 for a stranger, SeesOnly for limited rights (R11.05)."""
    child = get_object_or_404(
        access.children_seen_by(user).select_related("municipality__region"), pk=pk
    )
    acting.check(child.pk, by=user)
    return child
