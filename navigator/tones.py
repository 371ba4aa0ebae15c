"""The colour of every status, in one place.

The same word has the same colour everywhere: the value is looked up, not its model. A new status
gets its line here in the commit that brings it; a test holds every status against this table.
"""

from typing import Final, Literal, TypeAlias

Tone: TypeAlias = Literal["grey", "blue", "green", "amber", "red", "purple"]

# grey: nothing happens now · blue: on its way · amber: somebody must act, or it stands still
# green: in force, all is well · red: said no, or cut off · purple: out of the ordinary
STATUS_TONES: Final[dict[str, Tone]] = {
    # written, not yet handed in
    "draft": "grey",
    "new": "blue",
    "planned": "grey",
    "held": "green",
    # on its way
    "requested": "blue",
    "submitted": "blue",
    "approved": "green",
    "in_review": "blue",
    "in_work": "blue",
    "accepted": "blue",
    "confirmed": "green",
    "waiting": "blue",
    "offered": "amber",
    "queued": "blue",
    "running": "blue",
    "building": "blue",
    "reserved": "blue",
    "sent": "blue",
    "unconfirmed": "amber",
    "not_viewed": "amber",
    # somebody must act, or it stands still
    "needs_edit": "amber",
    "returned": "amber",
    "removed": "grey",
    "clarify": "amber",
    "raised": "amber",
    "upheld": "red",
    "explained": "green",
    "suspended": "amber",
    "frozen": "amber",
    "terminating": "amber",
    "leaving": "amber",
    "full": "amber",
    "overdue": "red",
    # in force
    "active": "green",
    "open": "green",
    "published": "green",
    "certified": "green",
    "included": "green",
    "granted": "green",
    "issued": "green",
    "signed": "green",
    "paid": "green",
    "done": "green",
    "ready": "green",
    "funded": "green",
    "debited": "green",
    # kinds that are shown like a status: certificates and registers
    "accounting": "blue",
    "preprofessional": "purple",
    "significant": "purple",
    "other_budget": "blue",
    # said no
    "refused": "red",
    "rejected": "red",
    "excluded": "red",
    "hidden": "red",
    "failed": "red",
    "revoked": "red",
    "annulled": "red",
    # over
    "closed": "grey",
    "terminated": "grey",
    "finished": "grey",
    "completed": "grey",
    "archived": "grey",
    "withdrawn": "grey",
    "expired": "grey",
    "closing": "amber",
    "lapsed": "grey",
    "cancelled": "grey",
    "deleted": "grey",
    "released": "grey",
    "left": "grey",
    "appealed": "purple",
    "duplicate": "purple",
}
