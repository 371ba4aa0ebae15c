from django.urls import path

from navigator.demo import views

app_name = "demo"

urlpatterns = [
    path("clock/next-day/", views.next_day, name="next_day"),
    path("clock/next-first/", views.next_first, name="next_first"),
    path("clock/end-of-period/", views.end_of_period, name="end_of_period"),
    path("mail/", views.mail, name="mail"),
    path("mail/<int:letter_id>/", views.letter, name="letter"),
]
