"""What stands between a child and a place: every reason at once, each with its cure (6.1).

The page shows the list, the verb refuses with the first of it: the same words in both places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates import contracting
from certificates.models import Certificate
from enrollment import continuing, fitting
from enrollment.models import Contract, ProgramLimit, ProviderLimit
from programs.models import Group, Program
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import FundingPlan
from reference.prepared import Query, Statement

LEAST_MONEY = 100  # R6.06: one ruble


@dataclass(frozen=True)
class Obstacle:
    """One reason why not: its stable code, what is wrong, what to do about it."""

    code: str
    text: str | Promise
    cure: str | Promise
    has_no_day: bool = False  # of the group: another first day would not help


class ApplicationRefused(RuleBroken):
    """An application met an obstacle."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.code, obstacle.text)  # type: ignore[arg-type]
        self.obstacle = obstacle


ENROLLMENT_CLOSED = Obstacle(
    "enrollment_closed",
    _("Enrollment to this program by certificate is closed."),
    _("Choose another program or ask the organisation when enrollment opens."),
)
PROGRAM_LIMIT = Obstacle(
    "program_limit",
    _("The program has as many children as its limit allows."),
    _("Choose another program, or try later: places come free when someone leaves."),
)
PROVIDER_LIMIT = Obstacle(
    "provider_limit",
    _("The organisation has as many children as its limit allows."),
    _("Choose another organisation, or try later: places come free when someone leaves."),
)
PROVIDER_SUSPENDED = Obstacle(
    "provider_suspended",
    _("The organisation's work in the register is suspended."),
    _("Choose a program of another organisation."),
)
NO_AGREEMENT = Obstacle(
    "no_agreement",
    _("The organisation has no agreement with your municipality for this period."),
    _("Ask the organisation or the municipal support centre when it will be signed."),
)
NOT_EXECUTOR = Obstacle(
    "not_executor",
    _("The organisation is not in the register of executors of the social order."),
    _("Choose a program of another organisation, or ask this one when it will be included."),
)
CERTIFICATE_NOT_ACTIVE = Obstacle(
    "certificate_not_active",
    _("The certificate is suspended or closed."),
    _("Call the municipal support centre to learn why."),
)
ACCOUNTING_CERTIFICATE = Obstacle(
    "accounting_certificate",
    _("The certificate has no money: it is an accounting certificate."),
    _("Ask for funding on the page of the certificate."),
)
NO_VACANCY = Obstacle(
    "accounting_certificate",
    _("The certificate has no money, and all funded certificates of its category are given."),
    _("Join the queue for funding on the page of the certificate."),
)
CONSENT_WITHDRAWN = Obstacle(
    "consent_withdrawn",
    _("The consent to the processing of the child's data is withdrawn."),
    _("Give the consent again on the page of consents."),
)
CERTIFICATE_DISPUTED = Obstacle(
    "certificate_disputed",
    _("Nothing new is paid from the certificate: the family has said “this was not me”."),
    _("Wait for the decision of the support centre, or take the message back."),
)
NO_MONEY = Obstacle(
    "no_money",
    _("There is no free money on the certificate for this period."),
    _("Choose a budget program, or leave a program that is no longer needed."),
)
DIRECTION_LIMIT = Obstacle(
    "direction_limit",
    _("The municipality pays no more places of this direction now."),
    _("Choose another direction, or try later: places come free when someone leaves."),
)
GROUP_FULL = Obstacle(
    "group_full",
    _("All places of the group are taken."),
    _("Choose another group or join the waiting list."),
)
OFFER_LAPSED = Obstacle(
    "offer_lapsed",
    _("The term of the offered place is over: the place goes to the next in line."),
    _("Join the waiting list again or choose another group."),
)
NO_DAY = Obstacle(
    "dates",
    _("The municipality pays for no day of this group."),
    _("Choose a group that has lessons in a period that is funded."),
    has_no_day=True,
)
ALREADY_APPLIED = Obstacle(
    "already_applied",
    _("The child already has an application or a contract for this module."),
    _("Open it among your applications."),
)


@dataclass(frozen=True)
class Standing:
    """What other records say to an application, asked in one question."""

    is_agreed: bool  # payer and provider have an agreement for the plan
    is_direction_full: bool | None  # None where the direction has no limit
    is_consent_withdrawn: bool
    is_disputed: bool

    @classmethod
    def of(cls, certificate: Certificate, group: Group, plan: FundingPlan | None) -> Standing:
        (row,) = STANDING.run(
            child=certificate.child_id,
            certificate=certificate.pk,
            plan=plan.pk if plan else None,
            provider=group.program.provider_id,
            direction=group.program.direction_id,
        )
        return cls(*row)


