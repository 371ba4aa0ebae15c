"""Addresses of programs: the catalogue, the provider's editor, the support centre's moderation."""

from django.urls import URLPattern

app_name = "programs"

# What the provider and the municipality do; these come first, because a program's own address is
# any single word.
staff: list[URLPattern] = []

# What everyone sees.
public: list[URLPattern] = []

urlpatterns = [*staff, *public]
