"""When contracts of a period may be asked for: booking ahead, closing early (R3.16, R3.17)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import notifications, versioning
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import FundingPlan
from users import audit
from users.models import User

LAST_MONTHS = 2


@transaction.atomic
def close_contracting(plan: FundingPlan, since: date, *, by: User, on: date) -> FundingPlan:
    """Take no applications at the expense of this period from that day on (R3.17).

    Until the day comes it can be moved; after it there is no way back. Raises RuleBroken
    `too_early` (it is for the last two months of the period), `contracting_closed`, `dates`,
    `plan_closed`.
    """
    plan = FundingPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if plan.status != FundingPlan.Status.OPEN or plan.ends_on < on:
        raise RuleBroken("plan_closed", _("The period of this plan is closed."))
    if on < earliest(plan):
        raise RuleBroken(
            "too_early",
            _("Applications can be closed only in the last two months of the period."),
        )
    if is_closed(plan, on=on):
        raise RuleBroken("contracting_closed", _("Applications are closed already."))
    if not on <= since <= plan.ends_on:
        raise RuleBroken(
            "dates", _("Choose a day from today to the last day of the period."), field="since"
        )
    until = since - timedelta(days=1)
    plan.settings["current_period_contracts_allowed_until"] = until.isoformat()
    plan.save(update_fields=["settings"])
    event = audit.record(by, "plan.contracting_closed", plan, until=until.isoformat())
    versioning.keep(plan, on=on, event=event)
    notifications.contracting_closes(plan, until)
    return plan


def earliest(plan: FundingPlan) -> date:
    """The first day on which the payer may close contracting: two months are left."""
    return max(plan.starts_on, Month.of(plan.ends_on).shift(1 - LAST_MONTHS).first_day)


def last_day(plan: FundingPlan) -> date:
    """The last day on which contracts of the period may be asked for."""
    chosen = plan.setting("current_period_contracts_allowed_until")
    return min(date.fromisoformat(chosen), plan.ends_on) if chosen else plan.ends_on


def is_closed(plan: FundingPlan, *, on: date) -> bool:
    """Whether contracts of this period are asked for no more on that day (R3.17)."""
    return last_day(plan) < on
