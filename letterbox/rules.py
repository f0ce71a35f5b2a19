"""Who may do what with arrived mail: its owner alone."""


def owns_mail(user, mail):
    return mail.owner_id == user.pk


def owns_file(user, file):
    return file.mail.owner_id == user.pk
