"""The web pages of the product; the only folder that knows the web framework."""
