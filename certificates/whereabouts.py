"""Where a child lives and goes to school: told by the parent's own wish, taken back at any time.

The catalogue looks for programs near it. Nobody but those who act for the child is shown it, it
stands in no address and in no line of the journal, and it goes with the consent (R11.04).
"""

from __future__ import annotations

from django.db import transaction

from certificates import acting, consenting
from certificates.models import Child, ChildPoint
from reference.points import ROUGH, Point
from users import audit
from users.models import User


@transaction.atomic
def tell(child: Child, kind: str, point: Point, *, by: User) -> ChildPoint:
    """Keep the place of the child, rounded to about a hundred metres (R11.06).

    Whoever takes the consent back at the same moment is before or after it. Raises RuleBroken
    `consent_withdrawn` (R11.04), `sees_only`, `not_yours`.
    """
    is_withdrawn = consenting.lock_withdrawn(child)
    acting.hold(child.pk, by=by)
    if is_withdrawn:
        raise consenting.WITHDRAWN
    rough = point.rounded(ROUGH)
    told, _is_new = ChildPoint.objects.update_or_create(
        child=child,
        kind=kind,
        defaults={"latitude": f"{rough.latitude:.3f}", "longitude": f"{rough.longitude:.3f}"},
    )
    audit.record(by, "child.place_told", child, kind=kind)
    return told


@transaction.atomic
def forget(child: Child, kind: str, *, by: User) -> None:
    """Take the place back; what is not there stays away."""
    acting.hold(child.pk, by=by)
    if ChildPoint.objects.filter(child=child, kind=kind).delete()[0]:
        audit.record(by, "child.place_forgotten", child, kind=kind)
