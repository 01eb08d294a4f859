"""Addresses that the operator writes: which stay on this machine, and what may be called in clear."""

from ipaddress import ip_address

from pydantic import HttpUrl, ValidationError


def is_here(host: str) -> bool:
    """Whether a name or number is this machine's own loopback; no name is looked up."""
    try:
        number = ip_address(host.strip("[]"))
    except ValueError:
        return host.lower().removesuffix(".") == "localhost"
    return (getattr(number, "ipv4_mapped", None) or number).is_loopback


def callable_address(text: str) -> str:
    """The address as it will be called: what is checked is what is used. ValueError says what is wrong."""
    try:
        url = HttpUrl(text)
    except ValidationError:
        raise ValueError("it must be an address that starts with https://") from None
    if url.username or url.password:
        raise ValueError("it must not hold a name or a password: whoever reads it would have them")
    if url.scheme != "https" and not is_here(url.host or ""):
        raise ValueError("it must start with https://: over http:// everybody on the way reads along")
    return str(url) if text.rstrip().endswith("/") else str(url).removesuffix("/")
