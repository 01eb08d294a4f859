"""Nobody there: an agency without anybody who is active and can be reached, or stands in."""

from handlers.absence import asking_first, leaving, telling

ROOMS = (asking_first, leaving, telling)
