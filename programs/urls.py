"""Addresses of programs: the catalogue, the provider's editor, the support centre's moderation."""

from django.urls import URLPattern, path

from programs.views import (
    catalogue,
    certification,
    choosing,
    costing,
    family,
    municipality,
    provider,
    provider_groups,
    provider_modules,
    provider_photos,
)
from programs.views import files as file_views
from programs.views import public as public_views

app_name = "programs"

# What the provider and the municipality do; these come first, because a program's own address is
# any single word.
staff: list[URLPattern] = [
    # the provider's desk
    path("own/", provider.own_programs, name="own_programs"),
    path("own/new/", provider.new_program, name="new_program"),
    path("own/<int:pk>/", provider.edit_program, name="edit_program"),
    path("own/<int:pk>/modules/", provider_modules.edit_modules, name="edit_modules"),
    path("own/<int:pk>/modules/new/", provider_modules.add_module, name="add_module"),
    path("own/<int:pk>/groups/", provider_groups.program_groups, name="program_groups"),
    path("own/<int:pk>/photos/", provider_photos.edit_photos, name="edit_photos"),
    path("own/<int:pk>/photos/add/", provider_photos.add_photo, name="add_photo"),
    path("own/<int:pk>/text/", provider_photos.attach_text, name="attach_text"),
    path("own/<int:pk>/text/remove/", provider_photos.remove_text, name="remove_text"),
    path("own/photos/<int:pk>/", provider_photos.describe_photo, name="describe_photo"),
    path("own/photos/<int:pk>/first/", provider_photos.put_first, name="put_first"),
    path("own/photos/<int:pk>/earlier/", provider_photos.put_earlier, name="put_earlier"),
    path("own/photos/<int:pk>/remove/", provider_photos.remove_photo, name="remove_photo"),
    path("own/<int:pk>/check/", provider.check_program, name="check_program"),
    path("own/<int:pk>/submit/", provider.submit, name="submit"),
    path("own/<int:pk>/recall/", provider.recall, name="recall"),
    path("own/<int:pk>/reopen/", provider.reopen, name="reopen"),
    path("own/<int:pk>/archive/", provider.archive, name="archive"),
    path("own/<int:pk>/answers/<slug:section>/", provider.answer_remarks, name="answer_remarks"),
    path("own/<int:pk>/<slug:section>/", provider.edit_section, name="edit_section"),
    path("own/modules/<int:pk>/", provider_modules.edit_module, name="edit_module"),
    path("own/modules/<int:pk>/remove/", provider_modules.remove_module, name="remove_module"),
    path("own/modules/<int:pk>/price/", provider_modules.set_price, name="set_price"),
    path("own/modules/<int:pk>/open/", provider_groups.open_enrollment, name="open_enrollment"),
    path("own/modules/<int:pk>/close/", provider_groups.close_enrollment, name="close_enrollment"),
    path("own/modules/<int:pk>/groups/new/", provider_groups.add_group, name="add_group"),
    path("own/groups/<int:pk>/", provider_groups.edit_group, name="edit_group"),
    path("own/groups/<int:pk>/archive/", provider_groups.archive_group, name="archive_group"),
    # the support centre's desk
    path("moderation/", municipality.moderation_queue, name="moderation_queue"),
    path("moderation/<int:pk>/", municipality.moderate, name="moderate"),
    path("moderation/<int:pk>/take-up/", municipality.take_up, name="take_up"),
    path("moderation/checks/<int:pk>/take-over/", municipality.take_over, name="take_over"),
    path("moderation/checks/<int:pk>/return/", municipality.return_program, name="return_program"),
    path("moderation/checks/<int:pk>/publish/", municipality.publish, name="publish"),
    path("moderation/checks/<int:pk>/refuse/", municipality.refuse, name="refuse"),
    # the parameters of the normative cost
    path("costs/", costing.cost_parameters, name="cost_parameters"),
    path("costs/<slug:kind>/propose/", costing.propose_parameters, name="propose_parameters"),
    path("costs/decisions/", costing.parameters_to_decide, name="parameters_to_decide"),
    path("costs/decisions/<int:pk>/", costing.decide_parameters, name="decide_parameters"),
    path(
        "costs/decisions/<int:pk>/approve/", costing.approve_parameters, name="approve_parameters"
    ),
    path("costs/modules/<int:pk>/", costing.set_normative_cost, name="set_normative_cost"),
    # certification, also the region's
    path("certification/", certification.certification, name="certification"),
    path("certification/<int:pk>/", certification.certify, name="certify"),
    path(
        "certification/<int:pk>/withdraw/",
        certification.withdraw_certification,
        name="withdraw_certification",
    ),
]

# What a parent waits for.
wishes: list[URLPattern] = [
    path("wishes/", family.wishes, name="wishes"),
    path("wishes/new/", family.make_wish, name="make_wish"),
    path("wishes/<int:pk>/", family.wish, name="wish"),
    path("wishes/<int:pk>/end/", family.end_wish, name="end_wish"),
]

# How a family chooses.
choice: list[URLPattern] = [
    path("favourites/", choosing.favourites, name="favourites"),
    path("favourites/<slug:slug>/", choosing.favour, name="favour"),
    path("favourites/<slug:slug>/remove/", choosing.unfavour, name="unfavour"),
    path("compare/", choosing.compare, name="compare"),
]

# What everyone sees.
public: list[URLPattern] = [
    path("", catalogue.catalogue, name="catalogue"),
    path("photos/<slug:name>.webp", file_views.photo, name="photo"),
    path("<slug:slug>/", public_views.program, name="program"),
    path("<slug:slug>/leaflet/", public_views.leaflet, name="leaflet"),
    path("<slug:slug>/program.pdf", file_views.text, name="text"),
]

urlpatterns = [*staff, *wishes, *choice, *public]
