from providers.models.agreement import Agreement
from providers.models.provider import Provider, ProviderMember, Venue

__all__ = ["Agreement", "Provider", "ProviderMember", "Venue"]
