"""The authenticator app and its six digits."""
