"""Schemas: compiled DDL, the ready pool, module tables, planned migrations."""
