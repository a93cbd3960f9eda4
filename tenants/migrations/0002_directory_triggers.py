"""Marks each change that the directory caches with the transaction that made it.

Triggers, so that no writer can forget, whatever tool it writes with.
"""

from typing import ClassVar

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION public.tenants_mark_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_xid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

CREATE FUNCTION public.tenants_mark_switch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE owner uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.workspace_id ELSE NEW.workspace_id END;
BEGIN
    UPDATE public.tenants_workspace SET changed_xid = 0 WHERE id = owner;
    RETURN NULL;
END $$;

CREATE FUNCTION public.tenants_mark_domain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.tenants_workspace SET changed_xid = 0
    WHERE (TG_OP <> 'INSERT' AND id = OLD.tenant_id) OR (TG_OP <> 'DELETE' AND id = NEW.tenant_id);
    RETURN NULL;
END $$;

CREATE FUNCTION public.tenants_mark_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.tenants_gone (workspace_id, changed_xid)
    VALUES (OLD.id, pg_current_xact_id()::text::bigint)
    ON CONFLICT (workspace_id) DO UPDATE SET changed_xid = excluded.changed_xid;
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER tenants_workspace_changed BEFORE INSERT OR UPDATE ON public.tenants_workspace
    FOR EACH ROW EXECUTE FUNCTION public.tenants_mark_changed();
CREATE TRIGGER tenants_workspace_gone AFTER DELETE ON public.tenants_workspace
    FOR EACH ROW EXECUTE FUNCTION public.tenants_mark_gone();
CREATE TRIGGER tenants_moduleswitch_changed
    AFTER INSERT OR DELETE OR UPDATE OF state, workspace_id ON public.tenants_moduleswitch
    FOR EACH ROW EXECUTE FUNCTION public.tenants_mark_switch();
CREATE TRIGGER tenants_domain_changed AFTER INSERT OR UPDATE OR DELETE ON public.tenants_domain
    FOR EACH ROW EXECUTE FUNCTION public.tenants_mark_domain();
"""

UNDO = """
DROP TRIGGER tenants_domain_changed ON public.tenants_domain;
DROP TRIGGER tenants_moduleswitch_changed ON public.tenants_moduleswitch;
DROP TRIGGER tenants_workspace_gone ON public.tenants_workspace;
DROP TRIGGER tenants_workspace_changed ON public.tenants_workspace;
DROP FUNCTION public.tenants_mark_gone();
DROP FUNCTION public.tenants_mark_domain();
DROP FUNCTION public.tenants_mark_switch();
DROP FUNCTION public.tenants_mark_changed();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tenants", "0001_initial")]

    operations: ClassVar = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
