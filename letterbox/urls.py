"""Addresses: ``localized`` under the language, ``plain`` as they are."""

app_name = "letterbox"

localized = []
plain = []
