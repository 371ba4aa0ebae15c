"""Addresses of applications, contracts, places, and of the municipality's work with them."""

from django.urls import path

from enrollment.views import (
    agreements,
    calendar,
    documents,
    family,
    family_contracts,
    family_waiting,
    lessons,
    municipality,
    operator,
    papers,
    parties,
    payer_documents,
    planning,
    provider,
    provider_contracts,
    provider_documents,
    register,
    simulator,
)

app_name = "enrollment"

urlpatterns = [
    # a group
    path("groups/<int:group_id>/", provider.group_list, name="group_list"),
    path("groups/<int:group_id>/apply/", family.apply, name="apply"),
    path("groups/<int:group_id>/wait/", family_waiting.wait, name="wait"),
    # the family
    path("simulator/", simulator.simulator, name="simulator"),
    path("ours/", family.our_contracts, name="our_contracts"),
    path("waiting/<int:pk>/", family_waiting.place_in_line, name="waiting"),
    path("waiting/<int:pk>/leave/", family_waiting.leave_waiting, name="leave_waiting"),
    path("contracts/<int:pk>/receipt/", family.receipt, name="receipt"),
    path("contracts/<int:pk>/withdraw/", family_contracts.withdraw, name="withdraw"),
    path("contracts/<int:pk>/sign/", family_contracts.sign, name="sign"),
    path("contracts/<int:pk>/leave/", family_contracts.leave, name="leave"),
    path("places/<int:pk>/withdraw/", family_contracts.withdraw_place, name="withdraw_place"),
    path("places/<int:pk>/leave/", family_contracts.leave_place, name="leave_place"),
    # both parties
    path("contracts/<int:pk>/", parties.contract, name="contract"),
    path("contracts/<int:pk>/offer.pdf", papers.offer, name="offer_pdf"),
    path("contracts/<int:pk>/application.pdf", papers.application, name="application_pdf"),
    path("contracts/<int:pk>/notice.pdf", papers.notice, name="notice_pdf"),
    path("places/<int:pk>/", parties.place, name="place"),
    # the organisation
    path("inbox/", provider.inbox, name="inbox"),
    path("inbox/accept/", provider.accept_chosen, name="accept_chosen"),
    path("contracts/<int:pk>/accept/", provider_contracts.accept, name="accept"),
    path("contracts/<int:pk>/refuse/", provider_contracts.refuse, name="refuse"),
    path("contracts/<int:pk>/terminate/", provider_contracts.terminate, name="terminate"),
    path("places/<int:pk>/accept/", provider_contracts.accept_place, name="accept_place"),
    path("places/<int:pk>/refuse/", provider_contracts.refuse_place, name="refuse_place"),
    path("places/<int:pk>/expel/", provider_contracts.expel, name="expel"),
    path("documents/ours/", provider_documents.own_documents, name="own_documents"),
    path("documents/advance/", provider_documents.new_advance, name="new_advance"),
    path("documents/invoice/", provider_documents.new_invoice, name="new_invoice"),
    path("documents/lessons/", lessons.lessons, name="lessons"),
    path("documents/<int:pk>/remove/", provider_documents.remove_document, name="remove_document"),
    # the organisation and the payer
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/document.pdf", documents.document_pdf, name="document_pdf"),
    # the payer
    path("documents/", payer_documents.documents, name="documents"),
    path("documents/<int:pk>/take/", payer_documents.take_document, name="take_document"),
    path(
        "documents/<int:pk>/put-back/",
        payer_documents.put_document_back,
        name="put_document_back",
    ),
    path("documents/<int:pk>/return/", payer_documents.return_document, name="return_document"),
    path("documents/<int:pk>/pay/", payer_documents.pay_document, name="pay_document"),
    # the operator
    path("contracts/<int:pk>/delete/", operator.delete_contract, name="delete_contract"),
    path("providers/<int:pk>/", register.provider_places, name="provider_places"),
    path("providers/<int:pk>/limit/", register.limit_provider, name="limit_provider"),
    path("providers/<int:pk>/suspend/", register.suspend_provider, name="suspend_provider"),
    path("providers/<int:pk>/exclude/", register.exclude_provider, name="exclude_provider"),
    path("providers/<int:pk>/wind-up/", register.wind_up, name="wind_up_provider"),
    path("programs/<int:pk>/limit/", register.limit_program, name="limit_program"),
    # the municipality
    path("contracts/", municipality.contracts, name="contracts"),
    path("certificates/<int:pk>/suspend/", municipality.suspend, name="suspend"),
    path("certificates/<int:pk>/resume/", municipality.resume, name="resume"),
    path("certificates/<int:pk>/close/", municipality.close_certificate, name="close_certificate"),
    path("agreements/<int:pk>/maximum/", agreements.maximum, name="maximum"),
    path("month/", municipality.month, name="month"),
    path("plans/calculator/", planning.calculator, name="calculator"),
    path("plans/<int:plan_id>/rehearsal/", planning.rehearsal, name="rehearsal"),
    path("plans/<int:plan_id>/forecast/", planning.forecast, name="forecast"),
    path("closing/<int:plan_id>/", municipality.closing, name="closing"),
    path("closing/<int:plan_id>/protocol.xlsx", municipality.closing_xlsx, name="closing_xlsx"),
    path("closing/<int:plan_id>/protocol.pdf", municipality.closing_pdf, name="closing_pdf"),
    # the calendar
    path("jobs/", calendar.jobs, name="jobs"),
    path("jobs/of/<int:municipality_id>/", calendar.jobs_of, name="jobs_of"),
    path("jobs/of/<int:municipality_id>/<slug:name>/", calendar.job_of, name="job_of"),
    path("jobs/findings/", calendar.findings, name="findings"),
    path("jobs/<slug:name>/", calendar.job, name="job"),
]
