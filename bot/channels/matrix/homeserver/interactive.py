"""User-interactive authentication: the password where that is enough, a clear sentence where it is not.

Source: Matrix specification, client-server API, "User-Interactive Authentication API".
"""

from bot.channels.matrix.homeserver.errors import InteractiveAuthError, ServerError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver, segment

_PASSWORD = "m.login.password"  # noqa: S105 a name of the specification


async def authorised(server: Homeserver, path: str, body: Json, user_id: str, password: str | None) -> None:
    """POST something that the homeserver may want confirmed. Raises InteractiveAuthError, ServerError."""
    try:
        await server.post(path, body)
    except ServerError as refused:
        if refused.status != 401 or "flows" not in refused.data:
            raise
        await server.post(path, body | {"auth": _answer(server, refused, user_id, password)})


def _answer(server: Homeserver, refused: ServerError, user_id: str, password: str | None) -> Json:
    session = str(refused.data.get("session", ""))
    flows = [list(flow.get("stages", [])) for flow in refused.data["flows"] if isinstance(flow, dict)]
    if [_PASSWORD] not in flows:
        raise InteractiveAuthError(_by_browser(server, flows, session))
    if password is None:
        raise InteractiveAuthError(
            "The homeserver asks for the account's password: set password_file and start again."
        )
    identifier = {"type": "m.id.user", "user": user_id}
    return {"type": _PASSWORD, "identifier": identifier, "password": password, "session": session}


def _by_browser(server: Homeserver, flows: list[list[str]], session: str) -> str:
    stage = next((stages[0] for stages in flows if stages), "m.login.sso")
    address = f"{server.url}/_matrix/client/v3/auth/{segment(stage)}/fallback/web?session={segment(session)}"
    return (
        f"The homeserver wants this confirmed in a browser ({stage}). "
        f"Open {address} as the bot's account, confirm, and start the bot again within a few minutes."
    )
