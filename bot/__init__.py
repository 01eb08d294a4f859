"""The running process: command line, configuration, channels, delivery, clock and ticks."""

__version__ = "0.1.0"
