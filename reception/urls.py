"""Reception: the digital counter."""

app_name = "reception"

localized = []
plain = []
