"""One press, one effect: a repeated command returns what the first one did."""

from __future__ import annotations

import hashlib
import json
import logging
import random
import time
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db import OperationalError, models
from django.utils.translation import gettext_lazy as _

from reference import transactions
from reference.errors import RuleBroken
from reference.prepared import Statement
from users.models import Command, User

M = TypeVar("M", bound=models.Model)

logger = logging.getLogger(__name__)

BEGIN = Statement(
    """
    INSERT INTO users_command (key, kind, input_hash, by_id, result)
    VALUES (%(key)s, %(kind)s, %(input_hash)s, %(by)s, '')
    ON CONFLICT DO NOTHING RETURNING key
    """
)
FINISH = Statement("UPDATE users_command SET result = %(result)s WHERE key = %(key)s")

ATTEMPTS = 3
WORTH_ANOTHER_TRY = {"40P01", "40001"}  # deadlock detected, serialization failure


def once(
    key: UUID, kind: str, result_model: type[M], do: Callable[[], M], *, by: User, **inputs: Any
) -> M:
    """Run `do` and remember its result under the key; a second run returns the first one's result.

    The command's row is the first insert of the transaction, so a twin that arrives meanwhile
    waits for it. A deadlock or a serialization failure is tried again, a few times. Raises
    RuleBroken `command_conflict` if the key was used for other input, and whatever `do` raises
    (then nothing is remembered).
    """
    fingerprint = json.dumps([kind, by.pk, inputs], sort_keys=True, default=str)
    input_hash = hashlib.sha256(fingerprint.encode()).hexdigest()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _once(key, kind, input_hash, result_model, do, by=by)
        except OperationalError as failure:
            state = getattr(failure.__cause__, "pgcode", None)
            if state not in WORTH_ANOTHER_TRY or attempt == ATTEMPTS:
                raise
            logger.warning("Command %s is tried again after %s", key, state)
            time.sleep(random.uniform(0.01, 0.05) * attempt)
    raise AssertionError("the last attempt returns or raises")


def _once(
    key: UUID, kind: str, input_hash: str, result_model: type[M], do: Callable[[], M], *, by: User
) -> M:
    with transactions.command():
        if not BEGIN.run(key=key, kind=kind, input_hash=input_hash, by=by.pk):
            command = Command.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
            if command.input_hash != input_hash:
                raise RuleBroken(
                    "command_conflict",
                    _("This page was already used for another action. Open it again."),
                )
            if command.result:
                return result_model._default_manager.get(pk=command.result)
        result = do()
        FINISH.run(key=key, result=str(result.pk))
        return result
