"""Files up (photos, documents, voice, albums) and down (getFile)."""

import struct
from typing import Any

from tests.botapi import errors
from tests.botapi.args import Upload, caption, caption_of
from tests.botapi.methods.call import Call, method
from tests.botapi.model import Blob, Json
from tests.botapi.world import DOWNLOAD_LIMIT, PHOTO_LIMIT, UPLOAD_LIMIT, World

KINDS = ("photo", "document", "voice", "video", "audio", "animation", "video_note", "sticker")
ALBUM_KINDS = ("photo", "video", "document", "audio")
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")


@method("sendPhoto", "sendDocument", "sendVoice", "sendVideo", "sendAudio", "sendAnimation", "sendVideoNote")
async def send_file(call: Call) -> Json:
    kind = {"sendvideonote": "video_note"}.get(call.name, call.name.removeprefix("send"))
    words = caption_of(call.args)
    blob = _file_for(call, kind, kind, call.args.text(kind))
    body = shown(call.world, blob, kind) | words
    return call.send(body, [blob]).json()


def _file_for(call: Call, field: str, kind: str, reference: str) -> Blob:
    """The uploaded or already known file of a field.

    Raises ApiError 400 (missing, empty, unknown id, no picture) and 413.
    """
    upload = call.args.uploads.get(reference.removeprefix("attach://")) or call.args.uploads.get(field)
    if upload is not None:
        return _uploaded(call, kind, upload)
    if not reference:
        raise errors.bad(f"there is no {kind.replace('_', ' ')} in the request")
    known = call.world.files.get(reference)
    if known is None or not reference[2:].startswith(f"{call.bot.user.id}-"):
        raise errors.bad("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise errors.bad(f"can't use file of type {known.kind.title()} as {kind.title()}")
    return known


def _uploaded(call: Call, kind: str, upload: Upload) -> Blob:
    size = len(upload.data)
    if not size:
        raise errors.bad("file must be non-empty")
    if size > UPLOAD_LIMIT:
        raise errors.TOO_LARGE
    if kind == "photo":
        if size > PHOTO_LIMIT:
            text = (
                f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
            )
            raise errors.bad(text)
        if not upload.data.startswith(_MAGIC):
            raise errors.bad("IMAGE_PROCESS_FAILED")
    return call.world.make_blob(call.bot.user.id, kind, upload.data, upload.name or None, upload.mime)


def shown(world: World, blob: Blob, kind: str) -> Json:
    """The content fields for a file of this kind, as the API shows it."""
    if kind == "photo":
        return {"photo": _sizes(world, blob)}
    content = blob.json()
    if kind in {"voice", "audio", "video", "animation", "video_note"}:
        content["duration"] = 1
    if kind in {"video", "animation"}:
        content |= {"width": 320, "height": 240}
    if kind in {"voice", "video_note"}:
        content.pop("file_name", None)
    if kind == "video_note":
        content |= {"length": 240}
        content.pop("mime_type", None)
    return {kind: content} | ({"document": content} if kind == "animation" else {})


def _sizes(world: World, blob: Blob) -> list[Json]:
    """A photo comes in several sizes, the full one last; it has neither name nor type."""
    width, height = dimensions(blob.data)
    bot_id = int(blob.id[2:].split("-")[0])
    thumb = world.make_blob(
        bot_id, "photo", b"\xff\xd8\xff thumbnail of " + blob.unique_id.encode(), None, None
    )
    small = _size(thumb, min(width, 90), min(height, 90))
    return [small, _size(blob, width, height)]


def _size(blob: Blob, width: int, height: int) -> Json:
    known = {k: v for k, v in blob.json().items() if k in {"file_id", "file_unique_id", "file_size"}}
    return known | {"width": width, "height": height}


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG; a usual size for everything else."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    return 1280, 960


@method("sendMediaGroup")
async def send_media_group(call: Call) -> list[Json]:
    wanted: list[Json] = call.args.json("media", "media", list) or []
    if not 2 <= len(wanted) <= 10:
        raise errors.bad("wrong number of messages specified: expected 2-10")
    items = [_item(call, item) for item in wanted]
    chat = call.writable()
    reply_to = call.replied(chat)
    call.charge(chat, len(items))
    album = str(13_000_000_000_000_000 + call.world.serial())
    return [
        call.world.post(
            chat,
            body,
            call.bot.user,
            reply_to=reply_to,
            files=[blob],
            protected=call.args.flag("protect_content"),
            extra={"media_group_id": album},
        ).json()
        for body, blob in items
    ]


def _item(call: Call, item: Any) -> tuple[Json, Blob]:
    if not isinstance(item, dict) or item.get("type") not in ALBUM_KINDS:
        raise errors.bad("can't parse InputMedia: type must be specified")
    return media_of(call, item)


def media_of(call: Call, item: Json) -> tuple[Json, Blob]:
    """Body and file of one InputMedia object."""
    kind = str(item["type"])
    words = caption(
        str(item.get("caption") or ""), str(item.get("parse_mode") or ""), item.get("caption_entities")
    )
    blob = _file_for(call, "", kind, str(item.get("media") or ""))
    return shown(call.world, blob, kind) | words, blob


@method("getFile")
async def get_file(call: Call) -> Json:
    """Where a file can be fetched.

    Raises ApiError 400 over 20 MB, for unknown ids and for those of another bot.
    """
    wanted = call.args.text("file_id")
    blob = call.world.files.get(wanted)
    if blob is None or not wanted[2:].startswith(f"{call.bot.user.id}-"):
        raise errors.bad(
            "invalid file_id" if len(wanted) < 16 else "wrong file_id or the file is temporarily unavailable"
        )
    if max(blob.size or 0, len(blob.data)) > DOWNLOAD_LIMIT:
        raise errors.bad("file is too big")
    found = {"file_id": blob.id, "file_unique_id": blob.unique_id, "file_path": blob.path}
    return found | ({"file_size": blob.size} if blob.size is not None else {})
