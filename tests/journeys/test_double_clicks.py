"""A person who presses twice has asked once."""

from __future__ import annotations

import pytest

from certificates import ledger
from enrollment import checking
from enrollment.models import Contract

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_makes_one_contract(
    arrives, parent, funded_certificate, group, on, with_scripts
):
    mother = arrives(parent, on_phone=True, with_scripts=with_scripts)
    mother.opens(f"/enrollment/groups/{group.pk}/apply/")
    mother.is_at("Заявка на место")
    mother.ticks("Хочу подать заявку на это место")
    mother.ticks("С условиями выше ознакомлен(а)")

    mother.double_clicks("Подать заявку")

    mother.is_at("Квитанция о заявке")
    contract = Contract.objects.get()
    assert ledger.balance_of(funded_certificate, on).reserved == contract.certificate_part
    assert checking.differences() == []
