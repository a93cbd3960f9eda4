"""A workspace that has an owner keeps one: checked at commit, whoever changed the rows.

The unique index tenants_membership_one_owner says "at most one"; this says "not none".
Deferred, because handing over takes two statements. Workspaces themselves may go.
"""

from typing import ClassVar

from django.db import migrations

ADD = """
CREATE FUNCTION public.tenants_check_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.tenants_workspace WHERE id = OLD.workspace_id)
       AND NOT EXISTS (SELECT 1 FROM public.tenants_membership
                       WHERE workspace_id = OLD.workspace_id AND role = 'owner') THEN
        RAISE EXCEPTION 'workspace % would stand without an owner', OLD.workspace_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tenants_membership_has_owner';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tenants_membership_has_owner
    AFTER DELETE OR UPDATE OF role, workspace_id ON public.tenants_membership
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.role = 'owner') EXECUTE FUNCTION public.tenants_check_owner();
"""
REMOVE = """
DROP TRIGGER tenants_membership_has_owner ON public.tenants_membership;
DROP FUNCTION public.tenants_check_owner();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tenants", "0002_directory_triggers")]

    operations: ClassVar = [migrations.RunSQL(ADD, REMOVE)]
