"""Addresses: ``localized`` under the language, ``plain`` as they are."""

app_name = "kiosk"

localized = []
plain = []
