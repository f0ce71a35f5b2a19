"""Doors of the editing room, shown to those whom they let in."""

from wagtail.admin.menu import MenuItem, SubmenuMenuItem


class EditorialItem(MenuItem):
    """For those who keep the public pages; not for whoever was only given a page to work on."""

    def is_shown(self, request):
        return request.user.is_editor


class EditorialMenu(SubmenuMenuItem):
    def is_shown(self, request):
        return request.user.is_editor and super().is_shown(request)
