from __future__ import annotations

from datetime import date

import pytest

from certificates.models import Account, Certificate
from enrollment.models import BudgetPlace
from programs.models import Program
from reference.days import Month, Quarter
from reporting.frozen import find_figure, name_figures
from reporting.registers import Scope
from reporting.reports import quarterly
from reporting.sources import gather
from tests.factories.programs import ProgramFactory
from tests.factories.reference import MunicipalityFactory
from tests.factories.reporting import PopulationFactory
from tests.reporting.conftest import AUTUMN, SNAPSHOT, District


def figures_of(district: District, day: date = SNAPSHOT, quarter: Quarter = AUTUMN) -> dict:
    figures = quarterly.figures(gather(Scope(district.municipality, quarter, day)))
    name_figures(figures)
    return figures


def value(figures: dict, key: str) -> int | None:
    figure = find_figure(figures, key)
    assert figure is not None, key
    return figure["value"]


EXPECTED = {
    "organisers.registered": 3,
    "organisers.licensed": 2,
    "organisers.acting": 2,
    "programs.published": 2,
    "programs.new": 1,
    "programs.moderated": 0,
    "programs.registers.certified.programs": 1,
    "programs.registers.other_budget.programs": 1,
    "programs.levels.basic.programs": 1,
    "directions.technical.programs": 1,
    "directions.arts.programs": 1,
    "directions.sport.programs": 0,
    "groups.total": 2,
    "groups.full": 0,
    "groups.capacity": 25,
    "groups.taken": 4,
    "groups.free": 21,
    "directions.arts.taken": 3,
    "children.total": 2,
    "children.boys": 1,
    "children.girls": 1,
    "children.in_several": 1,
    "children.by_age.9.girls": 1,
    "children.by_age.7.boys": 1,
    "children.by_age.7.girls": 0,
    "children.other_age.total": 0,
    "enrolments.total": 3,
    "enrolments.contract": 1,
    "enrolments.budget": 2,
    "enrolments.paid": 0,
    "enrolments.guests": 1,
    "enrolments.elsewhere": 0,
    "directions.technical.children": 1,
    "directions.arts.children": 2,
    "directions.arts.enrolments": 2,
    "certificates.total": 5,
    "certificates.accounting.total": 2,
    "certificates.accounting.used": 1,
    "certificates.accounting.unused": 1,
    "certificates.funded.total": 3,
    "certificates.funded.used": 1,
    "certificates.funded.unused": 1,
    "certificates.funded.suspended": 1,
    "certificates.funded.share": 600,
    "certificates.used": 2,
    "certificates.new": 5,
    "contracts.number": 1,
    "contracts.statuses.active.number": 1,
    "contracts.statuses.requested.number": 0,
    "applications.total": 4,
    "applications.contract.accepted": 1,
    "applications.place.accepted": 3,
    "applications.waiting": 0,
    "applications.in_term": 1,
    "applications.mean_days": 68,
    "coverage.population": 3,
    "coverage.share": 667,
    "coverage.holders": 1667,
}


def test_each_figure_is_counted_from_the_records(district: District):
    figures = figures_of(district)

    assert {key: value(figures, key) for key in EXPECTED} == EXPECTED


def test_money_is_where_the_accounts_say_it_is(district: District):
    figures = figures_of(district)
    accounts = Account.objects.filter(plan=district.contract.plan)

    assert value(figures, "money.volume") == 100_000_000
    assert value(figures, "money.issued") == 3 * 960_000
    assert value(figures, "money.never_issued") == 100_000_000 - 3 * 960_000
    assert value(figures, "money.reserved") == sum(a.reserved for a in accounts)
    assert value(figures, "money.debited") == sum(a.debited for a in accounts) > 0
    assert value(figures, "money.available") == sum(a.available for a in accounts)
    assert value(figures, "money.lapsed") == 0
    assert value(figures, "money.parents_part") == district.contract.parent_part
    assert value(figures, "contracts.certificate_part") == district.contract.certificate_part


def test_money_of_a_past_day_does_not_see_what_moved_afterwards(district: District):
    before_signing = figures_of(district, date(2026, 9, 6))

    assert value(before_signing, "money.debited") == 0
    assert value(before_signing, "money.reserved") == district.contract.certificate_part
    assert value(before_signing, "contracts.statuses.accepted.number") == 1
    assert value(before_signing, "children.total") == 0


def test_all_control_sums_agree(district: District):
    controls = quarterly.controls(figures_of(district))

    assert len(controls) == 10
    assert all(control["holds"] for control in controls)


@pytest.mark.parametrize(
    ("children", "population", "tenths"),
    [(1604, 2311, 694), (1, 3, 333), (2, 3, 667), (1, 800, 1), (1, 2000, 1), (0, 5, 0)],
)
def test_coverage_has_one_decimal_and_a_half_goes_up(children, population, tenths):
    """W35: 1604 of 2311 are 69.4 %."""
    assert quarterly.share(children, population) == tenths


def test_a_child_in_three_circles_is_covered_once(district: District):
    place = BudgetPlace.objects.filter(certificate=district.contract.certificate).get()
    other = ProgramFactory(provider=district.choir.program.provider)
    group = district.choir
    group.pk, group.program = None, other
    group.module.pk, group.module.program = None, other
    group.module.save()
    group.module_id = group.module.pk
    group.save()
    place.pk, place.group, place.program_id = None, group, other.pk
    place.save()

    figures = figures_of(district)

    assert value(figures, "enrolments.total") == 4
    assert value(figures, "children.total") == 2
    assert value(figures, "coverage.share") == 667


def test_coverage_is_not_counted_without_a_population(district: District):
    district.population.delete()
    PopulationFactory(municipality=district.municipality, year=2025)
    PopulationFactory(municipality=district.municipality, age_to=18)

    figures = figures_of(district)

    assert value(figures, "coverage.population") is None
    assert value(figures, "coverage.share") is None


def test_a_suspended_organiser_is_registered_and_does_not_act(district: District):
    provider = district.choir.program.provider
    provider.status = provider.Status.SUSPENDED
    provider.save()

    figures = figures_of(district)

    assert value(figures, "organisers.registered") == 3
    assert value(figures, "organisers.acting") == 1


def test_a_program_on_moderation_is_not_published(district: District):
    ProgramFactory(provider=district.choir.program.provider, status=Program.Status.SUBMITTED)

    figures = figures_of(district)

    assert value(figures, "programs.moderated") == 1
    assert value(figures, "programs.published") == 2


def test_another_municipality_sees_none_of_this(district: District):
    elsewhere = MunicipalityFactory()

    figures = quarterly.figures(gather(Scope(elsewhere, AUTUMN, SNAPSHOT)))

    assert figures["organisers"]["registered"]["value"] == 0
    assert figures["children"]["total"]["value"] == 0
    assert figures["certificates"]["total"]["value"] == 0
    assert figures["money"]["volume"]["value"] == 0
    assert figures["has_plan"] is False


def test_a_certificate_closed_since_is_still_in_the_past_report(district: District):
    Certificate.objects.filter(child__last_name="Галкина").update(
        status=Certificate.Status.CLOSED, closed_on=date(2026, 10, 3)
    )

    assert value(figures_of(district), "certificates.total") == 5
    assert (
        value(
            figures_of(district, Month(2026, 10).last_day, Quarter(2026, 4)), "certificates.total"
        )
        == 4
    )
