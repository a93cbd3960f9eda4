"""Below /api/v1/workspace/."""

from django.urls import path

from . import about, invitations, members, modules

urlpatterns = [
    path("", about.AboutView.as_view(), name="workspace_about"),
    path("branding/", about.BrandingView.as_view(), name="workspace_branding"),
    path("branding/logo/", about.LogoView.as_view(), name="workspace_logo"),
    path("settings/<slug:section>/", about.SettingsView.as_view(), name="workspace_settings"),
    path("modules/", modules.ModulesView.as_view(), name="workspace_modules"),
    path("modules/<slug:label>/", modules.ModuleView.as_view(), name="workspace_module"),
    path("modules/<slug:label>/data/", modules.ModuleDataView.as_view(), name="workspace_data"),
    path("members/", members.MembersView.as_view(), name="workspace_members"),
    path("members/<uuid:pk>/", members.MemberView.as_view(), name="workspace_member"),
    path("invitations/", invitations.InvitationsView.as_view(), name="workspace_invitations"),
    path(
        "invitations/<uuid:pk>/", invitations.InvitationView.as_view(), name="workspace_invitation"
    ),
]
