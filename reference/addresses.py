"""The same page with other filters: what links above and below a list lead to.

A page has some twenty of them, and copying Django's own dictionary of the address costs as much as
writing it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.utils.datastructures import MultiValueDict


def changed(address: MultiValueDict[str, str], changes: Mapping[str, Sequence[str]]) -> str:
    """The filters of the address with these instead; a name without values is left out."""
    return f"?{urlencode({**dict(address.lists()), **changes}, doseq=True)}"
