"""The tenant of stock django-tenants, as its documentation has it."""

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Customer(TenantMixin):
    """A tenant; saving it makes its schema by running the migrations there."""

    name = models.CharField(max_length=100)
    auto_create_schema = True

    def __str__(self) -> str:
        return str(self.name)


class Domain(DomainMixin):
    """A tenant's host name."""
