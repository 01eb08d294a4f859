"""The other side of the chat: people who write, press and block, and what their screens show.

Every public method is a verb of the control interface: called on the object in the same process, or as
POST /control/<verb> with a JSON object of the same arguments. Ids are numbers, files come as base64
(`data_b64`) or, in the same process, as bytes; results are JSON. `bot` is a bot's token, and may be left
out while there is only one bot. `chat` is the id of a group or channel; without it the person writes to
the bot in private.
"""

from tests.botapi.control_acts import Acts
from tests.botapi.control_places import Places
from tests.botapi.control_view import View


class Control(Acts, Places, View):
    """People's acts, the places they meet in, and what is to be seen."""
