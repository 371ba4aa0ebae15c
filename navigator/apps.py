from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class NavigatorConfig(AppConfig):
    name = "navigator"
    default = True


class ReferenceListsConfig(admin_apps.AdminConfig):
    """Django's admin as the portal has it: the administrator's reference lists and people."""

    default_site = "navigator.administration.ReferenceLists"
    default = False
