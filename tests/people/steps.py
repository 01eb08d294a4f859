"""Steps that many of these tests begin with."""

import re

from tests.talk import Talk

CODE = re.compile(r"[A-Z]{4}-[A-Z]{4}-[A-Z]{4}")


def code_for(talk: Talk, what: str = "spain officer", by: str = "eu") -> str:
    """A coordinator invites somebody."""
    found = CODE.search(talk(f"{by}> /invite {what}").text)
    assert found is not None
    return found.group()


def enrol(talk: Talk, who: str = "stranger", what: str = "spain officer", name: str = "Nuria Nadie") -> None:
    """Up to the point where two coordinators must decide."""
    talk(f"{who}> enrol {code_for(talk, what)}", f"{who}! English", f"{who}! Accept", f"{who}> {name}")
