"""What a sentence, a short answer or the words of a button do; and what they never do."""

import pytest

from tests.talk import Talk

SENTENCES = (
    ("liaoning", "我局掌握线索：三名女子被控制"),
    ("liaoning", "我们下周到马德里"),
    ("liaoning", "联系人是王小丽，电话打不通"),
    ("liaoning", "帮助她，她被锁在布拉格一公寓"),
    ("liaoning", "开始转移女子，今晚出发"),
    ("liaoning", "取消周五的行动，人已经走了"),
    ("liaoning", "语言不通的女子在米兰"),
    ("liaoning", "提醒：王小丽被关在里昂"),
    ("mps", "封锁消息前他们已经离开萨格勒布"),
    ("spain", "Contacts of Wang are in Lyon"),
    ("spain", "Me and Li saw the van in Nice"),
    ("spain", "Link between the two flats is Wang"),
    ("spain", "Language of the victim is Thai"),
    ("spain", "contact with victim Li in Lyon was lost"),
    ("spain", "Answer came too late for the hearing"),
    ("eu", "notice the same phone number on both adverts"),
)


@pytest.mark.parametrize(("who", "said"), SENTENCES)
def test_a_sentence_is_no_command(talk: Talk, who: str, said: str) -> None:
    """Kept, and offered for what it can be; none of its words is repeated."""
    heard = talk(f"{who}> {said}")
    assert heard.kinds == ["words.loose"]
    assert said[:4] not in heard.text
    assert heard.buttons[-1] in {"Nothing", "不用处理"}
    assert len(heard.buttons) <= 3


@pytest.mark.parametrize("word", ["Yes.", "y", "go ahead", "yes please", "好", "对", "可以", "确定", "发。"])
def test_at_a_summary_many_words_confirm(talk: Talk, word: str) -> None:
    talk("spain> /request China by Friday 17:00 Is this company known?")
    assert "request.filed" in talk(f"spain> {word}").kinds


@pytest.mark.parametrize("word", ["forget it", "never mind", "算了", "不要了"])
def test_at_a_summary_many_words_cancel(talk: Talk, word: str) -> None:
    talk("spain> /request China by Friday 17:00 Is this company known?")
    assert talk(f"spain> {word}").kinds == ["form.cancelled"]


def test_no_sends_nothing_and_cancels_nothing(talk: Talk) -> None:
    talk("spain> /request China by Friday 17:00 Is this company known?")
    assert talk("spain> no").kinds == ["form.summary"]
    assert talk("spain> yes").of("request.filed")


def test_words_at_the_summary_change_the_request(talk: Talk) -> None:
    talk("spain> /request China by Friday 17:00 Is this company known?")
    assert "Mon 7 Dec" in talk("spain> wait, make it monday").text
    assert "Italian liaison office" in talk("spain> to italy too").text
    assert sorted({event["to"] for event in talk("spain> send").events}) == ["italy", "mps", "spain"]


def test_a_shown_number_is_no_text(talk: Talk) -> None:
    """The number of a button was once sent to another country as the outcome of a clue."""
    talk("spain> /clue Liaoning Van with two women left Shenyang", "liaoning! 受理", "liaoning! 反馈结果")
    heard = talk("liaoning> 2")
    assert heard.kinds == ["form.cancelled"]


def test_a_number_goes_to_the_answer_to_ones_own_line(talk: Talk) -> None:
    talk("spain> /contacts Congo", "mps> /clue Spain Two women held in a flat")
    heard = talk("spain> 1")
    assert heard.kinds == ["number.which"]
    assert heard.buttons[0].startswith("Congo")
    assert talk("spain> 1").kinds == ["contacts.of"]


def test_the_words_of_a_button_press_it(talk: Talk) -> None:
    ref = talk("spain> /request Liaoning Is this company registered?").ref
    talk("italy> /request Liaoning Who owns the van?")
    assert talk(f"liaoning> 受理 {ref}").to("spain").kinds == ["request.moved"]
    assert talk("liaoning> accept").to("italy").kinds == ["request.moved"]


