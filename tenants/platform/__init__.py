"""The admin of the people who run this installation, on admin.<base domain>."""
