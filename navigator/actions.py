"""What can be done on the portal, in the words of the journal of actions.

The code is what a rule writes with `audit.record`; a new one gets its line here in the commit
that brings it, and a test holds every rule against this table.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Final[dict[str, str | Promise]] = {
    # people
    "user.registered": _("registered"),
    "user.details_changed": _("changed the name or the phone"),
    "user.password_changed": _("changed the password"),
    "user.email_confirmed": _("confirmed the e-mail"),
    "user.confirmation_sent": _("asked for the confirming letter again"),
    "user.recovery_asked": _("recovery of the password was asked for"),
    "user.password_recovered": _("recovered the password"),
    "user.changed": _("changed a person’s record"),
    "reference.changed": _("changed a reference list"),
    "clock.moved": _("moved the demo clock"),
    # children and certificates
    "child.registered": _("added a child"),
    "child.viewed": _("opened a child’s card"),
    "consent.given": _("consented to data processing"),
    "application.submitted": _("applied for a certificate"),
    "application.confirmed": _("confirmed the documents"),
    "application.rejected": _("rejected the application for a certificate"),
    "application.expired": _("the application for a certificate expired"),
    "certificate.issued": _("issued a certificate"),
    "certificate.funding_requested": _("asked for funding"),
    "certificate.funded": _("granted the nominal"),
    "certificate.queued": _("put into the queue for funding"),
    "certificate.left_queue": _("left the queue for funding"),
    "certificate.unfunded": _("moved the certificate to accounting"),
    "certificate.funding_returned": _("gave the funding back"),
    "certificate.suspended": _("suspended the certificate"),
    "certificate.resumed": _("resumed the certificate"),
    "certificate.closed": _("closed the certificate"),
    # the funding plan
    "plan.drafted": _("drafted a funding plan"),
    "plan.changed": _("changed the funding plan"),
    "plan.approved": _("approved the funding plan"),
    "terms.drafted": _("drafted the terms of a category"),
    "terms.removed": _("removed the terms of a category"),
    "terms.nominal_set": _("set the nominal"),
    "terms.limits_set": _("set the limits of a category"),
    "direction.limited": _("set the limit of a direction"),
    # programs
    "program.drafted": _("drafted a program"),
    "program.revised": _("changed the program"),
    "program.archived": _("archived the program"),
    "program.reopened": _("reopened the program"),
    "module.added": _("added a module"),
    "module.revised": _("changed the module"),
    "module.priced": _("set the price of the module"),
    "module.removed": _("removed the module"),
    # contracts and places
    "contract.requested": _("applied for a place by the certificate"),
    "contract.accepted": _("accepted the application"),
    "contract.refused": _("refused the application"),
    "contract.withdrawn": _("withdrew the application"),
    "contract.signed": _("accepted the offer"),
    "contract.terminating": _("terminated the contract"),
    "contract.closed": _("the contract ended"),
    "place.requested": _("applied for a place"),
    "place.accepted": _("accepted the application for a place"),
    "place.refused": _("refused the application for a place"),
    "place.withdrawn": _("withdrew the application for a place"),
    "place.left": _("left the group"),
    "place.finished": _("the group finished"),
    "waiting.joined": _("joined the waiting list"),
    "waiting.left": _("left the waiting list"),
}
