"""From what people write to what browsers may be given. No database in here."""
