"""Addresses of children, certificates and plans."""

from django.urls import path

from certificates.views import (
    achievements,
    adults,
    changes,
    consents,
    desk,
    drafts,
    family,
    family_funding,
    municipality,
    papers,
    payer,
)

app_name = "certificates"
urlpatterns = [
    # the family
    path("family/", family.family, name="family"),
    path("family/add-child/", family.add_child, name="add_child"),
    path("family/children/<int:child_id>/health/", family.health, name="health"),
    path("family/consents/", consents.consents, name="consents"),
    path("family/children/<int:child_id>/consent/", consents.consent, name="consent"),
    path(
        "family/children/<int:child_id>/consent/<str:version>/",
        consents.consent_text,
        name="consent_text",
    ),
    path(
        "family/children/<int:child_id>/apply/",
        family.apply_for_certificate,
        name="apply_for_certificate",
    ),
    path("family/children/<int:child_id>/move/", family.move, name="move"),
    # who looks after a child
    path("family/children/<int:child_id>/", adults.child, name="child"),
    path("family/children/<int:child_id>/data/", adults.edit_child, name="edit_child"),
    path("family/children/<int:child_id>/invite/", adults.invite, name="invite"),
    path(
        "family/children/<int:child_id>/achievements/add/",
        achievements.add_achievement,
        name="add_achievement",
    ),
    path(
        "family/achievements/<int:pk>/remove/",
        achievements.remove_achievement,
        name="remove_achievement",
    ),
    path("family/invitations/<int:pk>/take-back/", adults.take_back, name="take_back"),
    path("family/adults/<int:pk>/rights/", adults.change_rights, name="change_rights"),
    path("family/adults/<int:pk>/remove/", adults.remove_adult, name="remove_adult"),
    path("invitations/<str:token>/", adults.invitation, name="invitation"),
    path("invitations/<str:token>/decline/", adults.decline_invitation, name="decline_invitation"),
    path("family/applications/<int:pk>/", family.receipt, name="receipt"),
    path("family/statements/<int:pk>/", family_funding.statement, name="statement"),
    path("<int:pk>/", family.certificate, name="certificate"),
    path("<int:pk>/certificate.pdf", papers.certificate, name="certificate_pdf"),
    path("statements/<int:pk>.pdf", papers.statement, name="statement_pdf"),
    path("<int:pk>/funding/", family_funding.request_funding, name="request_funding"),
    path("<int:pk>/funding/return/", family_funding.return_funding, name="return_funding"),
    path("<int:pk>/queue/leave/", family_funding.leave_queue, name="leave_queue"),
    # the support centre and the desk
    path("applications/", municipality.applications, name="applications"),
    path("applications/<int:pk>/", municipality.application, name="application"),
    path("applications/<int:pk>/reject/", municipality.reject, name="reject"),
    path("children/<int:child_id>/consents/", consents.desk_consents, name="desk_consents"),
    path("register/", municipality.register, name="register"),
    path("register/certificates.pdf", papers.print_page, name="print_certificates"),
    path("passport/<str:token>/", papers.passport, name="passport"),
    path("register/<int:pk>/", municipality.record, name="record"),
    path("register/children/<int:child_id>/", desk.child_record, name="child_record"),
    path("register/children/<int:child_id>/correct/", desk.correct_child, name="correct_child"),
    path("register/children/<int:child_id>/add-adult/", desk.add_adult, name="add_adult"),
    path("register/adults/<int:pk>/decide/", desk.decide_adult, name="decide_adult"),
    path("register/adults/<int:pk>/remove/", desk.remove_adult_at_desk, name="remove_at_desk"),
    # the payer
    path("plan/", payer.plan, name="plan"),
    path("plan/<int:pk>/", payer.plan, name="plan"),
    path("plan/new/", drafts.new_plan, name="new_plan"),
    path("plan/<int:pk>/edit/", drafts.edit_plan, name="edit_plan"),
    path("plan/<int:pk>/allow-next/", payer.allow_next_plan, name="allow_next_plan"),
    path("plan/<int:pk>/volume/", changes.set_volume, name="set_volume"),
    path("plan/<int:pk>/close-contracting/", changes.close_contracting, name="close_contracting"),
    path("plan/<int:pk>/approve/", drafts.approve_plan, name="approve_plan"),
    path("plan/<int:pk>/categories/add/", drafts.edit_terms, name="add_terms"),
    path("plan/<int:pk>/categories/<int:terms_id>/", drafts.edit_terms, name="edit_terms"),
    path(
        "plan/<int:pk>/categories/<int:terms_id>/remove/", drafts.remove_terms, name="remove_terms"
    ),
    path("terms/<int:pk>/nominal/", payer.set_nominal, name="set_nominal"),
    path("terms/<int:pk>/limits/", payer.set_limits, name="set_limits"),
    path("queue/", payer.queue, name="queue"),
]
