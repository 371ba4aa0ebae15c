"""The number of a certificate: ten digits that never change and never come twice."""

from __future__ import annotations

from django.db.models import F

from reference.models import Municipality

# A certificate's last six digits walk over all of them in an order nobody can count along:
# the multiplier has no common divisor with their number, so no number comes twice.
NUMBERS = 1_000_000
STRIDE = 617_283
OFFSET = 104_729


def next_number(municipality: Municipality) -> str:
    """A number nobody had: region, payer and six digits (R2.06). It counts under a lock.

    Text, for zeros may lead and there is no check digit (R2.09).
    """
    Municipality.objects.filter(pk=municipality.pk).update(
        certificates_issued=F("certificates_issued") + 1
    )
    ordinal = Municipality.objects.values_list("certificates_issued", flat=True).get(
        pk=municipality.pk
    )
    return f"{municipality.number_prefix}{(ordinal * STRIDE + OFFSET) % NUMBERS:06d}"
