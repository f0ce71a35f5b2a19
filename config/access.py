"""Who may open the addresses of other people's views (Wagtail, allauth). Ours declare it themselves."""

from accounts.access import Access, Rule
from accounts.enums import EDITORIAL, Role
from publishing.queries import works_on_pages

PUBLIC = Rule(Access.PUBLIC)
SIGNED_IN = Rule(Access.SIGNED_IN)
EDITORS = Rule(Access.STAFF, EDITORIAL)


class EditingRoom(Rule):
    """Whoever edits by a role, and whoever was given a page to work on."""

    def admits(self, user):
        return super().admits(user) or works_on_pages(user)


EDITING = EditingRoom(EDITORS.level, EDITORS.roles)

# By the name of the address.
NAMES = {
    "wagtail_serve": PUBLIC,
    "wagtaildocs_serve": PUBLIC,
    "wagtaildocs_authenticate_with_password": PUBLIC,
    "wagtailcore_authenticate_with_password": PUBLIC,
    "wagtailcore_login": EDITORS,  # never reached: cms answers at its address
    "wagtailimages_serve": PUBLIC,
    "set_language": PUBLIC,
    # signing up and in
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_inactive": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_verify_phone": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_request_login_code": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_password_reset_code": PUBLIC,
    "account_complete_password_reset": PUBLIC,
    "account_password_reset_completed": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_trust": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "mfa_signup_webauthn": PUBLIC,
    "account_signup_by_passkey": PUBLIC,
    # one's own account
    "account_email": SIGNED_IN,
    "account_change_phone": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
}

# By where the address starts, for what has too many names.
PREFIXES = {
    "redaction/": EDITING,
    "agent/journal/": Rule(Access.STAFF, frozenset({Role.ADMINISTRATOR})),  # below accounts: cannot say it itself
}


def rule_for(match):
    """The rule of an address that somebody else's view answers, or None."""
    named = NAMES.get(match.url_name) if not match.namespaces else None
    return named or next((rule for start, rule in PREFIXES.items() if match.route.startswith(start)), None)
