"""What notes that a counted row came or went: triggers, the same on SQLite and PostgreSQL."""
