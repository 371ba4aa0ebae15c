from programs.models.attachment import Photo, ProgramText
from programs.models.cost_parameters import CostParameters
from programs.models.favourite import Favourite
from programs.models.group import Group, Slot
from programs.models.norm import Norm
from programs.models.program import Module, Program
from programs.models.rating import ProviderRating, Rating
from programs.models.review import Remark, Review
from programs.models.search import SearchEntry, SearchGroup, SearchWord, Synonym
from programs.models.wish import Wish

__all__ = [
    "CostParameters",
    "Favourite",
    "Group",
    "Module",
    "Norm",
    "Photo",
    "Program",
    "ProgramText",
    "ProviderRating",
    "Rating",
    "Remark",
    "Review",
    "SearchEntry",
    "SearchGroup",
    "SearchWord",
    "Slot",
    "Synonym",
    "Wish",
]
