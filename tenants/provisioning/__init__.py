"""Schemas: compiled DDL, the ready pool, module tables, planned migrations.

From the bottom up: `levels` reads migration files, `shapes` reads the catalogue, `recorder`
and `compiler` turn migrations into units of SQL, `plans` keeps the results, `schemas` and
`replay` execute them, `pool` holds schemas ready, `actions` is what the product does with
all that, `purging` ends it, `migrator` does it to every workspace.
"""
