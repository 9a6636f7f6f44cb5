"""Files that people bring and take away: the content library, imports, official tables."""
