"""Pages of the management dashboard."""

from django.urls import path

from . import branding, invitations, members, modules, overview, settings

app_name = "manage"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("modules/", modules.module_list, name="modules"),
    path("modules/<slug:label>/switch/", modules.switch, name="module_switch"),
    path("modules/<slug:label>/purge/", modules.purge_page, name="module_purge"),
    path("modules/<slug:label>/export/", modules.export, name="module_export"),
    path("members/", members.member_list, name="members"),
    path("members/<uuid:pk>/role/", members.change_role_page, name="member_role"),
    path("members/<uuid:pk>/active/", members.set_active_page, name="member_active"),
    path("members/<uuid:pk>/remove/", members.remove_page, name="member_remove"),
    path("members/<uuid:pk>/transfer/", members.transfer_page, name="member_transfer"),
    path("leave/", members.leave_page, name="leave"),
    path("invitations/", invitations.invitation_list, name="invitations"),
    path("invitations/<uuid:pk>/resend/", invitations.resend, name="invitation_resend"),
    path("invitations/<uuid:pk>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("branding/", branding.branding_page, name="branding"),
    path("branding/logo/remove/", branding.remove_logo_page, name="logo_remove"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/address/", settings.address_page, name="address"),
    path("settings/<slug:section>/", settings.section_page, name="settings_section"),
]
