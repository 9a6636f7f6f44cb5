"""Channels: each two translations and a lifecycle."""
