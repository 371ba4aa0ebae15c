"""A certificate passes from one municipality to another; its money does not (R2.34, R2.35)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from certificates import arbitrating, moving
from certificates.models import Certificate
from enrollment import freezing
from reference.models import Category
from users.models import User


@transaction.atomic
def transfer(
    certificate: Certificate,
    category: Category,
    *,
    settlement: str = "",
    by: User,
    on: date,
) -> Certificate:
    """Close the certificate with its old payer and open one with the category's municipality.

    The old payer pays contracts to the last day of this month, the rest lapses to it (R2.35). The
    new certificate is an accounting one; money comes from a vacancy or the queue, whole or for
    the months that are left (R2.36). Raises RuleBroken `same_municipality`, `another_region`,
    `age`, `own_family`, `certificate_closed`.
    """
    arbitrating.check_is_another_family(certificate.child, by=by)
    reason = _("transfer to %(municipality)s") % {"municipality": category.municipality}
    closed = freezing.close(certificate, reason, by=by, on=on)
    return moving.take_over(closed, category, settlement=settlement, by=by, on=on)
