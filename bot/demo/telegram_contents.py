"""What stands in a message besides its text: pictures, documents, what people send to a bot."""

import json
import struct
from typing import Any

from bot.demo.telegram_checks import Call, bad_request
from bot.demo.telegram_state import State, StoredFile

Json = dict[str, Any]

# The smallest PNG there is: one grey pixel.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a4944415478da6368000000820081dd436af40000000049454e44ae426082"
)
_PERSONS_FILES = {
    "voice": StoredFile("voice.ogg", b"OggS", "audio/ogg"),
    "document": StoredFile("price.txt", b"price", "text/plain"),
    "photo": StoredFile("photo.png", _PIXEL, "image/png"),
    "sticker": StoredFile("sticker.webp", b"RIFF", "image/webp"),
}


def media(state: State, call: Call, kind: str, source: str) -> Json:
    """The `photo` or `document` part of a message, from an upload or a known `file_id`."""
    file_id = source
    if source.startswith("attach://") or kind in call.uploads:
        upload = call.uploads.get(source.removeprefix("attach://")) or call.uploads.get(kind)
        if upload is None or not upload.content:
            raise bad_request("file must be non-empty")
        file_id = state.add_file(StoredFile(upload.name, upload.content, upload.mime_type))
    if not file_id:
        raise bad_request(f"there is no {kind} in the request")
    if file_id not in state.files:
        raise bad_request("wrong remote file identifier specified: can't unserialize it")
    return _file_part(kind, file_id, state.files[file_id])


def from_person(state: State, kind: str) -> Json:
    """What a person's message has instead of text when he sends a sticker, a picture, a place…"""
    if kind == "contact":
        return {"contact": {"phone_number": "+70000000000", "first_name": "Олег"}}
    if kind == "location":
        return {"location": {"latitude": 55.75, "longitude": 37.62}}
    file = _PERSONS_FILES[kind]
    return _file_part(kind, state.add_file(file), file)


def document(state: State, file: StoredFile) -> Json:
    """A message's `document`, as people send it from their disks."""
    return _file_part("document", state.add_file(file), file)


def _file_part(kind: str, file_id: str, file: StoredFile) -> Json:
    head: Json = {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_size": len(file.content),
    }
    if kind == "photo":
        width, height = picture_size(file.content)
        return {"photo": [head | {"width": width, "height": height}]}
    if kind == "voice":
        return {"voice": head | {"duration": 3, "mime_type": file.mime_type}}
    if kind == "sticker":
        shape = {"type": "regular", "width": 512, "height": 512, "emoji": "👍"}
        return {"sticker": head | shape | {"is_animated": False, "is_video": False}}
    return {kind: head | {"file_name": file.name, "mime_type": file.mime_type}}


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; another format counts as 1280x960."""
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    return 1280, 960


def input_media(call: Call) -> Json:
    """The `media` of editMessageMedia, only the kinds that this server keeps."""
    sent = call.json("media")
    if not isinstance(sent, dict) or sent.get("type") not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: only photo and document are known here")
    return sent


def caption_call(call: Call, sent: Json) -> Call:
    """The caption inside `media`, as if it had come as parameters of the method."""
    names = ("caption", "parse_mode", "caption_entities")
    inner = {name: sent[name] for name in names if sent.get(name) is not None}
    if "caption_entities" in inner:
        inner["caption_entities"] = json.dumps(inner["caption_entities"])
    return Call(call.method, inner)
