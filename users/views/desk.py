"""The desk helps families to get in: finding a person, a code instead of a letter."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reference import clock
from reference.errors import RuleBroken
from users import access, guarding, searching, securing, vouching
from users.desk_forms import SeenForm, WhoForm
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import has_role, role_required

ON_A_PAGE = 50


@role_required(*access.DESK, Role.ADMINISTRATOR)
@never_cache
def people(request: AuthenticatedRequest) -> HttpResponse:
    """Find somebody by e-mail or phone, typed in full; below, whose letters come back.

    What was typed is sent, not put into the address: it would stay in journals and histories.
    """
    form = WhoForm(request.POST or None)
    found = None
    if form.is_valid():
        if guarding.is_too_often(f"desk:{request.user.pk}", limit=guarding.DESK_SEARCHES):
            form.add_error("who", guarding.TOO_MANY_SEARCHES)
        else:
            found = searching.people(request.user, form.cleaned_data["who"])
    pages = Paginator(access.undelivered(request.user).select_related("municipality"), ON_A_PAGE)
    page = {
        "form": form,
        "found": found,
        "page_obj": pages.get_page(request.GET.get("page")),
        "gives_codes": has_role(request.user, *access.DESK),
    }
    return render(request, "users/people.html", page)


@role_required(*access.DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def give_code(request: AuthenticatedRequest, user_id: int) -> HttpResponse:
    """A code for whoever stands at the desk; it is shown once, to be printed or said."""
    person = get_object_or_404(access.families_of_desk(request.user), pk=user_id)
    typed = request.POST if request.method == "POST" else None  # an empty box sends nothing
    form = SeenForm(typed)
    if form.is_valid():
        try:
            code = vouching.give_code(person, by=request.user, at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            page = {"person": person, "code": f"{code[:3]} {code[3:]}"}
            return render(request, "users/desk_code.html", page)
    page = {"form": form, "person": person, "has_second_step": securing.is_on(person)}
    return render(request, "users/give_code.html", page)
