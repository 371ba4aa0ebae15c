"""The page and the paper of a document for payment, for the provider and the payer."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from enrollment import access, annex, documents, examining, history
from enrollment.models import Document
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
            "left": document.total - document.advanced,
        },
    )


@role_required(*READERS)
@require_safe
def document_pdf(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The document with its annex as an official paper (R7.17)."""
    document = _visible(request, pk)
    return HttpResponse(
        documents.payment(document),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{document.kind}-{pk}.pdf"'},
    )


def _visible(request: AuthenticatedRequest, pk: int) -> Document:
    return get_object_or_404(
        access.visible_documents(request.user).select_related(
            "provider", "plan", "municipality__region", "created_by"
        ),
        pk=pk,
    )
