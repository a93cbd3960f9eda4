"""On a workspace's host: the way in by ticket and by invitation."""

from django.urls import path

from .entrance import welcome
from .invitation_page import invitation_page

urlpatterns = [
    path("welcome/", welcome, name="welcome"),
    path("invitation/<str:token>/", invitation_page, name="invitation"),
]
