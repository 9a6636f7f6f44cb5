"""Counters kept in the same transaction as the rows they count: triggers note (see `store.noting`), one fold before each commit adds up."""
