"""Figures: how much there is, and how long answers take; never content, never of a few."""

from handlers.statistics import command, counts

ROOMS = (command, counts)
