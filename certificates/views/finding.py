"""What a page is about: a form's for those who act, a certificate's for whoever sees it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from certificates import access, acting
from certificates.models import Certificate, Child
from users.models import User


def child_to_act_for(user: User, pk: int) -> Child:
    """The child of a form. Raises Http404 for a stranger, SeesOnly for limited rights (R11.05)."""
    child = get_object_or_404(
        access.children_seen_by(user).select_related("municipality__region"), pk=pk
    )
    acting.check(child.pk, by=user)
    return child


def certificate_to_see(user: User, pk: int) -> Certificate:
    """The certificate of a page or a paper. Raises Http404 for who is neither family nor staff."""
    seen = access.visible_certificates(user)
    return get_object_or_404(
        seen.select_related("child", "category", "municipality__region"), pk=pk
    )
