"""What the operator relies on: doctor, backup, logs, metrics."""
