"""People and their roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from users.contacts import normal_email
from users.models import RoleAssignment, User


class UserForm(forms.ModelForm[User]):
    """A person as the administrator keeps them; the password is the person's own affair."""

    class Meta:
        model = User
        fields = (
            "email",
            "last_name",
            "first_name",
            "patronymic",
            "phone",
            "municipality",
            "is_active",
        )
        labels = {"municipality": _("Municipality"), "is_active": _("May sign in")}

    def clean_email(self) -> str:
        email = normal_email(self.cleaned_data["email"])
        if User.objects.exclude(pk=self.instance.pk).filter(email=email).exists():
            raise ValidationError(_("This e-mail is already used on the portal."))
        return email


class RoleForm(forms.ModelForm[RoleAssignment]):
    class Meta:
        model = RoleAssignment
        fields = ("role", "municipality")
        labels = {"municipality": _("Municipality")}
        help_texts = {"municipality": _("Empty: the whole portal.")}


class RoleInline(admin.TabularInline[RoleAssignment, User]):
    model = RoleAssignment
    form = RoleForm
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    form = UserForm
    inlines = (RoleInline,)
    list_display = ("name", "email", "where", "may_sign_in")
    list_filter = ("role_assignments__role",)
    list_select_related = ("municipality",)
    search_fields = ("last_name", "email")
    ordering = ("last_name", "first_name")

    @admin.display(description=_("Surname, first name, patronymic"), ordering="last_name")
    def name(self, user: User) -> str:
        return user.full_name

    @admin.display(description=_("Municipality"), ordering="municipality__name")
    def where(self, user: User) -> str:
        return str(user.municipality or "—")

    @admin.display(description=_("May sign in"), boolean=True, ordering="is_active")
    def may_sign_in(self, user: User) -> bool:
        return user.is_active

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            # Somebody new chooses a password by the letter of recovery.
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
