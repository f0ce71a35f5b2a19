app_name = "publishing"

localized = []
plain = []
