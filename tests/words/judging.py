"""What became of a line, against what a colleague would have understood by it.

The judge reads `right` as the README says: moments, words in quotes, countries, and the job. Where it cannot
tell, it is strict: what goes out, or is kept, and is not surely what is right counts as wrong.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from handlers import places
from tests.words import wording
from tests.words.playing import Played


class Verdict(StrEnum):
    UNDERSTOOD = "understood"
    ASKED = "asked"
    REFUSED = "refused"
    WRONG = "wrong"


@dataclass(frozen=True)
class Job:
    """`right`: how the table names it. `out`: what changes something; `shown`: what only answers;
    `label`: the button that offers it."""

    name: str
    right: re.Pattern[str]
    label: re.Pattern[str]
    out: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    title: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))


def _job(name: str, right: str, label: str, out: str = "", shown: str = "", title: str = "(?!)") -> Job:
    made = frozenset(out.split()), frozenset(shown.split())
    wanted, offered = (re.compile(words, re.IGNORECASE) for words in (right, label))
    return Job(name, wanted, offered, *made, title=re.compile(title))


JOBS = (
    _job(
        "reminders",
        "list of (own )?reminders|提醒列表|deletes|删除",
        "^(reminders|我的提醒)",
        shown="remind.list",
    ),
    _job(
        "outstanding",
        "outstanding|待办|what is open|未办结|open requests",
        "outstanding|待办",
        shown="outstanding status.open",
    ),
    _job(
        "status",
        "where .{0,40}stands?|进展|list of own clues|open"
        " clues|线索列表|clues about|的线索$|meeting Fri|会议：",
        "^R-|^C-|进展|status|where it stands|outstanding|待办",
        shown=(
            "request.status clue.status clue.list status.open"
            " outstanding notices.list meeting.next notice.status"
        ),
    ),
    _job(
        "request",
        "request to|/request|/请求|协查请求|紧急请求|向.*请求|请求协查|to both|无对口单位|need"
        " to know|urgent request|says that nobody covers|暂无对口",
        "ask .*for information|请求协查|协查",
        "request.filed",
        title="Request for information|协查请求",
    ),
    _job(
        "clue",
        r"^只?转|线索保留|/clue|/线索|starts the form|clue (to|for|without|kept|with"
        r"|about)|线索|offers a clue|urgent clue|“File as a clue|填写线索",
        "clue|线索",
        "clue.filed",
        title="New clue|新线索",
    ),
    _job(
        "answer",
        "answer|答复|同上|the same",
        "answer|答复|未掌握|no information",
        "request.done",
        title="Answer|答复",
    ),
    _job(
        "extend",
        "more time|to extend|extend R|延长期限|becomes due|期限改|new deadline|新期限|R-… due|R-… 期限",
        "more time|延长|期限|date|change|修改",
        title="More time|延长|Date and|期限和紧急",
    ),
    _job("nothing", "nothing held|未掌握|该按钮", "未掌握|no information", "request.done"),
    _job("refuse", "refuse|拒绝|询问依据", "refuse|拒绝", title="Refuse|拒绝"),
    _job("accept", "accept|受理 R", "accept|受理", "request.done"),
    _job("question", "ask a question|question|澄清", "question|澄清", title="question|澄清"),
    _job(
        "acknowledge",
        "acknowledge|确认收到|签收",
        "acknowledge|确认收到|签收",
        "clue.acknowledge.done notice.acknowledged",
    ),
    _job("take up", "take up|受理 C", "accept clue|受理", "clue.take_up.done"),
    _job(
        "hand on",
        "hand on|转交|refer",
        "pass to|refer on|转交|转办|forward",
        title="Pass to|转办|Refer on|转交",
    ),
    _job("outcome", "outcome|结果反馈|的结果", "outcome|结果", title="outcome|结果"),
    _job(
        "withdraw",
        "withdraw|撤回",
        "withdraw|撤回",
        "",
        shown="clue.withdraw.ask request.withdraw.ask",
    ),
    _job("add", "adds? (it|to|“)|correct|补充|更正", "add to|补充|correct", title="Add|补充"),
    _job(
        "urgent",
        "make R-… urgent|改为紧急|R-… becomes urgent",
        "urgent|紧急|change|修改",
        title="Date and urgency|期限和紧急",
    ),
    _job(
        "help",
        "/help|says what it is|help|帮助|first steps|入门",
        "help|帮助",
        shown="help help.one start words.greeted",
    ),
    _job(
        "time there",
        r"\(Beijing time\)|\d\d:\d\d Beijing|hours, Beijing ahead|马德里时间|罗马时间|伦敦时间"
        r"|北京时间\d\d:\d\d",
        "^contacts|联系人",
        shown="contacts.of contacts.time contacts.office",
    ),
    _job("notices", "list of notices|通知列表", "notices|通知", shown="notices.list"),
    _job("law", "law page|法律页|/law|/法律", "law|法律", shown="law.of agreements.of"),
    _job("looks", "who has been shown|谁看过", "(?!)", shown="looks.of"),
    _job("ways", "all in one message|汇总", "how i am reminded|提醒方式", shown="remind.ways"),
    _job("stats", "/stats|统计数字", "figures|统计", shown="stats"),
    _job("library", "library|资料库", "library|资料库", shown="library.found library.menu library.entry"),
    _job("decline", "decline C|不予受理|不受理", "decline|不受理"),
    _job("duty", "on duty: |/duty|值班：|值班表", "rota|值班表|on duty", "duty.set", shown="duty.rota"),
    _job(
        "contact",
        "desk|open or closed|presses the second|第二个按钮|先列非工作|contact|who can help"
        "|列出可协助|number|nobody; who|值班|联络处|联系|liaison|duty|\\+\\d\\d|office"
        "|/contacts|both, |电话|邮箱|公安厅|办事处|单位|^暂无|organi[sz]ation",
        "^contacts|contact point|联系人",
        shown="contacts.of contacts.office",
    ),
    _job("language", "language|语言", "english|中文|language|语言", "language.set"),
    _job("zone", "zone|时区", "zone|时区|time", "me.zone_set"),
    _job("quiet", "quiet|免打扰", "quiet|免打扰", "me.quiet_set", shown="me.quiet_how"),
    _job(
        "deputy",
        "deputy|代理|代办",
        "deputy|代理|代办",
        "deputy.waits deputy.ended",
        shown="deputy.how me deputy.until_when",
    ),
    _job("link", "link|关联", "link|关联", shown="link.code link.ask"),
    _job("page", "own page|本人页面|name|page of /me|个人设置", "your page|个人设置", shown="me"),
    _job("meeting", "meeting|会议|not to come", "come|参加|meeting|会议", "meeting.answered"),
    _job("cancel", "cancels the form|取消填写", "cancel|取消", shown="form.cancelled"),
    _job("notice", "notice|通知", "notice|通知|send", shown="notice.preview", title="Notice|通知"),
    _job(
        "short",
        "short (answer|greeting)|简短|says (shortly|that it works)|说明可用",
        "(?!)",
        shown="words.greeted",
    ),
)
OUT = frozenset().union(*(job.out for job in JOBS)) | {
    *(
        "remind.kept",
        "remind.dropped",
        "clue.added.done",
        "clue.withdrawn.done",
        "request.added",
        "me.goodbye",
    ),
    *("clue.forwarded", "clue.decline.done", "clue.report.done", "request.withdrawn", "request.terms.done"),
}
SHOWN = frozenset().union(*(job.shown for job in JOBS)) | {
    "me",
    "agreements.of",
    "officers",
    "link.code",
    "stats",
}
ASKS = {
    *("remind.when", "form.ask", "form.fields", "contacts.which", "answer.which", "clue.which_country"),
    *("words.loose", "command.unknown", "number.which", "reference.unknown", "language.ask", "me.leave_ask"),
    *(
        "remind.which",
        "number.sure",
        "contacts.unclear",
        "notice.whom_unclear",
        "me.zone_how",
        "person.unknown",
    ),
}
_SOFT = re.compile(r"^(offers|asks?\b|给出|询问|says|说明|clue kept|线索保留)|\bor asks?\b|或询问|或一键")
_CONTROLS = re.compile(
    r"^(help|back|cancel|nothing|unknown|another country|delete it|add details|change something|skip|done"
    r"|normal deadline|帮助"
    r"|返回|取消|不用处理|不详|别的国家|其他国家|删除|补充详情|修改|按默认期限"
    r"|i do not know the country|不知道哪个国家|不清楚是哪国)$",
    re.IGNORECASE,
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(rf"(\d{{1,2}}) ({_MONTHS})\b|(\d{{1,2}})月(\d{{1,2}})日")
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?!\d)")
_QUOTED = re.compile(r"“([^”]+)”")
_REMINDER = re.compile(
    r"^(ask: |询问：|sets or offers |today's 14:00 has passed: )?"
    r"((Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?: \d|–)|every"
    r"|Mon–Fri|每|周一至周五|\d+月\d+日|20\d\d年|北京时间|sets “|the reminder|提醒改为|“)"
)


def moments(text: str) -> set[str]:
    months = _MONTHS.split("|")
    days = {
        f"{int(m[1] or m[4])}.{months.index(m[2]) + 1 if m[2] else int(m[3])}" for m in _DATE.finditer(text)
    }
    return days | {f"{int(m[1])}:{m[2]}" for m in _TIME.finditer(text)}


def _first(right: str) -> str:
    """The first of several answers that are as good, without remarks."""
    bare = re.sub(r"（[^（）]*）|\([^()]*\)", "", right)
    return re.split(r"; or |；或|,? or (?=asks|a question|12|13|\()|，或", bare)[0]


def _fits(right: str, text: str) -> bool:
    """Whether all moments and words in quotes of what is right are among what was answered."""
    first = _first(right)
    alternatives = [first, *re.split(r" \| |或| or ", first)] if re.search(r"\||或| or ", first) else [first]
    quoted = [one.rstrip("… ") for one in _QUOTED.findall(first) if not _is_label(one)]
    repeats = re.match(r"every|Mon–Fri|每|周一至周五", first) is not None
    if repeats and not re.search("repeats|重复", text):
        return False
    has_words = all(one.casefold() in text.casefold() for one in quoted)
    wanted = {one: moments(one) for one in alternatives}
    return has_words and any(found <= moments(text) for found in wanted.values())


_LASTS = re.compile(r"(\d+) ?(?:minutes?|分钟)")


def _lasts(right: str, whole: str) -> bool:
    """A meeting is as long as is right."""
    wanted = _LASTS.search(right)
    hours, minutes = divmod(int(wanted[1]), 60) if wanted is not None else (0, 0)
    said = rf"{hours} ?(?:hours?|小时) ?" * bool(hours) + rf"{minutes} ?(?:minutes?|分钟)" * bool(minutes)
    return wanted is None or re.search(rf"(?<!hours )(?<!hour )(?<!小时)\b{said}", whole) is not None


def _is_label(quoted: str) -> bool:
    labels = (
        "File as|Ask for|Answer|Acknowledge|Accept|Nothing"
        "|Unknown|More time|Refuse|Take|Hand|请求协查|作为|答复|受理"
    )
    return (
        re.match(rf"({labels}|拒绝|确认|不予|未掌握|不详|不能|参加|提醒|[^”]+？$|Spain\?|/)", quoted)
        is not None
    )


def _named(right: str) -> set[str]:
    named = right.replace("（", " ").replace("）", " ").replace("向", " ").replace("转", " ")
    return {place.code for place in places.mentioned(named)}


def judge(played: Played) -> Verdict:
    right, heard = wording.known(played.line["right"]), played.answer
    kinds = [kind for kind in heard.kinds if kind not in {"reminder", "form.put_away"}]
    whole = heard.text + "\n" + "\n".join(label for event in heard.events for label in event["buttons"])
    jobs = [job for job in JOBS if job.right.search(right)]
    is_reminder = _is_reminder(right, played.line["right"])
    if not kinds or {"words.greeted", "words.thanked"} & set(kinds):
        is_short = any(job.name in {"short", "help"} for job in jobs)
        return Verdict.UNDERSTOOD if is_short or wording.is_nothing(right) else Verdict.REFUSED
    if (found := _by_kind(right, whole, set(kinds))) is not None:
        return found
    done = set(kinds) & OUT
    if done and (special := _plain_cases(right, whole, done)) is not None:
        return special
    if done:
        was_shown = "screening.ask" in kinds
        return _of_done(right, whole, done, jobs, is_reminder, was_shown=was_shown)
    if (special := _plain_cases(right, whole, set(kinds))) is not None:
        return special
    if {"form.summary", "form.cancelled"} & set(kinds):
        return _of_form(right, whole, kinds, jobs)
    if shown := SHOWN & set(kinds):
        if any(shown & job.shown for job in jobs):
            named = _named(right) if "contacts.of" in shown else set()
            return Verdict.UNDERSTOOD if not named or _covers(named, whole) else Verdict.WRONG
        return Verdict.WRONG
    if ASKS & set(kinds):
        return _of_asked(right, whole, heard.buttons, jobs, kinds, is_reminder)
    return Verdict.REFUSED


def _is_reminder(right: str, written: str) -> bool:
    is_own = _REMINDER.match(right) is not None and "R-…" not in right and "C-…" not in right
    return is_own or re.match("(repeating )?reminder ", written) is not None


_NOT_TAKEN = re.compile("Not added\\.|未加入。")


def _of_form(right: str, whole: str, kinds: list[str], jobs: list[Job]) -> Verdict:
    if "form.cancelled" in kinds and "form.summary" not in kinds:
        return Verdict.UNDERSTOOD if "cancels the form" in right or "取消填写" in right else Verdict.WRONG
    meant = any(job.title.search(whole) for job in jobs) or ("SIENA" in right and "SIENA" in whole)
    return Verdict.UNDERSTOOD if meant and _fits(right, whole) else Verdict.WRONG


def _plain_cases(right: str, whole: str, kinds: set[str]) -> Verdict | None:
    """What the table says in words of its own."""
    if re.match("says|说明", right) and {"remind.when", "reference.unknown"} & kinds:
        return Verdict.ASKED
    if "form.summary" in kinds and right.startswith(("cancels the form, or asks", "取消填写，或询问")):
        return Verdict.ASKED
    if "answer.which" in kinds and re.match("asks which", right):
        return Verdict.ASKED
    if "form.ask" in kinds and re.search("starts the form|开始填写", right):
        return Verdict.UNDERSTOOD if any(job.title.search(whole) for job in JOBS) else Verdict.WRONG
    same = {
        "form.summary": "back to the summary|回到确认页|adds |增加",
        "form.ask": "takes it as|视为|starts the request form",
        "language.set": "language becomes|语言改为",
    }
    if any(kind in kinds and re.search(words, right) for kind, words in same.items()):
        return Verdict.UNDERSTOOD
    if "form.summary" in kinds and re.match(
        "the deadline becomes|the summary again|期限改为|重新复述", right
    ):
        return (
            Verdict.UNDERSTOOD if moments(re.split("[(；;]", right)[0]) <= moments(whole) else Verdict.WRONG
        )
    if "notice.preview" in kinds:
        return (
            Verdict.UNDERSTOOD
            if re.search("preview|notice|meeting|预览|通知|会议", right)
            and _fits(right, whole)
            and _lasts(right, whole)
            else Verdict.WRONG
        )
    return None


def _by_kind(right: str, whole: str, kinds: set[str]) -> Verdict | None:
    """Answers that say by their kind what they are."""
    if "form.summary" in kinds and _NOT_TAKEN.search(whole):  # as it was, without these words
        return Verdict.UNDERSTOOD if re.search("short answer|简短", right) else Verdict.REFUSED
    if (plain := _never_or_nobody(right, whole, kinds)) is not None:
        return plain
    if "screening.ask" in kinds and re.search("masked|隐去", right):
        return Verdict.UNDERSTOOD if "[" in whole else Verdict.WRONG
    if "contacts.time" in kinds:
        differs = re.search("7 hours|7小时", right) is not None and re.search("7 hours|7小时", whole)
        fits = any(moments(one) <= moments(whole) for one in re.split("; or |或|；", right) if moments(one))
        return Verdict.UNDERSTOOD if differs or fits else Verdict.WRONG
    if "contacts.unclear" in kinds and (meant := _named(right)):
        return Verdict.ASKED if meant & _named(whole) else Verdict.REFUSED
    return None


def _never_or_nobody(right: str, whole: str, kinds: set[str]) -> Verdict | None:
    """What is no reminder, what is asked about, and what goes nowhere and is kept."""
    if wording.is_nothing(right) and not kinds & OUT:
        return Verdict.ASKED
    if "words.loose" in kinds and re.search("asks what (to do|is meant)|询问如何处理", right):
        return Verdict.ASKED
    if "remind.kept" in kinds and re.match("never a reminder|不得直接设提醒", right):
        return Verdict.WRONG
    if "clue.filed" in kinds and re.match("says nobody|说明.*暂无", right):
        return Verdict.UNDERSTOOD if re.search("Nobody here covers|没有单位负责", whole) else Verdict.WRONG
    return None


def _covers(named: set[str], whole: str) -> bool:
    return bool(named & {place.code for place in places.mentioned(whole)})


def _of_done(
    right: str, whole: str, done: set[str], jobs: list[Job], is_reminder: bool, *, was_shown: bool
) -> Verdict:
    only_offers = re.match("offers|asks|给出|询问", right) is not None
    if "request.filed" in done and re.match("sends it|发送", right):
        return Verdict.UNDERSTOOD
    if "remind.kept" in done or "remind.dropped" in done:
        is_meant = (
            is_reminder
            or re.search("提醒|改期|R-… named|注明 R-…", right)
            or "deletes" in right
            or "remind" in right
        )
        return Verdict.UNDERSTOOD if is_meant and _fits(right, whole) else Verdict.WRONG
    must_show = not was_shown and re.search("read back|复述", re.split(r",? or |，或", right)[0]) is not None
    if any(done & job.out for job in jobs) and not only_offers and not must_show:
        is_sent = {"request.filed", "duty.set"} & done and moments(_first(right))
        fits = _fits(right, whole) if is_sent else True
        return Verdict.UNDERSTOOD if fits else Verdict.WRONG
    return Verdict.WRONG


def _of_asked(
    right: str, whole: str, buttons: list[str], jobs: list[Job], kinds: list[str], is_reminder: bool
) -> Verdict:
    chosen = [label for label in buttons if not _CONTROLS.match(label)]
    about = "\n".join(chosen)
    command = re.search(r"(?:offers|改为|takes) (/\w+)", right)
    if command is not None and len(chosen) <= 2:
        name = {"remind": "提醒", "contacts": "联系人", "请求": "协查"}.get(command[1][1:], command[1][1:])
        return (
            Verdict.ASKED
            if re.search(f"/({command[1][1:]}|{name})", about, re.IGNORECASE)
            else Verdict.REFUSED
        )
    if (
        "form.ask" in kinds
        and re.search("ground|依据|reason", right)
        and any(j.title.search(whole) for j in jobs)
    ):
        return Verdict.ASKED
    if is_reminder or right.startswith(("asks when", "offers Mon", "offers Tue", "给出今天", "询问今晚")):
        asks_date = (
            "remind" in about.casefold() or "提醒" in about or moments(about) or "remind" in whole.casefold()
        )
        meant = bool(asks_date) or "提醒" in whole
    else:
        meant = any(job.label.search(about) or job.title.search(whole) for job in jobs)
        meant = meant or (re.match("asks|询问|ask:", right) is not None and bool(moments(about)))
        countries = _named(right) if right.startswith(("ask: ", "询问：")) else set()
        meant = meant or (bool(countries) and countries <= {one.code for one in places.mentioned(about)})
        goes_nowhere = re.match("says nobody|说明.*暂无", right) is not None
        meant = meant or (goes_nowhere and bool(_named(right) & {p.code for p in places.mentioned(about)}))
        meant = meant or (not chosen and bool(jobs)) or "at most two choices" in right or "至多两个" in right
    return Verdict.ASKED if meant and len(chosen) <= 2 else Verdict.REFUSED
