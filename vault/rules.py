"""Who may do what in a vault. Those above add their own clauses to the policy."""

from . import sharing


def owns_document(user, document):
    return document.owner_id == user.pk


def owns_version(user, version):
    return version.document.owner_id == user.pk


def is_subject(user, evidence):
    """The person whose paper it is a copy of."""
    return evidence.subject_id == user.pk


def reads_by_share(user, version):
    """An agent of a service that the document is shared with now."""
    services = {code for code, _role in user.roles}
    if not services or version.document.owner_id == user.pk:
        return False
    return sharing.standing().filter(document_id=version.document_id, service__code__in=services).exists()
