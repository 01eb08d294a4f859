"""Who gets in, who decides it, and how fast a suspension works."""
