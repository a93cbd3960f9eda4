"""WordPress eXtended RSS (WXR), the format of WordPress's own export: read, not written here.

The format is described by WordPress's exporter, wp-admin/includes/export.php, versions 1.0 to 1.2.
"""
