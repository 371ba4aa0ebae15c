from django.urls import path

from users.views import address, administrator, desk, person, public, second_step, terms

app_name = "users"

urlpatterns = [
    path("register/", public.register, name="register"),
    path("terms/", terms.terms, name="terms"),
    path("terms/accept/", terms.accept_terms, name="accept_terms"),
    path("terms/<str:version>/", terms.terms, name="terms_of"),
    path("sign-in/", public.sign_in, name="sign_in"),
    path("sign-in/code/", second_step.second_step, name="second_step"),
    path("sign-out/", public.sign_out, name="sign_out"),
    path("confirm/<str:token>/", public.confirm_email, name="confirm_email"),
    path("recovery/", public.password_reset, name="password_reset"),
    path("recovery/sent/", public.password_reset_sent, name="password_reset_sent"),
    path("recovery/code/", public.code_recovery, name="code_recovery"),
    path("recovery/<str:key>/<str:token>/", public.new_password, name="new_password"),
    path("profile/", person.profile, name="profile"),
    path("profile/details/", person.change_details, name="change_details"),
    path("profile/letters/", person.letter_settings, name="letter_settings"),
    path("profile/password/", person.change_password, name="change_password"),
    path("profile/email/", address.change_email, name="change_email"),
    path("profile/code/", address.enter_code, name="enter_code"),
    path("profile/second-step/", second_step.settings_of_second_step, name="second_step_settings"),
    path("profile/second-step/spare/", second_step.spare_codes, name="spare_codes"),
    path("profile/second-step/off/", second_step.turn_off, name="turn_off_second_step"),
    path("profile/confirmation/", person.send_confirmation, name="send_confirmation"),
    path("letters/", person.letters, name="messages"),
    path("letters/<int:letter_id>/", person.letter, name="letter"),
    path("people/", desk.people, name="people"),
    path("people/<int:user_id>/code/", desk.give_code, name="give_code"),
    path("people/<int:user_id>/second-step/", second_step.reset, name="reset_second_step"),
    path("audit/", administrator.audit_journal, name="audit"),
]
