"""Time as it is said: days, periods, moments."""
