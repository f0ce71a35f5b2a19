app_name = "automation"

localized = []
plain = []
