app_name = "changesets"

localized = []
plain = []
