from __future__ import annotations

import pytest

from reference.models import Municipality
from tests.factories.reference import MunicipalityFactory

pytestmark = pytest.mark.django_db


def test_many_keys_are_one_value_of_the_statement():
    first, second, _third = (MunicipalityFactory() for _ in range(3))

    found = Municipality.objects.filter(pk__among=[first.pk, second.pk])

    assert set(found) == {first, second}
    assert len(found.query.sql_with_params()[1]) == 1


def test_no_keys_find_nothing():
    MunicipalityFactory()

    assert not Municipality.objects.filter(pk__among=set()).exists()
    assert Municipality.objects.exclude(pk__among=[]).count() == 1
