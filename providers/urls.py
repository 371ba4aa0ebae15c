"""Addresses of providers: the register, one's own card, agreements, the operator's decisions."""

from django.urls import path

from providers.views import municipality, operator, public
from providers.views import provider as own

app_name = "providers"

urlpatterns = [
    path("", public.register, name="register"),
    path("apply/", public.apply, name="apply"),
    # the organisation's own page
    path("own/", own.own_card, name="own_card"),
    path("own/edit/", own.edit_card, name="edit_card"),
    path("own/apply-again/", own.apply_again, name="apply_again"),
    path("own/venues/new/", own.add_venue, name="add_venue"),
    path("own/venues/<int:pk>/", own.edit_venue, name="edit_venue"),
    path("own/venues/<int:pk>/remove/", own.remove_venue, name="remove_venue"),
    path("own/agreements/", own.own_agreements, name="own_agreements"),
    # the payer
    path("own/agreements/<int:pk>/appeal/", own.appeal, name="appeal"),
    path("agreements/", municipality.agreements, name="agreements"),
    path("agreements/<int:pk>/", municipality.agreement, name="agreement"),
    path("agreements/<int:pk>/reject/", municipality.reject, name="reject_agreement"),
    # the regional model centre
    path("decisions/", operator.decisions, name="decisions"),
    path("decisions/<int:pk>/", operator.decision, name="decision"),
    path("decisions/<int:pk>/include/", operator.include, name="include"),
    path("decisions/<int:pk>/resume/", operator.resume, name="resume"),
    path(
        "decisions/<int:pk>/executor/include/",
        operator.include_executor,
        name="include_executor",
    ),
    path(
        "decisions/<int:pk>/executor/exclude/",
        operator.exclude_executor,
        name="exclude_executor",
    ),
    path("decisions/<int:pk>/refuse/", operator.refuse, name="refuse"),
    # a provider's own address is any single word, so it comes last
    path("<slug:slug>/", public.provider, name="provider"),
]
