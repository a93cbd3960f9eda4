"""A module with tables and nothing else."""

from shared_apps.registry.manifest import Module

MODULE = Module(
    label="lab",
    name="Lab",
    tagline="Tables to provision.",
    description="Eight tables with every kind of constraint that modules use.",
    icon="flask-conical",
    category="Tests",
    slug="lab",
    capabilities=(),
    app="tenants.tests.provisioning.lab.module",
)
