"""Emoji verification: agreed with an app, compared by people, signed when they say so."""
