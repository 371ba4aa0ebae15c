from datetime import date

import factory
from factory.django import DjangoModelFactory

from reporting.models import Population, ReportRun
from tests.factories.reference import MunicipalityFactory
from tests.factories.users import UserFactory


class PopulationFactory(DjangoModelFactory):
    """2 311 children from 5 to 17 years old in 2026 (W35)."""

    class Meta:
        model = Population

    municipality = factory.SubFactory(MunicipalityFactory)
    year = 2026
    children = 2311
    source = "Росстат, бюллетень, табл. 2"
    entered_by = factory.SubFactory(UserFactory)


class ReportRunFactory(DjangoModelFactory):
    """An order of the report of the third quarter of 2026 that waits to be built."""

    class Meta:
        model = ReportRun

    kind = "quarterly"
    municipality = factory.SubFactory(MunicipalityFactory)
    year = 2026
    quarter = 3
    snapshot_on = date(2026, 9, 28)
    requested_by = factory.SubFactory(UserFactory)
