from programs.models.cost_parameters import CostParameters
from programs.models.group import Group, Slot
from programs.models.norm import Norm
from programs.models.program import Module, Program
from programs.models.review import Remark, Review
from programs.models.search import SearchEntry

__all__ = [
    "CostParameters",
    "Group",
    "Module",
    "Norm",
    "Program",
    "Remark",
    "Review",
    "SearchEntry",
    "Slot",
]
