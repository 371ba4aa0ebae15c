"""Django's admin as the portal has it: plain lists of the administrator, every change noted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from users import audit
from users.models import Role, User
from users.roles import has_role


class ReferenceLists(admin.AdminSite):
    """Open to the administrator; for everyone else it does not exist."""

    site_title = site_header = index_title = _("Reference lists")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and has_role(request.user, Role.ADMINISTRATOR)

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next", request.path))

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        # What is changed here is written in the same journal as what is changed anywhere.
        kept = type("Kept", (KeptByAdministrator, admin_class or admin.ModelAdmin), {})
        super().register([model for model in models if not _is_hidden(model)], kept, **options)


class KeptByAdministrator(admin.ModelAdmin[Any]):
    """A list whose rows are added and changed, and never deleted: others point at them."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        audit.record(cast(User, request.user), "record.added", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        audit.record(cast(User, request.user), "record.changed", obj)
        return super().log_change(request, obj, message)


def _is_hidden(model: type[Model]) -> bool:
    """Rights are roles here, Django's groups mean nothing; secrets of telephones are nobody's."""
    return model is Group or model._meta.app_label in ("otp_totp", "otp_static")
