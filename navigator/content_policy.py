"""From where a browser may fetch what pages show."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def hosts_of(tiles: str) -> list[str]:
    """The source of the map's pictures as the policy writes it; none where there are none."""
    if not tiles:
        return []
    address = urlsplit(tiles)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ImproperlyConfigured(
            "NAVIGATOR_MAP_TILES is an address like https://tiles.example.org/{z}/{x}/{y}.png"
        )
    return [f"{address.scheme}://{address.netloc.replace('{s}', '*')}"]
