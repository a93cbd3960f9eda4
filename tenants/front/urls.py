"""A workspace's own front: its home page and its brand's files."""

from django.urls import path

from . import views

app_name = "front"

urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path("media/brand/<str:name>", views.brand_file, name="brand_file"),
]
