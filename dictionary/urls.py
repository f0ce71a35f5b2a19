app_name = "dictionary"

localized = []
plain = []
