"""Kinds of health limitations (ОВЗ): of a child, and those a program is ready for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HealthCondition(models.TextChoices):
    """Kinds of health limitations."""

    HEARING = "hearing", _("hearing")
    SIGHT = "sight", _("sight")
    SPEECH = "speech", _("speech")
    MOBILITY = "mobility", _("mobility")
    DEVELOPMENT = "development", _("delayed development")
    AUTISM = "autism", _("autism spectrum")
    INTELLECT = "intellect", _("intellectual disability")
    COMPLEX = "complex", _("several conditions")
    OTHER = "other", _("other")
