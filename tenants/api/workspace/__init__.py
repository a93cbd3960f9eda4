"""Below /api/v1/workspace/: what the dashboard does, for programs."""