STANDING = Statement(
    """
    SELECT
        EXISTS (
            SELECT FROM providers_agreement
            WHERE provider_id = %(provider)s AND plan_id = %(plan)s AND status = 'active'
        ),
        (
            SELECT taken >= number FROM reference_directionlimit
            WHERE plan_id = %(plan)s AND direction_id = %(direction)s
        ),
        coalesce(
            (
                SELECT bool_and(withdrawn_at IS NOT NULL) FROM certificates_consent
                WHERE child_id = %(child)s
            ),
            false
        ),
        EXISTS (
            SELECT FROM enrollment_dispute
            WHERE certificate_id = %(certificate)s AND status = 'raised'
        )
    """
)
LIVING = Query(
    lambda child, module: (
        Contract.objects.living()
        .filter(certificate__child=child, module_id=module)
        .order_by()
        .values_list("pk", "certificate", "ends_on")
    )
)


def find_obstacles(
    certificate: Certificate,
    group: Group,
    *,
    plans: list[FundingPlan],
    plan: FundingPlan | None,
    available: int,
    starts_on: date,
    on: date,
    continues: Contract | None = None,
) -> list[Obstacle]:
    """Everything that stands in the way of a place paid from this certificate (section 6.1).

    `plans` are those that pay for contracts asked for today, `plan` the one of them that holds
    the start date, `available` what the certificate has in it, `continues` the contract after
    which the child goes on: neither it nor its seat stands in the way (R6.55). The order is the
    order of the rules; the empty list means that an application will pass.
    """
    standing = Standing.of(certificate, group, plan)
    return [
        *_of_the_program(group, plan),
        *_of_the_agreement(group, plan, standing),
        *_of_the_family(standing),
        *_of_the_certificate(certificate, plan, available),
        *_of_the_places(certificate, group, plan, standing, on, continues, starts_on=starts_on),
        *of_the_child(certificate, group.program, plan, starts_on=starts_on),
        *_of_the_dates(group, plans, plan, starts_on=starts_on, on=on),
    ]


def _of_the_program(group: Group, plan: FundingPlan | None) -> Iterator[Obstacle]:
    program = group.program
    if not (  # R6.01; certificates pay for certified programs alone (R2.12)
        program.takes_certificates
        and group.module.is_open
        and group.status == Group.Status.OPEN
        and group.module.price is not None
        and group.module.normative_cost is not None
    ):
        yield ENROLLMENT_CLOSED
    if plan is not None and plan.setting("programme_limit_enabled"):  # R6.02
        program_limit = ProgramLimit.objects.filter(program=program).first()
        if program_limit is not None and program_limit.is_reached:
            yield PROGRAM_LIMIT
    if not program.provider.is_active:  # R6.03
        yield PROVIDER_SUSPENDED


def _of_the_agreement(
    group: Group, plan: FundingPlan | None, standing: Standing
) -> Iterator[Obstacle]:
    if plan is not None and not standing.is_agreed:  # R6.04
        yield NO_AGREEMENT
    if plan is not None and plan.is_social_order and not group.program.provider.is_executor:
        yield NOT_EXECUTOR  # R6.62


def _of_the_family(standing: Standing) -> Iterator[Obstacle]:
    """What the family itself has said: its consent is taken back, a movement was not its own."""
    if standing.is_consent_withdrawn:  # R11.04
        yield CONSENT_WITHDRAWN
    if standing.is_disputed:
        yield CERTIFICATE_DISPUTED


def _of_the_certificate(
    certificate: Certificate, plan: FundingPlan | None, available: int
) -> Iterator[Obstacle]:
    if not certificate.is_active:  # R6.05
        yield CERTIFICATE_NOT_ACTIVE
    if plan is not None and plan.counts_hours:
        return  # everybody in the register has the right, without a nominal (R6.57)
    if not certificate.is_funded:
        # what it would get by this very application counts already (R2.15)
        if not available:
            yield _why_accounting(plan)
    elif plan is not None and certificate.is_active and available < LEAST_MONEY:  # R6.06
        yield NO_MONEY


def _why_accounting(plan: FundingPlan | None) -> Obstacle:
    """By request the family asks for money itself; otherwise there is no vacancy (R2.15)."""
    if plan is not None and plan.setting("pf_switch") == "auto_on_application":
        return NO_VACANCY
    return ACCOUNTING_CERTIFICATE


def _of_the_places(
    certificate: Certificate,
    group: Group,
    plan: FundingPlan | None,
    standing: Standing,
    on: date,
    continues: Contract | None,
    *,
    starts_on: date,
) -> Iterator[Obstacle]:
    if standing.is_direction_full:  # R6.07
        yield DIRECTION_LIMIT
    if continues is None:
        yield from of_the_preference(certificate, group, on=on)
    if continues is None or not (continues.is_living and continues.group_id == group.pk):
        yield from of_the_seat(certificate, group)
    if plan is not None and plan.setting("provider_limit_enabled"):  # R6.09
        of_provider = ProviderLimit.objects.filter(provider=group.program.provider_id).first()
        if of_provider is not None and of_provider.is_reached:
            yield PROVIDER_LIMIT
    # several applications at once are allowed, each with money of its own (R6.30)
    if _applied(certificate, group, starts_on=starts_on, continues=continues):  # R6.10
        yield ALREADY_APPLIED


