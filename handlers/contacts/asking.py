"""How people ask whom to reach: words that make a line a question for a number, or for the time there."""

import re

_ASKS = re.compile(
    r"\b(who|whos|whom|whose|contacts?|e mail|any(?:one|body|1) for"
    r"|call|ring|phone|telephone|number|e-?mail|address|reach|duty|covers?"
    r"|responsible"
    r"|somebody in|someone in|anybody in|colleagues? in|liaison officer|open now|office hours|what time|tel"
    r"|somebody for|someone for|still in|how late is it|get hold of|speak (?:to|with)|talk (?:to|with)"
    r"|counterpart"
    r"|opposite number|v-?card|card of|speaks|who knows"
    r"|(?:desk|office|they) (?:open|close)s?|open tomorrow|line"
    r"|at their desks?"
    r"|the time|time difference|time zone|(?:current|local) time|hotline)\b"
    r"|联系|谁懂|谁会|哪个号|找谁|电话|邮箱|号码|打给|值班|谁负责|谁管|上班|有人吗|有人在吗|几点了?|叫什么|联络官|联系人|同行|谁会说|在线"
    r"|对口|对接|联络点|联络人|归.{0,8}管|哪个单位|哪家单位|哪个部门|名片|时差|开门|怎么找|找哪",
    re.IGNORECASE,
)
_TELLS = re.compile(r"[,，。;；\n]|\.\s")  # a story has clauses, a question for a number has none
_BEGINS = re.compile(
    r"(?:(?:hi|hello|hey|please|pls|so|ok)[,\s]+)?"
    r"(?:contacts?|phone|tel|telephone|number|e-?mail|address|who|what['’]?s the|night number|how late"
    r"|(?:what (?:is|are)|(?:give|send|show|tell) me|(?:do )?(?:you|we) have|have you got|got|any|find me"
    r"|need|save"
    r"|(?:can|could|may) (?:i|you)(?: have| get| give me| send me| tell me)?|how (?:do|can) (?:i|we)|send|get"
    r"|i (?:need|have|want|would like|['’]d like)(?: to)?|looking for|please)(?: the| a"
    r"| an)? (?:[\w'’-]+ ){0,3}?"
    r"(?:phone|tel|telephone|number|contacts?|e-?mail|address|desk|duty|reach|call|ring|speak|talk|v-?card"
    r"|line)"
    r"|whom|(?:i )?need (?:somebody|someone|an? .{0,30}contact|the (?:number|phone))|out[- ]of[- ]hours"
    r"|hotline"
    r"|is (?:there )?(?:anybody|anyone|somebody|someone)|are they (?:still )?(?:open|in)|what time"
    r"|if it['’]?s \d"
    r"|when (?:does|do|is|are) |when it['’]?s \d"
    r"|will (?:the )?\w+ be |which (?:\w+ )?(?:office|desk)|any(?:one|body|1) (?:for|who)"
    r"|does (?:mr|mrs|ms|dr)\b"
    r"|how['’]?s the time|(?:current|local) time|time (?:difference|zone|in)"
    r"|which of (?:them|you)"
    r"|[A-Z]{2,4} .{0,20}(?:phone|tel|number|e-?mail|address|contact))\b",
    re.IGNORECASE,
)
_ENDS_ZH = re.compile(
    r"(?:电话|号码|邮箱|联系方式|联系人|名片|(?:找|联系|问|给|是|由)谁|吗|呢|没有?"
    r"|单位管|管|多少|几点|对接|联络点|来着|联系|哪个|合适)[?？!！。\s]*$"
)
_TOLD = re.compile(r"\b(?:was|were|are|has|had|lost|held|said|left|went|came|got a call)\b", re.IGNORECASE)
_WHO = re.compile(r"who|whom|which|what|how|where|when|are\b", re.IGNORECASE)
_LONGEST = 80  # characters of a question for a number
_PLAIN, _CURT = 70, 30  # of one that begins so; of one that does not


_TIME = re.compile(
    r"\bwhat time|(?:local|current) time|time difference|\bhow late\b|几点|时差", re.IGNORECASE
)


def is_about_time(line: str) -> bool:
    """Whether it asks how late it is somewhere."""
    return _TIME.search(line) is not None


def is_asked(line: str) -> bool:
    """Whether a word of it is about whom to reach."""
    return _ASKS.search(line) is not None


def others(line: str) -> list[str]:
    """The words of a line besides those that ask."""
    return re.findall(r"[^\W\d_]+", _ASKS.sub(" ", line))


# what is told of somebody, or of a thing that was found, whatever word it holds: 值班的人看到一辆车开往华沙
_STORY = re.compile(
    r"\b(?:his|her|he|she|saw|seen|found|brought|took|sold|leads?|lives|sleeps?|belongs|hides|rings|used|girls?"
    r"|women|woman|victim(?! support)|boss|owner|advert|flat|bar|hotel|suspect|bride|van|lorry)\b"
    r"|她|没说|看[到见]|发现|失踪|出现(?!在线)|开往|归属",
    re.IGNORECASE,
)
# the same, but where something is asked as well
_STORY_ZH = re.compile(
    r"的人|那头|女子|男子|女孩|老板|受害|嫌疑|使用|都[在是]|不上|被|[买卖住藏]|开店|打工|[在是到去往用][\u4e00-\u9fff]{2,6}$"
)
_ASKS_ZH = re.compile(r"[谁哪吗呢找请几?？]|多少|怎么|什么|给我|发我|麻烦|有没有|现在")


def _is_story(asked: str) -> bool:
    return _STORY.search(asked) is not None or (
        _STORY_ZH.search(asked) is not None and _ASKS_ZH.search(asked) is None
    )


def is_question(line: str) -> bool:
    """Whether a short line can be a question for a number, and is no story."""
    asked = line.strip()
    if _is_story(asked):
        return False
    if len(asked) > _LONGEST or "\n" in asked or not is_asked(asked) or not asked.strip("?？ "):
        return False
    if asked.endswith(("?", "？")) or _ENDS_ZH.search(asked):
        return True
    return not _TELLS.search(asked.rstrip(" ,，")) and not (_TOLD.search(asked) and not _WHO.match(asked))


def may_ask(line: str) -> bool:
    """No story, and nothing that is told of somebody."""
    is_told = _TOLD.search(line) is not None and _WHO.match(line) is None
    return not is_told and not _SAYS.search(line) and not _is_story(line)


_SAYS = re.compile(r"联系人是|打不通|失联|没联系|有联系")


def is_plain(line: str) -> bool:
    """It begins or ends as such questions do, or is so short that it can be nothing else."""
    asked = line.strip()
    if _BEGINS.match(asked) and len(asked) <= _PLAIN:
        return True
    return asked.endswith(("?", "？")) or _ENDS_ZH.search(asked) is not None or len(asked) <= _CURT
