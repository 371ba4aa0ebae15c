"""Points on the ground: where a venue stands, and how far one is from another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, hypot, radians

KM_IN_DEGREE = 111.195
# The country, with its islands; the pair in the wrong order mostly falls out of it.
SOUTH, NORTH = 41.0, 82.0
WEST, EAST = 19.0, 180.0
# Three decimals of a degree are about a hundred metres.
ROUGH = 3
EXACT = 6
NUMBER = r"(-?\d{1,3}(?:[.,]\d{1,15})?)"
PAIR = re.compile(rf"\s*{NUMBER}(?:\s*[,;]\s*|\s+){NUMBER}\s*", re.ASCII)


@dataclass(frozen=True)
class Point:
    """Latitude and longitude in degrees."""

    latitude: float
    longitude: float

    def rounded(self, decimals: int) -> Point:
        """The same, no finer than so many decimals."""
        return Point(*(float(f"{degrees:.{decimals}f}") for degrees in self.pair))

    @property
    def pair(self) -> tuple[float, float]:
        return self.latitude, self.longitude

    @property
    def km_east(self) -> float:
        """Kilometres in a degree to the east, here."""
        return KM_IN_DEGREE * cos(radians(self.latitude))

    def distance(self, other: Point) -> float:
        """Kilometres as the crow flies; the ground is taken for flat, as it is for some tens."""
        north = (other.latitude - self.latitude) * KM_IN_DEGREE
        return hypot(north, (other.longitude - self.longitude) * self.km_east)

    def __str__(self) -> str:
        return f"{self.latitude}, {self.longitude}"


def parse(text: str) -> Point:
    """Latitude and longitude as maps give them: “55.75, 37.62”. Raises ValueError."""
    found = PAIR.fullmatch(text)
    if found is None:
        raise ValueError("no pair of numbers")
    latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        raise ValueError("not in the country")
    return Point(latitude, longitude).rounded(EXACT)
