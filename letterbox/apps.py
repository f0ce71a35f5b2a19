from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LetterboxConfig(AppConfig):
    name = "letterbox"
    verbose_name = "Boîte aux lettres"

    def ready(self):
        from accounts import letters
        from accounts.policy import Clause, register
        from journal import labels
        from vault import storage

        from . import checks, journal_words, models, queries, rules, welcome

        checks.register()
        labels.register(journal_words.SENTENCES)
        storage.live_object_finders.append(queries.live_objects)
        letters.uses.append(welcome.use)
        register("letterbox.read_mail", models.Mail, Clause(_("à qui le message est adressé"), rules.owns_mail))
        register("letterbox.read_file", models.File, Clause(_("à qui le message est adressé"), rules.owns_file))
