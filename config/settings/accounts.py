"""People: signing up and in, passwords, the second factor, who may open what."""

ACCESS_TABLE = "config.access.rule_for"
ACCESS_STRICT = False  # where we work, a view that declares no access fails loudly
MESSENGER = "notifications.actions.send"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "/"

AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "publishing.permissions.SharedPages",  # opens the editing room to whoever was given a page to write
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.validators.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.validators.StrongPassword"},
]

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.LoginForm", "signup": "accounts.forms.SignupForm"}
ACCOUNT_LOGIN_METHODS = {"email", "phone", "username"}
# Our form asks for one of the two; the star is what lets allauth confirm whichever was given.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # the session ends after idle time, for everybody
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USER_DISPLAY = str
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Wrong passwords and codes are counted by accounts.limits; the rest by allauth in the shared cache.
ACCOUNT_RATE_LIMITS = {
    "login_failed": None,
    "login": "120/m/ip",
    "signup": "60/m/ip",
    "change_password": "5/5m/user",
    "reauthenticate": "10/5m/user",
    "verify_phone": "1/30s/key,10/m/ip",
}

MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_TOTP_ISSUER = "La Mairie de demain"
MFA_TOTP_TOLERANCE = 1
