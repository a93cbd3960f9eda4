"""Pages of the public site."""

from django.urls import path

from . import views

app_name = "site"

urlpatterns = [
    path("", views.home, name="home"),
    path("modules/", views.modules_page, name="modules"),
    path("prices/", views.prices, name="prices"),
    path("sign-up/", views.sign_up_page, name="sign_up"),
    path("sign-up/address/", views.address_field, name="address_field"),
    path("sign-up/address/check/", views.address_check, name="address_check"),
]
