"""The life of a contract (section 6.4): which status may follow which, and the locks of a step."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates import ledger
from certificates.models import Account
from enrollment import limiting
from enrollment.models import Contract, Document
from programs import scheduling
from reference.errors import RuleBroken
from reference.locking import lock_row, lock_rows
from reference.models import FundingPlan

TRANSITIONS: dict[str, tuple[str, ...]] = {
    Contract.Status.REQUESTED: (
        Contract.Status.ACCEPTED,
        Contract.Status.REFUSED,
        Contract.Status.WITHDRAWN,
    ),
    Contract.Status.ACCEPTED: (
        Contract.Status.ACTIVE,
        Contract.Status.REFUSED,
        Contract.Status.WITHDRAWN,
    ),
    Contract.Status.ACTIVE: (
        Contract.Status.TERMINATING,
        Contract.Status.CLOSED,
        Contract.Status.WITHDRAWN,
    ),
    Contract.Status.TERMINATING: (Contract.Status.CLOSED,),
}


def lock(contract: Contract, target: Contract.Status, *, job: str = "") -> Contract:
    """Lock a contract that may pass to the target status, with its plan held.

    A named job may also do it while the period is being closed. Raises RuleBroken `wrong_status`
    when somebody was faster or the step is not allowed, `plan_closed`.
    """
    ledger.hold(contract.plan, closing=bool(job))
    contract = lock_row(
        Contract.objects.select_related(
            "plan__municipality__region",
            "group__program",
            "group__module",
            "provider",
            "certificate__child",
        ),
        contract.pk,
    )
    if target not in TRANSITIONS.get(contract.status, ()):
        raise RuleBroken(
            "wrong_status",
            _("This is not possible any more: %(contract)s is “%(status)s”.")
            % {"contract": contract, "status": contract.get_status_display()},
        )
    return contract


def lock_together(
    contracts: models.QuerySet[Contract], *, closing: bool = False, groups: Iterable[int] = ()
) -> list[Contract]:
    """Lock several contracts, then their groups, accounts and limits, each in the order of keys.

    Who changes several contracts in one transaction begins with it: taken one by one, the locks
    would go back and forth in the global order. Further `groups` whose seats will change are
    locked with those of the contracts. Returns the contracts, read fresh.
    """
    keys = list(contracts.values_list("pk", flat=True))
    for plan in (
        FundingPlan.objects.filter(contracts__in=keys).distinct().order_by("starts_on", "pk")
    ):
        ledger.hold(plan, closing=closing)
    locked = lock_rows(Contract.objects.select_related("group"), keys)
    scheduling.lock_all([*groups, *(contract.group_id for contract in locked)])
    # all accounts of the certificates: a limit is locked after every account, not between two
    certificates = {contract.certificate_id for contract in locked}
    ledger.lock_all(
        Account.objects.filter(certificate__in=certificates).values_list("pk", flat=True)
    )
    limiting.lock_all(locked)
    return locked


def lock_still(
    found: models.QuerySet[Contract], *, size: int, closing: bool = False
) -> tuple[list[Contract], int | None]:
    """Lock the first of the found contracts together; those of them that are found still.

    What was read to choose them is asked again under the locks: one may have been answered or
    signed meanwhile. Also returns the last of the chosen, None when nothing was found.
    """
    locked = lock_together(found.order_by("pk")[:size], closing=closing)
    still = set(found.filter(pk__in=[each.pk for each in locked]).values_list("pk", flat=True))
    return [each for each in locked if each.pk in still], locked[-1].pk if locked else None


def check_not_invoiced(contract: Contract) -> None:
    """The locked contract stands in no invoice, so it may go as if it had not been.

    Raises RuleBroken `already_documented`.
    """
    invoices = Document.objects.living().exclude(kind=Document.Kind.ADVANCE)
    if contract.lines.filter(document__in=invoices).exists():
        raise RuleBroken(
            "already_documented",
            _("The contract stands in an invoice: first the organisation takes it back."),
        )
