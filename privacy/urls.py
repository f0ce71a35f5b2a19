"""Addresses: ``localized`` under the language, ``plain`` as they are."""

app_name = "privacy"

localized = []
plain = []
