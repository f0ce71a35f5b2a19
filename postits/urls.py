app_name = "postits"

localized = []
plain = []
