"""The library: good practice, indicators, how-tos and law, an entry a file under `entries/`."""
