"""A plain loop of sends with matrix-nio: once to every room for each line on standard input.

`python -m bench.bare_matrix_notice URL USER_ID PASSWORD FOLDER ROOMS`
"""

import asyncio
import sys

from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, MatrixRoom


async def main(url: str, user_id: str, password: str, folder: str, count: str) -> None:
    config = AsyncClientConfig(encryption_enabled=True)
    client = AsyncClient(url, user_id, store_path=folder, config=config)

    async def join(room: MatrixRoom, _event: InviteMemberEvent) -> None:
        await client.join(room.room_id)

    client.add_event_callback(join, InviteMemberEvent)
    await client.login(password)
    while len(client.rooms) < int(count):
        await client.sync(timeout=1000, full_state=not client.rooms)
        if client.should_query_keys:
            await client.keys_query()
    while await asyncio.to_thread(sys.stdin.readline):
        for room_id in list(client.rooms):
            content = {"msgtype": "m.notice", "body": "Nothing is open."}
            await client.room_send(room_id, "m.room.message", content, ignore_unverified_devices=True)
    await client.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
