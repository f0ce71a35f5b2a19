"""Who may do what in a vault. Those above add their own clauses to the policy."""


def owns_document(user, document):
    return document.owner_id == user.pk


def owns_version(user, version):
    return version.document.owner_id == user.pk
