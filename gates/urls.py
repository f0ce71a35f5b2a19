app_name = "gates"

localized = []
plain = []
