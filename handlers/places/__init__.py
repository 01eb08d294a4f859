"""Names of countries, their parts and main cities. The public door is handlers.countries."""