def test_what_ends_a_request_is_asked_once(talk: Talk) -> None:
    talk("spain> /request Liaoning Is this company registered?")
    heard = talk("liaoning> 未掌握相关信息")
    assert heard.kinds == ["number.sure"]
    assert talk("liaoning! 1").to("spain")


def test_bare_words_are_offered_as_the_answer_first(talk: Talk) -> None:
    ref = talk("liaoning> /请求 西班牙 该公司是否注册？").ref
    heard = talk("spain> It has been registered since 2019")
    assert heard.buttons[0] == f"Answer to {ref}"
    assert "registered since 2019" in talk("spain> 1").to("liaoning").text


def test_the_answer_to_a_question_about_ones_own_request_is_not_denied(talk: Talk) -> None:
    talk("spain> /request Liaoning Is this company registered?", "liaoning! 请求澄清")
    talk("liaoning> 中文名称是什么？", "liaoning> 发送")
    assert talk("spain> /answer It is 样例贸易有限公司").kinds == ["form.summary"]
    assert "样例贸易有限公司" in talk("spain> yes").to("liaoning").text


def test_a_prompt_takes_the_next_line(talk: Talk) -> None:
    talk("spain> /me zone")
    assert talk("spain> Berlin").kinds == ["me.zone_set"]
    talk("spain> /me quiet")
    assert "22:00–07:00" in talk("spain> 10pm to 7am").text


@pytest.mark.parametrize("said", ["thanks", "谢谢", "hello", "你好", "👍", "sorry, wrong chat"])
def test_politeness_becomes_no_clue(talk: Talk, said: str) -> None:
    heard = talk(f"italy> {said}")
    assert heard.kinds[0] in {"words.thanked", "words.greeted"}
    assert "clue" not in " ".join(heard.buttons).casefold()


def test_what_was_received_is_acknowledged_by_one_press(talk: Talk) -> None:
    ref = talk("liaoning> /线索 西班牙 两名女子被控制").ref
    assert talk("spain> got it, thanks").buttons == [f"Acknowledge – {ref}", "Nothing"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("remind me tomorrow 9:00 call Rome", "call Rome"),
        ("/remind tomorrow 9:00 to-do list", "to-do list"),
        ("/remind call Rome to say hello tomorrow 9:00", "call Rome to say hello"),
        ("提醒我明天上午9点我局开会", "我局开会"),
    ],
)
def test_no_word_of_a_reminder_is_lost(talk: Talk, said: str, words: str) -> None:
    assert talk(f"spain> {said}").text.rstrip().endswith(f"> {words}")


def test_a_date_that_was_read_in_part_is_asked_about(talk: Talk) -> None:
    assert talk("spain> /remind between 2 and 3 tomorrow call the lab").kinds == ["remind.when"]
    assert talk("spain> /remind 29 feb pay the rent").kinds == ["remind.when"]


@pytest.mark.parametrize("said", ["many thanks and have a nice evening", "Hi there, are you working?"])
def test_courtesies_in_a_row_are_courtesies(talk: Talk, said: str) -> None:
    assert talk(f"spain> {said}").kinds[0] in {"words.thanked", "words.greeted"}


def test_a_reminder_may_be_set_before_something_is_due(talk: Talk) -> None:
    ref = talk("liaoning> /请求 西班牙 周五17点前 该公司是否有记录", "liaoning! 发送").of("request.filed").ref
    assert "12月4日（周五）14:00" in talk(f"liaoning> 到期前三小时提醒我跟进{ref}").text


@pytest.mark.parametrize(
    "said",
    [
        "remind me 10am the day after pentecost call Ravenna",
        "remind me every Monday at 9:00 call home until May",
    ],
)
def test_what_is_left_over_of_a_date_is_asked_about(talk: Talk, said: str) -> None:
    assert talk(f"spain> {said}").kinds == ["remind.when"]
