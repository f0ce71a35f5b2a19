"""What the town hall keeps about a person."""

app_name = "privacy"

localized = []
plain = []
