from reference.models.demo_clock import DemoClock
from reference.models.direction import Activity, Direction
from reference.models.holiday import Holiday
from reference.models.municipality import Municipality, Region
from reference.models.plan import Category, CategoryTerms, DirectionLimit, FundingPlan

__all__ = [
    "Activity",
    "Category",
    "CategoryTerms",
    "DemoClock",
    "Direction",
    "DirectionLimit",
    "FundingPlan",
    "Holiday",
    "Municipality",
    "Region",
]
