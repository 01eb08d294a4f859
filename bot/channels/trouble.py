"""What is wrong with a network, from what came instead of its answer: for the channels that speak HTTP."""

import aiohttp

_NOT_SECURE = (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError)


def trouble_in(error: BaseException) -> str:
    """As `port.trouble_of` says it: "certificate", or "away"."""
    return "certificate" if isinstance(error, _NOT_SECURE) else "away"
