"""The table of rights: every page of the portal, and who comes in. Everyone else meets a 404."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from certificates import consenting, inviting, passports
from enrollment import receipts
from reporting.frozen import walk
from tests.permissions.world import World
from users import accepting, recovering, registering

Args = Callable[[World], tuple[Any, ...]]

EVERYONE = [
    "visitor",
    "parent",
    "father",
    "teenager",
    "stranger",
    "manager",
    "neighbour",
    "teacher",
    "clerk",
    "moc",
    "payer",
    "foreign_moc",
    "foreign_payer",
    "operator",
    "observer",
    "administrator",
]
SIGNED_IN = EVERYONE[1:]
# of the child of the world: two act, the father may only look (R11.05)
FAMILY = ["parent", "father", "teenager"]
ACTING = ["parent", "teenager"]
LOOKING = ["father"]
PARENTS = [*FAMILY, "stranger"]
PROVIDERS = ["manager", "neighbour"]
DESKS = ["clerk", "moc", "foreign_moc"]
CENTRES = ["moc", "foreign_moc"]
PAYERS = ["payer", "foreign_payer"]
PLANNERS = CENTRES + PAYERS
STAFF = ["clerk", "moc", "payer", "operator"]
READERS = ["moc", "payer", "operator", "observer", "administrator"]
ALL_READERS = [*READERS, "foreign_moc", "foreign_payer"]


@dataclass(frozen=True)
class Page:
    """One address: with what, who sees it, who is sent on from it, whether it is only pressed.

    Where `all_meet` is said, it is the answer to everyone. Those `told` read who may act instead.
    """

    name: str
    args: Args = field(default=lambda world: ())
    sees: list[str] = field(default_factory=list)
    is_sent_on: list[str] = field(default_factory=list)
    is_button: bool = False
    all_meet: str = ""
    told: list[str] = field(default_factory=list)

    def expected(self, person: str) -> list[str]:
        """What the person may meet here: the answers that are right."""
        if self.all_meet:
            return [self.all_meet]
        if self.is_button:
            return self._of_a_button(person)
        if person in self.sees:
            return ["200"]
        if person in self.told:
            return ["told"]
        if person in self.is_sent_on:
            return ["sent on"]
        return ["sign in"] if person == "visitor" else ["404"]

    def _of_a_button(self, person: str) -> list[str]:
        """A button is not opened, whoever asks; a stranger may be told that there is none."""
        if person in self.sees:
            return ["405"]
        return ["sign in"] if person == "visitor" else ["404", "405"]


def page(
    name: str,
    *sees: str,
    of: Args | None = None,
    sends: list[str] | None = None,
    told: list[str] | None = None,
) -> Page:
    return Page(name, of or (lambda world: ()), list(sees), sends or [], told=told or [])


def button(name: str, *sees: str, of: Args | None = None) -> Page:
    """An address that takes a press and shows nothing."""
    return Page(name, of or (lambda world: ()), list(sees), is_button=True)


def same(name: str, answer: str, of: Args | None = None) -> Page:
    """An address with one answer to everyone."""
    return Page(name, of or (lambda world: ()), all_meet=answer)


def job_of_municipality(world: World) -> tuple[Any, ...]:
    return world.municipality.pk, "ended"


def of(name: str) -> Args:
    """The key of the thing of that name in the world."""
    return lambda world: (getattr(world, name).pk,)


def words(kind: str) -> Args:
    """An opinion or an answer, as the desk asks for it."""
    return lambda world: (kind, getattr(world, kind).pk)


def paid_line(world: World) -> tuple[Any, ...]:
    return (world.paid_document.pk, world.correction.contract_id)


def figure(world: World) -> tuple[Any, ...]:
    key, _figure = next(walk(world.run.figures))
    return (world.run.pk, key)


def recovery(world: World) -> tuple[Any, ...]:
    return (recovering.key_of(world.contract.requested_by), "new")


def confirmation(world: World) -> tuple[Any, ...]:
    return (registering.email_token(world.contract.requested_by),)


def neighbour_of_desk(world: World) -> tuple[Any, ...]:
    """A parent of the municipality, for its desk."""
    return (world.resident.pk,)


def link_of_invitation(world: World) -> tuple[Any, ...]:
    return (inviting.token_of(world.invitation),)


def open_receipt(world: World) -> tuple[Any, ...]:
    return (receipts.token_of(world.contract),)


def passport(world: World) -> tuple[Any, ...]:
    return (passports.paper_token_of(world.child),)


def answers(world: World) -> tuple[Any, ...]:
    return (world.draft.pk, "main")


def draft_terms(world: World) -> tuple[Any, ...]:
    return (world.draft_plan.pk, world.draft_terms.pk)


FRAME = [
    page("home", sends=EVERYONE),
    page("health", *EVERYONE),
    page("robots", *EVERYONE),
    page("sitemap", *EVERYONE),
    page("django.contrib.sitemaps.views.sitemap", *EVERYONE, of=lambda world: ("programs",)),
    page("set_language", sends=EVERYONE),
    page("help", *EVERYONE),
    page("sight", *EVERYONE),
    button("usual_sight", *EVERYONE),
    # the demo's pages are nowhere else
    same("demo:next_day", "404"),
    same("demo:next_first", "404"),
    same("demo:end_of_period", "404"),
    same("demo:mail", "404"),
    same("demo:letter", "404", of("letter")),
]
USERS = [
    page("users:register", "visitor", sends=SIGNED_IN),
    page("users:terms", *EVERYONE),
    page("users:terms_of", *EVERYONE, of=lambda world: (accepting.current().version,)),
    page("users:accept_terms", sends=SIGNED_IN),
    page("users:sign_in", "visitor", sends=SIGNED_IN),
    # without a password shown just before
    same("users:second_step", "sign in"),
    button("users:sign_out", *EVERYONE),
    page("users:confirm_email", *EVERYONE, of=confirmation),
    page("users:password_reset", *EVERYONE),
    page("users:password_reset_sent", *EVERYONE),
    page("users:code_recovery", *EVERYONE),
    # without the token of a letter
    same("users:new_password", "400", recovery),
    page("users:profile", *SIGNED_IN),
    page("users:change_details", *SIGNED_IN),
    page("users:letter_settings", *SIGNED_IN),
    page("users:change_password", *SIGNED_IN),
    page("users:change_email", *SIGNED_IN),
    page("users:second_step_settings", *SIGNED_IN),
    page("users:spare_codes", sends=SIGNED_IN),
    page("users:turn_off_second_step", sends=SIGNED_IN),
    page("users:enter_code", *SIGNED_IN),
    button("users:send_confirmation", *SIGNED_IN),
    page("users:messages", *SIGNED_IN),
    page("users:letter", "parent", of=of("letter")),
    page("users:people", "clerk", "moc", "foreign_moc", "administrator"),
    page("users:give_code", "clerk", "moc", of=neighbour_of_desk),
    page("users:reset_second_step", "clerk", "moc", "administrator", of=neighbour_of_desk),
    page("users:audit", "administrator"),
]
PROVIDERS_PAGES = [
    page("providers:register", *EVERYONE),
    page("providers:apply", *EVERYONE),
    page("providers:provider", *EVERYONE, of=lambda world: (world.provider.slug,)),
    page("providers:own_card", *PROVIDERS),
    page("providers:edit_card", *PROVIDERS),
    button("providers:apply_again", *PROVIDERS),
    page("providers:add_venue", *PROVIDERS),
    page("providers:edit_venue", "manager", of=of("venue")),
    button("providers:remove_venue", "manager", of=of("venue")),
    page("providers:own_agreements", *PROVIDERS),
    page("providers:appeal", "manager", of=of("rejected")),
    page("providers:agreements", *PAYERS),
    page("providers:agreement", "payer", of=of("agreement")),
    page("providers:reject_agreement", "payer", of=of("request")),
    page("providers:decisions", "operator"),
    page("providers:decision", "operator", of=of("provider")),
    button("providers:include", "operator", of=of("provider")),
    button("providers:resume", "operator", of=of("provider")),
    button("providers:include_executor", "operator", of=of("provider")),
    button("providers:exclude_executor", "operator", of=of("provider")),
    page("providers:refuse", "operator", of=of("provider")),
]
PROGRAMS = [
    page("programs:catalogue", *EVERYONE),
    page("programs:program", *EVERYONE, of=lambda world: (world.program.slug,)),
    page("programs:leaflet", *EVERYONE, of=lambda world: (world.program.slug,)),
    page("programs:photo", *EVERYONE, of=lambda world: (world.cover.name(480),)),
    page("programs:text", *EVERYONE, of=lambda world: (world.program.slug,)),
    page("programs:edit_photos", "manager", of=of("draft")),
    button("programs:add_photo", "manager", of=of("draft")),
    button("programs:describe_photo", "manager", of=of("photo")),
    button("programs:put_first", "manager", of=of("photo")),
    button("programs:put_earlier", "manager", of=of("photo")),
    button("programs:remove_photo", "manager", of=of("photo")),
    button("programs:attach_text", "manager", of=of("draft")),
    button("programs:remove_text", "manager", of=of("draft")),
    page("enrollment:opinion_of_contract", *ACTING, of=of("taught"), told=LOOKING),
    page("enrollment:opinion_of_place", *ACTING, of=of("place"), told=LOOKING),
    button("enrollment:withdraw_opinion", "parent", of=of("opinion")),
    page("enrollment:opinions_of_program", *EVERYONE, of=lambda world: (world.program.slug,)),
    page("enrollment:own_opinions", *PROVIDERS),
    page("enrollment:answer_opinion", "manager", of=of("opinion")),
    page("certificates:add_achievement", *ACTING, of=of("child"), told=LOOKING),
    button("certificates:remove_achievement", *FAMILY, of=of("achievement")),
    page("enrollment:invite_to_test", "manager", of=of("contract")),
    page("enrollment:invite_to_test_of_place", "manager", of=of("place")),
    page("enrollment:our_questions", *PARENTS),
    page("enrollment:ask", *PARENTS, of=lambda world: (world.program.slug,)),
    page("enrollment:question", "parent", of=of("question")),
    page("enrollment:questions_to_us", *PROVIDERS),
    page("enrollment:answer_question", "manager", of=of("question")),
    page("enrollment:complain_of_contract", *ACTING, of=of("contract"), told=LOOKING),
    page("enrollment:complain_of_place", *ACTING, of=of("place"), told=LOOKING),
    page("enrollment:complain_of_certificate", *ACTING, of=of("certificate"), told=LOOKING),
    page("enrollment:complaints", *CENTRES),
    page("enrollment:answer_complaint", "moc", of=of("complaint")),
    page("enrollment:doubts", *CENTRES),
    page("enrollment:opinions_to_check", *CENTRES),
    page("enrollment:check_words", "moc", of=words("opinion")),
    page("enrollment:check_words", "moc", of=words("answer")),
    button("enrollment:publish_words", "moc", of=words("answer")),
    page("enrollment:return_words", "moc", of=words("answer")),
    page("enrollment:hide_words", "moc", of=words("opinion")),
    page("programs:wishes", *PARENTS),
    page("programs:favourites", *PARENTS),
    page("programs:favour", *PARENTS, of=lambda world: (world.program.slug,)),
    button("programs:unfavour", "parent", of=lambda world: (world.program.slug,)),
    page("programs:compare", *EVERYONE),
    button("programs:make_wish", *PARENTS),
    page("programs:wish", "parent", of=of("wish")),
    button("programs:end_wish", "parent", of=of("wish")),
    page("programs:own_programs", *PROVIDERS),
    page("programs:new_program", *PROVIDERS),
    page("programs:edit_program", "manager", of=of("draft")),
    page("programs:edit_modules", "manager", of=of("draft")),
    page("programs:add_module", "manager", of=of("draft")),
    page("programs:program_groups", "manager", of=of("draft")),
    page("programs:check_program", "manager", of=of("draft")),
    button("programs:submit", "manager", of=of("draft")),
    button("programs:recall", "manager", of=of("draft")),
    page("programs:reopen", "manager", of=of("program")),
    page("programs:archive", "manager", of=of("draft")),
    button("programs:answer_remarks", "manager", of=answers),
    page("programs:edit_section", "manager", of=answers),
    page("programs:edit_module", of=of("module"), sends=["manager"]),
    button("programs:remove_module", "manager", of=of("module")),
    page("programs:set_price", "manager", of=of("module")),
    button("programs:open_enrollment", "manager", of=of("module")),
    button("programs:close_enrollment", "manager", of=of("module")),
    page("programs:add_group", "manager", of=of("module")),
    page("programs:edit_group", "manager", of=of("group")),
    button("programs:archive_group", "manager", of=of("group")),
    page("programs:moderation_queue", *CENTRES),
    page("programs:moderate", "moc", of=lambda world: (world.review.program_id,)),
    button("programs:take_up", "moc", of=lambda world: (world.review.program_id,)),
    button("programs:take_over", "moc", of=of("review")),
    button("programs:return_program", "moc", of=of("review")),
    button("programs:publish", "moc", of=of("review")),
    page("programs:refuse", "moc", of=of("review")),
    page("programs:certification", *CENTRES, "operator"),
    page("programs:cost_parameters", *PAYERS),
    page("programs:propose_parameters", *PAYERS, of=lambda world: ("urban",)),
    page("programs:parameters_to_decide", "operator"),
    page("programs:decide_parameters", "operator", of=of("parameters")),
    button("programs:approve_parameters", "operator", of=of("parameters")),
    page("programs:set_normative_cost", "moc", "operator", of=of("module")),
    page("programs:certify", "moc", "operator", of=of("program")),
    page("programs:withdraw_certification", "moc", "operator", of=of("program")),
]
CERTIFICATES = [
    page("certificates:family", *PARENTS),
    page("certificates:add_child", *PARENTS),
    page("certificates:health", *ACTING, of=of("child"), told=LOOKING),
    page("certificates:consent", *ACTING, of=of("child"), told=LOOKING),
    page("certificates:move", *ACTING, of=of("child"), told=LOOKING),
    page("certificates:apply_for_certificate", *ACTING, of=of("newcomer"), told=LOOKING),
    page("certificates:child", *FAMILY, of=of("child")),
    page("certificates:edit_child", *ACTING, of=of("child"), told=LOOKING),
    page("certificates:invite", *ACTING, of=of("child"), told=LOOKING),
    button("certificates:take_back", *ACTING, of=of("invitation")),
    page("certificates:change_rights", *ACTING, of=of("fatherhood"), told=LOOKING),
    page("certificates:remove_adult", *FAMILY, of=of("fatherhood")),
    # whoever has signed in hears whether the letter was theirs
    page("certificates:invitation", *SIGNED_IN, of=link_of_invitation),
    button("certificates:decline_invitation", *SIGNED_IN, of=link_of_invitation),
    page("certificates:child_record", "clerk", "moc", of=of("child")),
    page("certificates:correct_child", "clerk", "moc", of=of("child")),
    page("certificates:add_adult", "clerk", "moc", of=of("child")),
    page("certificates:decide_adult", "clerk", "moc", of=of("fatherhood")),
    page("certificates:remove_at_desk", "clerk", "moc", of=of("fatherhood")),
    page("certificates:receipt", *FAMILY, of=of("application")),
    page("certificates:statement", *FAMILY, of=of("account")),
    page("certificates:consents", *PARENTS),
    page(
        "certificates:consent_text",
        *FAMILY,
        of=lambda world: (world.child.pk, consenting.CURRENT.version),
    ),
    page("certificates:certificate_pdf", *FAMILY, *STAFF, of=of("certificate")),
    page("certificates:statement_pdf", *FAMILY, *STAFF, of=of("account")),
    page("certificates:print_certificates", *STAFF),
    page("certificates:passport", of=passport, sends=["clerk", "moc", "payer"]),
    page("certificates:desk_consents", "clerk", "moc", of=of("child")),
    page(
        "enrollment:withdraw_consent",
        "parent",
        of=of("newcomer"),
        sends=["teenager"],
        told=LOOKING,
    ),
    page(
        "certificates:certificate",
        *FAMILY,
        of=of("certificate"),
        sends=["clerk", "moc", "payer", "operator"],
    ),
    page("certificates:request_funding", *ACTING, of=of("certificate"), told=LOOKING),
    page("certificates:return_funding", *ACTING, of=of("certificate"), told=LOOKING),
    page("certificates:leave_queue", *ACTING, of=of("certificate"), told=LOOKING),
    page("certificates:applications", *DESKS),
    page("certificates:application", "clerk", "moc", of=of("application")),
    page("certificates:reject", "clerk", "moc", of=of("application")),
    page("certificates:register", *DESKS, *PAYERS, "operator"),
    page("certificates:record", "clerk", "moc", "payer", "operator", of=of("certificate")),
    page("certificates:plan", *PLANNERS),
    page("certificates:plan", "moc", "payer", of=of("plan")),
    page("certificates:new_plan", *PAYERS),
    page("certificates:edit_plan", "payer", of=of("draft_plan")),
    page("certificates:allow_next_plan", "payer", of=of("plan")),
    page("certificates:set_volume", "payer", of=of("plan")),
    page("certificates:close_contracting", "payer", of=of("plan")),
    page("certificates:approve_plan", "payer", of=of("draft_plan")),
    page("certificates:add_terms", "payer", of=of("draft_plan")),
    page("certificates:edit_terms", "payer", of=draft_terms),
    page("certificates:remove_terms", "payer", of=draft_terms),
    page("certificates:set_nominal", "payer", of=of("terms")),
    page("certificates:set_limits", "payer", of=of("terms")),
    page("certificates:queue", *PLANNERS),
]
ENROLLMENT = [
    page("enrollment:apply", *PARENTS, of=of("group")),
    button("enrollment:wait", *PARENTS, of=of("full_group")),
    page("enrollment:our_contracts", *PARENTS),
    page("enrollment:family_home", *PARENTS),
    page(
        "enrollment:tell_point",
        *ACTING,
        of=lambda world: (world.child.pk, "home"),
        told=LOOKING,
    ),
    button("enrollment:forget_point", *ACTING, of=lambda world: (world.child.pk, "home")),
    page("enrollment:path", *FAMILY, of=of("child")),
    page("enrollment:path_pdf", *FAMILY, of=of("child")),
    page("enrollment:week", *PARENTS),
    page("enrollment:usual_week", *PARENTS),
    button("enrollment:renew_week_address", *PARENTS),
    button("enrollment:remove_week_address", *PARENTS),
    # whoever knows the secret, and nobody who guesses
    same("enrollment:week_calendar", "404", of=lambda world: ("guessed",)),
    page("enrollment:ask_to_move", *ACTING, of=of("contract"), told=LOOKING),
    button("enrollment:withdraw_move", *FAMILY, of=of("move_request")),
    page("enrollment:continue_contract", of=of("contract"), sends=ACTING, told=LOOKING),
    page("enrollment:waiting", *FAMILY, of=of("waiting")),
    page("enrollment:leave_waiting", *ACTING, of=of("waiting"), told=LOOKING),
    page("enrollment:receipt", *FAMILY, of=of("contract")),
    page("enrollment:open_receipt", *EVERYONE, of=open_receipt),
    page("enrollment:simulator", *PARENTS),
    button("enrollment:keep_draft", *PARENTS),
    button("enrollment:forget_draft", *PARENTS),
    page("enrollment:withdraw", *ACTING, of=of("contract"), told=LOOKING),
    page("enrollment:place_receipt", *FAMILY, of=of("place")),
    page("enrollment:waiting_receipt", *FAMILY, of=of("waiting")),
    page("enrollment:sent_receipts", *PARENTS),
    page("enrollment:dispute_contract", *ACTING, of=of("contract"), told=LOOKING),
    page(
        "enrollment:dispute_entry",
        *ACTING,
        of=lambda world: (world.account.entries.earliest("pk").pk,),
        told=LOOKING,
    ),
    page("enrollment:dispute_certificate", *ACTING, of=of("certificate"), told=LOOKING),
    page("enrollment:dispute", "parent", of=of("dispute"), sends=["moc", "payer"]),
    button("enrollment:take_dispute_back", "parent", of=of("dispute")),
    page("enrollment:disputes", *PLANNERS),
    page("enrollment:decide_dispute", "moc", "payer", of=of("dispute")),
    # nothing to sign or to leave before the organisation has answered
    page("enrollment:sign", of=of("contract"), sends=ACTING, told=LOOKING),
    page("enrollment:leave", of=of("contract"), sends=ACTING, told=LOOKING),
    page("enrollment:attendance", *FAMILY, of=of("contract")),
    page("enrollment:place_attendance", *FAMILY, of=of("place")),
    button("enrollment:confirm_month", *FAMILY, of=of("contract")),
    button("enrollment:confirm_month_of_place", *FAMILY, of=of("place")),
    button("enrollment:tell_absence", *FAMILY, of=of("contract")),
    button("enrollment:take_absence_back", *FAMILY, of=of("contract")),
    button("enrollment:tell_absence_of_place", *FAMILY, of=of("place")),
    button("enrollment:take_absence_of_place_back", *FAMILY, of=of("place")),
    page("enrollment:withdraw_place", *ACTING, of=of("place"), told=LOOKING),
    page("enrollment:leave_place", *ACTING, of=of("place"), told=LOOKING),
    page(
        "enrollment:contract",
        *FAMILY,
        *("manager", "teacher", "moc", "payer", "operator"),
        of=of("contract"),
    ),
    # before the organisation has answered there is no offer, before a notice no paper about it
    page("enrollment:offer_pdf", of=of("contract")),
    # a plan of personalised funding has no social certificates
    page("enrollment:social_certificate", of=of("contract")),
    page("enrollment:social_certificate_pdf", of=of("contract")),
    page("enrollment:application_pdf", *FAMILY, "manager", of=of("contract")),
    page("enrollment:notice_pdf", of=of("contract")),
    page(
        "enrollment:place",
        *FAMILY,
        *("manager", "teacher", "moc", "payer", "operator"),
        of=of("place"),
    ),
    page("enrollment:group_list", "manager", "teacher", of=of("group")),
    page("enrollment:inbox", *PROVIDERS),
    button("enrollment:accept_chosen", *PROVIDERS),
    button("enrollment:accept", "manager", of=of("contract")),
    page("enrollment:on_behalf", "manager", of=of("group")),
    page("enrollment:refuse", "manager", of=of("contract")),
    button("enrollment:note_medical", "manager", of=of("contract")),
    page("enrollment:note_result", "manager", of=of("contract")),
    page("enrollment:payments", "manager", of=of("contract")),
    button("enrollment:cancel_payment", "manager", of=of("payment")),
    page("enrollment:direct", "payer", of=of("contract")),
    page("enrollment:terminate", "manager", of=of("contract")),
    page("enrollment:move", "manager", of=of("contract")),
    page("enrollment:refuse_move", "manager", of=of("move_request")),
    page("enrollment:move_many", "manager", of=of("group")),
    page("enrollment:prolongations", *PROVIDERS),
    page("enrollment:prolongation", "manager", of=of("prolongation")),
    page("enrollment:prolongation_csv", "manager", of=of("prolongation")),
    page("enrollment:prolong", "manager", of=of("group")),
    page("enrollment:accept_place", "manager", of=of("place")),
    page("enrollment:refuse_place", "manager", of=of("place")),
    page("enrollment:expel", "manager", of=of("place")),
    page("enrollment:contracts", *PLANNERS, "operator"),
    page("enrollment:own_documents", *PROVIDERS),
    page("enrollment:new_advance", *PROVIDERS),
    page("enrollment:new_invoice", *PROVIDERS),
    page("enrollment:lessons", *PROVIDERS),
    page("enrollment:journal", "manager", "teacher", of=of("group")),
    button("enrollment:plan_lessons", "manager", "teacher", of=of("group")),
    button("enrollment:add_lesson", "manager", "teacher", of=of("group")),
    page("enrollment:marks", "manager", "teacher", of=of("lesson")),
    page("enrollment:remove_document", "manager", of=of("document")),
    page("enrollment:document", "manager", "moc", "payer", "operator", of=of("document")),
    page("enrollment:document_pdf", "manager", "moc", "payer", "operator", of=of("document")),
    page("enrollment:documents", *PLANNERS, "operator"),
    button("enrollment:take_document", "payer", of=of("document")),
    button("enrollment:put_document_back", "payer", of=of("document")),
    page("enrollment:return_document", "payer", of=of("document")),
    page("enrollment:pay_document", "payer", of=of("document")),
    page("enrollment:settlements", *PLANNERS, "operator"),
    page("enrollment:settlement", "manager", "moc", "payer", "operator", of=of("agreement")),
    page("enrollment:settlement_pdf", "manager", "moc", "payer", "operator", of=of("agreement")),
    page("enrollment:settlement_xlsx", "manager", "moc", "payer", "operator", of=of("agreement")),
    button("enrollment:hand_in_corrections", "manager", of=of("agreement")),
    page("enrollment:repay", "payer", of=of("agreement")),
    page("enrollment:remove_agreement", "payer", of=of("agreement")),
    page("enrollment:corrections", "manager", of=of("paid_document")),
    page("enrollment:correct", "manager", of=paid_line),
    button("enrollment:withdraw_correction", "manager", of=of("correction")),
    page("enrollment:transfers", *PLANNERS),
    page("enrollment:transfers_pdf", *PLANNERS),
    page("enrollment:transfers_xlsx", *PLANNERS),
    page("enrollment:provider_places", "operator", of=of("provider")),
    page("enrollment:limit_provider", "operator", of=of("provider")),
    page("enrollment:limit_program", "operator", of=of("program")),
    page("enrollment:suspend_provider", "operator", of=of("provider")),
    page("enrollment:exclude_provider", "operator", of=of("provider")),
    button("enrollment:wind_up_provider", "operator", of=of("provider")),
    page("enrollment:delete_contract", "operator", of=of("contract")),
    page("enrollment:suspend", "moc", "payer", of=of("certificate")),
    page("enrollment:resume", "moc", "payer", of=of("certificate")),
    page("enrollment:close_certificate", "moc", "payer", of=of("certificate")),
    page("enrollment:change_category", "moc", "payer", of=of("certificate")),
    page("enrollment:own_nominal", "payer", of=of("certificate")),
    page("enrollment:unused", *PAYERS),
    page("enrollment:find_certificate", *DESKS),
    page("enrollment:take_over", sends=DESKS),  # nobody has found one yet
    # the child has no certificate elsewhere
    page("enrollment:take_over_by_application", of=of("application"), sends=["clerk", "moc"]),
    page("enrollment:directions", "payer", of=of("plan")),
    page("enrollment:maximum", "payer", of=of("agreement")),
    page("enrollment:month", *PLANNERS),
    page("enrollment:calculator", *PAYERS),
    page("enrollment:rehearsal", "moc", "payer", of=of("draft_plan")),
    page("enrollment:forecast", "moc", "payer", of=of("plan")),
    page("enrollment:closing", "moc", "payer", "operator", of=of("plan")),
    page("enrollment:closing_pdf", "moc", "payer", "operator", of=of("closed_plan")),
    page("enrollment:closing_xlsx", "moc", "payer", "operator", of=of("closed_plan")),
    page("enrollment:jobs", *PLANNERS, "administrator"),
    page("enrollment:jobs_of", "moc", "payer", "administrator", of=of("municipality")),
    page("enrollment:job_of", "moc", "payer", "administrator", of=job_of_municipality),
    page("enrollment:job", "administrator", of=lambda world: ("inspection",)),
    page("enrollment:findings", "administrator"),
]
REPORTING = [
    page("reporting:reports", *ALL_READERS),
    page("reporting:population", *ALL_READERS),
    page("reporting:report", *READERS, of=of("run")),
    page("reporting:pdf", *READERS, of=of("run")),
    button("reporting:retry", "moc", of=of("failed_run")),
    page("reporting:figure", *READERS, of=figure),
]
PAGES = [*FRAME, *USERS, *PROVIDERS_PAGES, *PROGRAMS, *CERTIFICATES, *ENROLLMENT, *REPORTING]
