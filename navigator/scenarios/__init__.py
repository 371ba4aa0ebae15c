"""Stories of money told in TOML files, played through the real rules.

The form of a file is in tests/scenarios/README.md. The caller rolls the transaction back.
"""

from navigator.scenarios.playing import load, play
from navigator.scenarios.telling import Difference

__all__ = ["Difference", "load", "play"]
