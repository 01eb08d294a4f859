"""The running process: command line, configuration, channels, delivery, clock and ticks."""
