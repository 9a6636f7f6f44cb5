"""What is kept: tables, migrations, and repositories over one transaction."""
