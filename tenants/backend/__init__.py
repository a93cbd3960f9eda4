"""PostgreSQL backend in which every statement carries its workspace's search path."""
