app_name = "translation"

localized = []
plain = []
