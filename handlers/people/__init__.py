"""Who is here: codes, enrolment, approval, suspension, one's own settings, and the lockdown."""
