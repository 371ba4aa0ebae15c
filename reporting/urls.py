"""Addresses of reports."""

from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("population/", views.population, name="population"),
    path("<int:run_id>/", views.report, name="report"),
    path("<int:run_id>/pdf/", views.pdf, name="pdf"),
    path("<int:run_id>/retry/", views.retry, name="retry"),
    path("<int:run_id>/figures/<str:key>/", views.figure, name="figure"),
]