def _applied(
    certificate: Certificate, group: Group, *, starts_on: date, continues: Contract | None
) -> bool:
    """Whether another contract of the child for the module stands in the way (R6.10).

    One of a certificate that another payer has closed (R2.35) does until its last day.
    """
    living = LIVING.rows(child=certificate.child_id, module=group.module_id)
    return any(
        (continues is None or key != continues.pk)
        and (owner == certificate.pk or starts_on <= ends_on)
        for key, owner, ends_on in living
    )


def of_the_seat(certificate: Certificate, group: Group) -> Iterator[Obstacle]:
    """A full group is closed to all but those for whom one of its seats is kept (R6.08, R6.31)."""
    if not group.is_full:
        return
    places = certificate.waiting_places.filter(group=group)
    last = places.order_by("-pk").first()
    if last is None or not last.was_offered:
        yield GROUP_FULL
    elif not places.in_time().exists():
        yield OFFER_LAPSED


def of_the_preference(certificate: Certificate, group: Group, *, on: date) -> Iterator[Obstacle]:
    """Until a day of the provider's choice the seats are for those who go on (R6.56)."""
    kept_until = group.kept_until
    if kept_until is None or on > kept_until:
        return
    if not continuing.is_pupil(certificate, group.program, on=on):
        yield Obstacle(
            "kept_for_continuing",
            _("Until %(day)s the places of the group are for pupils who go on.")
            % {"day": f"{kept_until:%d.%m.%Y}"},
            _("Apply after this day or choose another group."),
        )


def of_the_child(
    certificate: Certificate, program: Program, plan: FundingPlan | None, *, starts_on: date
) -> Iterator[Obstacle]:
    """In what the program does not suit the child, where the region refuses for it (R6.11)."""
    if fitting.is_refused(certificate, plan):
        for misfit in fitting.misfits(certificate, program, starts_on):
            yield Obstacle(*misfit)


def _of_the_dates(
    group: Group,
    plans: list[FundingPlan],
    plan: FundingPlan | None,
    *,
    starts_on: date,
    on: date,
) -> Iterator[Obstacle]:
    interval = start_interval(group, plans, on=on)
    if interval is None and plans and plans[-1].ends_on < group.starts_on:
        yield Obstacle(
            "dates",
            _("The municipality takes no applications yet for lessons after %(day)s.")
            % {"day": f"{plans[-1].ends_on:%d.%m.%Y}"},
            _("It takes them when the next period begins, or earlier if it has allowed that."),
            has_no_day=True,
        )
    elif interval is None:
        yield NO_DAY
    elif plan is None or not interval[0] <= starts_on <= interval[1]:
        yield Obstacle(
            "dates",
            _("Lessons cannot start on this day at the expense of a certificate."),
            _("Choose a day from %(earliest)s to %(latest)s.")
            % {"earliest": f"{interval[0]:%d.%m.%Y}", "latest": f"{interval[1]:%d.%m.%Y}"},
        )


def plans_for_contracts(municipality_id: int, on: date) -> list[FundingPlan]:
    """The plans at whose expense contracts may be asked for on that day, oldest first.

    The plan of the day, unless the payer has closed it early (R3.17); a future one only where the
    payer has allowed booking (R3.16).
    """
    plans: list[FundingPlan] = OPEN_PLANS.rows(municipality=municipality_id, on=on)
    if plans and not plans[0].setting("future_period_contracts_allowed"):
        plans = [plan for plan in plans if plan.starts_on <= on]
    return [plan for plan in plans if not contracting.is_closed(plan, on=on)]


OPEN_PLANS = Query(
    lambda municipality, on: (
        FundingPlan.objects.filter(
            municipality=municipality, status=FundingPlan.Status.OPEN, ends_on__gte=on
        )
        .select_related("municipality__region")
        .order_by("starts_on")
    )
)


def start_interval(group: Group, plans: list[FundingPlan], *, on: date) -> tuple[date, date] | None:
    """The first and the last day on which a contract may start; None for no day (R6.13, R6.16)."""
    if not plans:
        return None
    earliest = max(group.starts_on, plans[0].starts_on, _farthest_back(plans[0], on))
    latest = min(group.ends_on, plans[-1].ends_on)
    return (earliest, latest) if earliest <= latest else None


def _farthest_back(plan: FundingPlan, on: date) -> date:
    """How far back a contract may start: to the 1st of the previous month (R6.16).

    In the first month of a period there is no previous month in it, and the region says how many
    days back it may be.
    """
    if Month.of(on) == Month.of(plan.starts_on):
        return on - timedelta(days=plan.setting("backdating_days"))
    return Month.of(on).shift(-1).first_day
