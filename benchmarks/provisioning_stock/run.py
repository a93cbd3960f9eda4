"""Measures stock django-tenants; prints JSON. Called by benchmarks/provisioning.py.

python -m benchmarks.provisioning_stock.run found|check|migrate|on NUMBER
"""

import contextlib
import io
import json
import sys
import time

import django


def found(count: int) -> list[float]:
    """Migrate the public schema, found tenants; return the seconds each took."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.provisioning_stock.customers.models import Customer, Domain

    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")
    call_command("migrate_schemas", shared=True, verbosity=0)
    seconds = []
    for number in range(count):
        started = time.perf_counter()
        made = Customer(schema_name=f"stock{number}", name=f"Stock {number}")
        made.save(verbosity=0)
        Domain.objects.create(domain=f"stock{number}.localhost", tenant=made, is_primary=True)
        seconds.append(time.perf_counter() - started)
    return seconds


def migrate(_count: int) -> list[float]:
    """Run migrate_schemas over all tenants; return its seconds (nothing may be to do)."""
    from django.core.management import call_command

    started = time.perf_counter()
    call_command("migrate_schemas", tenant=True, verbosity=0)
    return [time.perf_counter() - started]


if __name__ == "__main__":
    django.setup()
    with contextlib.redirect_stdout(io.StringIO()):
        figures = {"found": found, "migrate": migrate}[sys.argv[1]](int(sys.argv[2]))
    print(json.dumps(figures))
