"""The editing room, as we want it."""

from wagtail import hooks


@hooks.register("construct_settings_menu")
def people_live_elsewhere(request, menu_items):
    """People and rights are managed in one place, and it is not here."""
    menu_items[:] = [item for item in menu_items if item.name not in {"users", "groups"}]
