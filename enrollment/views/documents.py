"""The page and the paper of a document for payment, for the provider and the payer."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from enrollment import access, annex, examining, history, paydays, printing, tasks
from enrollment.models import Document
from reference import clock
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

ON_A_PAGE = 50
READERS = (Role.PROVIDER, *access.MUNICIPAL, Role.OPERATOR)


@role_required(*READERS)
@require_safe
def document(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A document: its sums, its register of contracts, what can be done, what was done."""
    document = _visible(request, pk)
    user = request.user
    page = Paginator(annex.register_of(document), ON_A_PAGE).get_page(request.GET.get("page"))
    is_payer = access.payable_documents(user).filter(pk=pk).exists()
    return render(
        request,
        "enrollment/documents/document.html",
        {
            "document": document,
            "page_obj": page,
            "rows": annex.rows_of(document, page.object_list),
            "agreement": annex.agreement_of(document),
            "events": history.events_of(document, reader=user),
            "is_provider": access.provider_documents(user).filter(pk=pk).exists(),
            "is_payer": is_payer,
            "checks": examining.examine(document) if is_payer else [],
            "due_on": paydays.due_on(document),
            "is_overdue": paydays.is_overdue(document, on=clock.today(document.municipality)),
            "left": document.total - document.advanced,
        },
    )


@role_required(*READERS)
@require_safe
def document_pdf(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The document with its annex as an official paper (R7.17)."""
    document = _visible(request, pk)
    paper = printing.paper_of(document)
    if paper is None:
        _have_it_drawn(request, document)
        return redirect(document)
    return HttpResponse(
        paper,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{document.kind}-{pk}.pdf"'},
    )


def _have_it_drawn(request: AuthenticatedRequest, document: Document) -> None:
    """A long register is drawn in the background; the button gives it as soon as it is ready."""
    try:
        tasks.draw_document.delay(document.pk)
    except OperationalError:
        messages.error(request, _("The paper cannot be drawn now. Try again in a few minutes."))
    else:
        messages.info(
            request, _("The register is long: the paper is being drawn. Open it in a minute.")
        )


def _visible(request: AuthenticatedRequest, pk: int) -> Document:
    return get_object_or_404(
        access.visible_documents(request.user).select_related(
            "provider", "plan__municipality__region", "municipality__region", "created_by"
        ),
        pk=pk,
    )
