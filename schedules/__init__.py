"""When: slots from the calendar, and what each firing composes."""
