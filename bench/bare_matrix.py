"""The shortest honest matrix-nio echo bot: `python -m bench.bare_matrix URL USER_ID PASSWORD FOLDER`."""

import asyncio
import sys

from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, MatrixRoom, RoomMessageText


async def main(url: str, user_id: str, password: str, folder: str) -> None:
    config = AsyncClientConfig(encryption_enabled=True)
    client = AsyncClient(url, user_id, store_path=folder, config=config)

    async def join(room: MatrixRoom, _event: InviteMemberEvent) -> None:
        await client.join(room.room_id)

    async def echo(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender != user_id:
            content = {"msgtype": "m.notice", "body": event.body}
            await client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)

    client.add_event_callback(join, InviteMemberEvent)
    client.add_event_callback(echo, RoomMessageText)
    await client.login(password)
    await client.sync_forever(timeout=30_000)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
