app_name = "search"

localized = []
plain = []
