"""Requests, from the question to the answer."""
