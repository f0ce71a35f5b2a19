app_name = "upkeep"

localized = []
plain = []
