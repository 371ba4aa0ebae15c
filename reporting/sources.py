"""What a report is counted from: the frozen sheets and the settings its figures depend on."""

from __future__ import annotations

from dataclasses import dataclass

from certificates import ledger
from reference import configuration
from reporting import funds, populating, registers
from reporting.frozen import Sheet
from reporting.registers import Scope


@dataclass(frozen=True)
class Sources:
    """The frozen sheets of one report and the settings its figures depend on."""

    scope: Scope
    ages: range
    decision_days: int
    organisers: Sheet
    programs: Sheet
    groups: Sheet
    enrolments: Sheet
    children: Sheet
    certificates: Sheet
    applications: Sheet
    contracts: Sheet
    accounts: Sheet
    plan: Sheet
    population: Sheet

    @property
    def sheets(self) -> list[Sheet]:
        return [sheet for sheet in vars(self).values() if isinstance(sheet, Sheet)]


def gather(scope: Scope) -> Sources:
    """Freeze every register the report counts; a dozen queries however large the municipality."""
    plan = ledger.plan_of(scope.municipality, scope.day)
    layers = ([plan.settings] if plan else []) + [scope.municipality.settings]
    first, last, term = (
        configuration.value_of(name, *layers)
        for name in ("coverage_age_from", "coverage_age_to", "provider_decision_days")
    )
    ages = range(first, last + 1)
    enrolled = registers.enrolments(scope)
    accounts = funds.accounts(scope, plan)
    return Sources(
        scope=scope,
        ages=ages,
        decision_days=term,
        organisers=registers.organisers(scope),
        programs=registers.programs(scope),
        groups=registers.groups(scope),
        enrolments=enrolled,
        children=registers.children(enrolled, ages),
        certificates=registers.certificates(scope, enrolled),
        applications=registers.applications(scope, term),
        contracts=funds.contracts(scope, plan),
        accounts=accounts,
        plan=funds.volume(plan, accounts),
        population=_population(scope, ages),
    )


def _population(scope: Scope, ages: range) -> Sheet:
    entered = populating.population_of(scope.municipality, scope.day.year, ages)
    columns = ("id", "year", "age_from", "age_to", "children", "source")
    if entered is None:
        return Sheet("population", columns, [])
    row = [getattr(entered, "pk" if name == "id" else name) for name in columns]
    return Sheet("population", columns, [row])
