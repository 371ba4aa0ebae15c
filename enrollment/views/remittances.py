"""What a payer transfers: the register of documents to be paid, by organisation (R6.62)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enrollment import access, document_lists, document_sheets, documents, remitting
from enrollment.document_forms import TransferFilters
from enrollment.models import Document
from enrollment.remitting import Register
from reference import clock
from users.http import AuthenticatedRequest
from users.roles import municipality_of, role_required

READERS = access.MUNICIPAL


@role_required(*READERS)
@require_safe
def transfers(request: AuthenticatedRequest) -> HttpResponse:
    """The documents that ask for money, by organisation with its requisites and total."""
    filters, register = _register(request)
    return render(
        request,
        "enrollment/documents/transfers.html",
        {
            "filters": filters,
            "register": register,
            "municipality": municipality_of(request.user, *READERS),
        },
    )


@role_required(*READERS)
@require_safe
def transfers_pdf(request: AuthenticatedRequest) -> HttpResponse:
    """The register as an official paper for the treasury."""
    filters, register = _register(request)
    municipality = municipality_of(request.user, *READERS)
    drawn = documents.transfers(
        register,
        municipality=municipality,
        month=filters.cleaned_data.get("month") or "",
        is_paid=filters.cleaned_data.get("state") == "paid",
        made_on=clock.today(municipality),
    )
    return HttpResponse(
        drawn,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="transfers.pdf"'},
    )


@role_required(*READERS)
@require_safe
def transfers_xlsx(request: AuthenticatedRequest) -> HttpResponse:
    """The register as a spreadsheet."""
    _filters, register = _register(request)
    municipality = municipality_of(request.user, *READERS)
    return HttpResponse(
        document_sheets.transfers(register, payer=municipality.payer_name),
        content_type=document_sheets.CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="transfers.xlsx"'},
    )


def _register(request: AuthenticatedRequest) -> tuple[TransferFilters, Register]:
    """The documents that the filters find: those that wait for payment where nothing is asked."""
    municipality = municipality_of(request.user, *READERS)
    found = access.municipal_documents(request.user).filter(municipality=municipality)
    filters = TransferFilters(request.GET, months=document_lists.months_of(found))
    filters.is_valid()
    if filters.cleaned_data.get("state") == "paid":
        found = found.filter(status=Document.Status.PAID)
    else:
        found = found.filter(status__in=(Document.Status.NOT_VIEWED, Document.Status.IN_WORK))
    if month := filters.cleaned_data.get("month"):
        found = document_lists.narrowed(found, {"month": month})
    return filters, remitting.register_of(found)
