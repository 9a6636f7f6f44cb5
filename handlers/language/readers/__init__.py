"""One reader an intent: from a reading to slots, and whether it reads as that command to its end."""
