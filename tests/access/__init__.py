"""Every command and every button, tried by everybody it is not for."""
