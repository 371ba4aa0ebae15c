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

    def clean_email(self) -> str:
        email = normal_email(self.cleaned_data["email"])
        if User.objects.exclude(pk=self.instance.pk).filter(email=email).exists():
            raise ValidationError(_("This e-mail is already used on the portal."))
        return email


class RoleInline(admin.TabularInline[RoleAssignment, User]):
    model = RoleAssignment
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
    list_display = ("full_name", "email", "municipality", "is_active")
    list_filter = ("is_active", "role_assignments__role", "municipality")
    search_fields = ("last_name", "email")
    ordering = ("last_name", "first_name")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            # Somebody new chooses a password by the letter of recovery.
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
