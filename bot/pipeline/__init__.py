"""The way of one message: intake, dispatch, delivery; and what the clock looks at."""
