"""From what happened in a room to the inbox."""
