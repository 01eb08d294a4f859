"""Measurements: never part of the tests, always beside their bare counterpart."""
