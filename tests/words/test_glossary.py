"""One word for one thing: the glossary against the catalogues and the commands, in both languages."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from handlers import house
from handlers.core.registry import command_named
from handlers.vocabulary.languages import tongue
from tests.words.test_tables import lines

assert house.ROOMS
_FORBIDDEN = re.compile("not: ([^;]*)")
_HAN = re.compile("[\u3400-\u9fff]+")
# words in which a forbidden one is part of another thing
FINE = {
    "机构": ("驻外机构",),
    "管理员": ("系统管理员",),
    "已发送": ("已发送至", "已发送$"),
    "恢复": ("恢复权限", "恢复发送", "恢复%\\(name\\)s的权限", "恢复服务", "恢复后", "恢复联系", "恢复密钥",
           "恢复计算", "恢复已暂停人员的权限", "已恢复", "方可恢复"),
    "奴役": ("债务奴役",),
    "截止时间": ("代办人和截止时间", "代办截止时间"),
    "输入": (".*",),  # what is typed into a field; to the bot one sends
    "保留": (".*",),  # what is kept; the button is held below
}  # fmt: skip
# a term's English, where it means nothing else in these texts → one of these in the Chinese
HELD = {
    r"coordinators?\b": "协调员",
    r"operator\b": "系统管理员",
    r"contact points?\b": "联系人|联系方式",
    r"national authorit(y|ies)\b": "国家主管机关",
    r"international organisations?\b": "国际组织",
    r"acknowledge": "签收",
    r"withdr[ae]w": "撤回",
    r"recall": "撤回",
    r"outcome\b": "结果",
    r"notices?\b": "通知",
    r"meetings?\b": "会议",
    r"quiet hours\b": "免打扰",
    r"time zone\b": "时区",
    r"overdue\b": "逾期",
    r"deadlines?\b": "期限",
    r"deput(y|ies)\b": "代办",
    r"stands? in\b(?! \[)": "代办",
    r"vett(ed|ing)\b": "审查",
    r"consents?\b": "同意",
    r"originator\b": "提供单位",
    r"personal data\b": "个人信息",
    r"official channel\b": "正式渠道",
    r"official reference\b": "正式渠道编号",
    r"judicial authorisation\b": "司法机关批准",
    r"victims?\b": "被害人",
    r"suspects?\b(?!ed)": "嫌疑人",
    r"servitude\b": "劳役",
    r"debt bondage\b": "债务奴役",
    r"organ removal\b": "切除器官",
    r"authenticator app\b": "验证器|验证码",
    r"six digits\b": "六位验证码",
    r"suspend": "暂停",
    r"agreements?\b": "协议",
    r"no information found\b": "未掌握",
    r"short name\b": "代号",
    r"new clue|file a clue|clue files": "线索",
    r"\brequest for information\b": "协查请求",
    r"paused\b": "暂停计算",
}
# a button or a title → the commands that it names
COMMANDS = {
    "clue": "线索 提交线索 报线索 报送线索 clue clues",
    "request": "协查 协查请求 请求协查 请求 request ask",
    "answer": "答复 回复 回函 反馈 复函 answer reply respond",
    "outstanding": "待办 outstanding todo",
    "contacts": "联系人 联系方式 contacts contact",
    "remind": "提醒 remind reminder reminders",
    "notice": "通知 notice",
    "agencies": "单位 机构 agencies agency",
    "suspend": "暂停 停用 暂停权限 suspend",
    "reinstate": "恢复 恢复权限 reinstate",
    "lockdown": "停发 全面停发 封锁 lockdown",
    "agreements": "协议 agreements agreement",
    "help": "帮助 help",
}


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """(English, Chinese) of everything that is said."""
    known = tongue("zh")
    plurals = [(many, forms[0]) for (_, many), forms in known.plurals.items()]
    return (*known.texts.items(), *plurals)


def forbidden() -> Iterator[tuple[str, str]]:
    """(term, a Chinese word that is not to be used for it)."""
    for row in lines("glossary.tsv"):
        for words in _FORBIDDEN.findall(row["note"]):
            for word in words.split(","):
                if found := _HAN.match(word.strip()):
                    yield row["term"], found.group()


@pytest.mark.parametrize(("term", "word"), sorted(set(forbidden())))
def test_a_second_word_for_the_same_thing_is_nowhere(term: str, word: str) -> None:
    fine = re.compile("|".join(FINE.get(word, ("(?!)",))))
    assert [said for _, said in texts() if word in fine.sub("", said)] == [], term


@pytest.mark.parametrize(("english", "chinese"), HELD.items())
def test_a_term_has_its_word(english: str, chinese: str) -> None:
    term, word = re.compile(rf"\b(?:{english})", re.IGNORECASE), re.compile(chinese)
    held = [(source, said) for source, said in texts() if term.search(source.replace("/", " /"))]
    assert held
    assert [(source, said) for source, said in held if not word.search(said)] == []


@pytest.mark.parametrize(("name", "words"), COMMANDS.items())
def test_the_words_on_buttons_and_titles_are_commands(name: str, words: str) -> None:
    found = {word: command_named(word) for word in words.split()}
    assert {word: made.name if made else None for word, made in found.items()} == dict.fromkeys(found, name)
