"""Addresses of each resident's own e-mail."""

app_name = "postbox"

localized = []
plain = []
