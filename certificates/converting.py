"""An application turns an accounting certificate into a funded one, where it is so (R2.15)."""

from __future__ import annotations

from datetime import date

from certificates import granting, prorating, queueing
from certificates.models import Certificate
from reference.models import CategoryTerms, FundingPlan
from users.models import User


def nominal_on_application(certificate: Certificate, plan: FundingPlan, *, on: date) -> int:
    """What an application would credit to an accounting certificate, in kopecks.

    Nothing where funding has to be asked for, or where there is no vacancy (R3.10).
    """
    terms = _terms(certificate, plan, on=on)
    return prorating.nominal_for(certificate, terms, on=on) if terms and _is_vacant(terms) else 0


def fund_on_application(
    certificate: Certificate, plan: FundingPlan, *, by: User, on: date
) -> Certificate:
    """Credit the nominal inside the transaction of the application, once (R2.15).

    An application that meets another obstacle takes it back with itself.
    """
    terms = _terms(certificate, plan, on=on)
    if terms is None:
        return certificate
    terms = queueing.lock(terms)
    certificate = (
        Certificate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("child", "municipality__region")
        .get(pk=certificate.pk)
    )
    if _terms(certificate, plan, on=on) == terms and _is_vacant(terms):
        granting.grant_nominal(certificate, terms, by=by, on=on)
    return certificate


def _terms(certificate: Certificate, plan: FundingPlan, *, on: date) -> CategoryTerms | None:
    """The terms of the present plan under which the certificate would be funded by itself."""
    if (
        certificate.is_funded
        or not certificate.is_active
        or not plan.holds(on)
        or plan.counts_hours  # nothing is credited beforehand there (R6.57)
        or plan.setting("pf_switch") != "auto_on_application"
    ):
        return None
    return granting.terms_of(certificate, plan)


def _is_vacant(terms: CategoryTerms) -> bool:
    return queueing.vacancies(terms).is_open and not queueing.is_anyone_waiting(terms)
