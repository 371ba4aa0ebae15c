"""What a module is worth for one child: the two formulas of the normative cost (R5.09, R5.10).

Pure functions: exact ratios, money in kopecks, one rounding per result (RR-1).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reference.money import down_to_ruble, half_up, half_up_to_ruble

ONE = Fraction(1)


def by_person_hours(
    hour: int,
    hours: Fraction,
    *,
    form: Fraction = ONE,
    health: Fraction = ONE,
    network: Fraction = ONE,
) -> int:
    """Kopecks for one child by formula A (R5.09): norm of a person-hour × coefficients × hours.

    The coefficients are those of the form of study, of children with health limitations (ОВЗ) and
    of the network form. Half up to the kopeck.
    """
    return half_up(hour * hours * form * health * network)


@dataclass(frozen=True)
class Teaching:
    """How a module is taught: hours of the group, alone, with a second teacher; children."""

    hours: Fraction
    individual: Fraction
    second_teacher: Fraction
    children: Fraction


@dataclass(frozen=True)
class Parameters:
    """The municipal set of the model of 2017; each name says what the letter in R5.10 means."""

    wage: Fraction  # W, kopecks a month
    rates: Fraction  # S, rates per teacher
    weekly_load: Fraction  # L, hours
    weeks_in_month: Fraction  # Wm
    additional_teachers: Fraction  # A
    other_staff: Fraction  # U, as a share
    payroll_charges: Fraction  # C
    vacations: Fraction  # V
    premises_hours: Fraction  # P, useful hours a year
    equipment: Fraction  # E, kopecks, of the direction
    equipped: Fraction  # Q, degree
    services: Fraction  # B, kopecks
    years_between_trainings: Fraction  # Y
    weeks_in_year: Fraction  # Ww
    training: Fraction  # M, kopecks
    qualification: Fraction = ONE  # K1
    second_qualification: Fraction = Fraction(0)  # K2


def by_model_2017(teaching: Teaching, by: Parameters) -> int:
    """Kopecks for one child by formula B (R5.10): teachers, premises, their training.

    Half up to the whole ruble (RR-5).
    """
    return half_up_to_ruble(
        _teachers(teaching, by) + _premises(teaching, by) + _training(teaching, by)
    )


def _teachers(teaching: Teaching, by: Parameters) -> Fraction:
    """Pay of the teachers with charges, other staff and vacations."""
    in_group = (
        by.qualification * (teaching.hours - teaching.individual)
        + by.second_qualification * teaching.second_teacher
    ) / teaching.children
    hours = in_group + by.qualification * teaching.individual
    hour = by.wage / (by.rates * by.weekly_load * by.weeks_in_month)
    overheads = by.additional_teachers * (1 + by.other_staff) * by.payroll_charges * by.vacations
    return hour * hours * overheads


def _premises(teaching: Teaching, by: Parameters) -> Fraction:
    """Upkeep of the premises and the equipment of the direction."""
    occupied = teaching.hours - teaching.individual + teaching.individual * teaching.children
    share = occupied / (by.premises_hours * teaching.children)
    return share * (by.equipment * by.equipped + by.services)


def _training(teaching: Teaching, by: Parameters) -> Fraction:
    """Further training and medical services of the teachers."""
    worked = (
        teaching.hours
        - teaching.individual
        + teaching.second_teacher
        + teaching.individual * teaching.children
    )
    year = by.years_between_trainings * by.weeks_in_year * by.rates * by.weekly_load
    return worked * by.vacations * by.additional_teachers / (year * teaching.children) * by.training


@dataclass(frozen=True)
class Share:
    """The nominal of a period, in kopecks, and how many days of a group lie in the period."""

    nominal: int
    days: int


def recommended_price(norm_cost: int, shares: list[Share], *, days: int) -> int:
    """The highest price that a certificate pays to the end, in whole rubles, as kopecks (R5.13).

    `days` are all days of the group. A period that has none of them does not count.
    """
    bounds = [Fraction(norm_cost)]
    bounds += [Fraction(share.nominal * days, share.days) for share in shares if share.days]
    return down_to_ruble(min(bounds))
