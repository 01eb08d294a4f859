"""Recognisers of what is no bare number: mail, sites, accounts, wallets, places, days of birth."""

import re

from handlers.recognising import checks
from handlers.recognising.model import Recogniser

_L, _R = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_APPS = (
    r"we ?chat|weixin|wx|vx|微信|薇信|威信|qq|扣扣|企鹅号|whats ?app|telegram|tg|电报|纸飞机|instagram|insta|ig|facebook|fb|脸书|messenger|tik ?tok|"
    r"douyin|抖音|kuaishou|快手|weibo|微博|小红书|xiaohongshu|snapchat|snap|skype|line|viber|signal|kakao(?:talk)?|zalo|"
    r"加v|momo|陌陌|探探|twitter|支付宝|alipay|youtube|vk|discord"
)
_AN_APP = re.compile(_APPS)
_NAMED_SO = r"(?:[ ]?(?:id|号码?|账号|帐号|账户|handle|account|user ?name|user|nick(?:name)?|name|昵称|用户名|名)[ ]?){1,2}"
_HANDLE = r"[A-Za-z0-9_][A-Za-z0-9_.-]{2,38}[A-Za-z0-9_]"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = (
    rf"(?:\d{{1,2}}[./ -]\d{{1,2}}[./ -](?:19|20)?\d\d|(?:19|20)\d\d[./ -]\d{{1,2}}[./ -]\d{{1,2}}|(?:19|20)\d{{6}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?:19|20)\d\d|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d|"
    r"(?:19|20)\d\d ?年 ?[0-9一二三四五六七八九十]{1,3} ?月(?: ?[0-9一二三四五六七八九十]{1,3} ?[日号])?)"
)
_HAN_DAY = r"[0-9零〇一二三四五六七八九]{2,4} ?年 ?[0-9一二三四五六七八九十]{1,3} ?月(?: ?[0-9一二三四五六七八九十]{1,3} ?[日号])?"
_BORN = r"(?:born|birth ?day|birth|dob|d\.o\.b\.?|date of birth|geboren|nacid[oa]|née?|nat[oa]|né\(?e?\)?|geb\.|\*)"
_BORN_ZH = r"(?:出生日期|出生于|出生年月|出生|生于|生日|诞生于)"
_FIGURES = r"[0-9一二三四五六七八九十百]{1,5}"
_HAN = r"[一-鿿]"
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|square|terrace|way|gardens|grove|crescent|hill|row|"
    r"mews|walk|quay|parade|alley)"
)
_VIA = (
    r"(?:calle|c/|avenida|avda\.?|plaza|paseo|carrer|camino|via|viale|piazza|corso|vicolo|rue|avenue|boulevard|bd|place|"
    r"quai|chemin|impasse|rua|praça|strada|str\.|ul\.|ulica)"
)
_NORTH = (
    r"(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|ring|straat|laan|plein|gracht|kade|singel|dijk|gade|vej|"
    r"gatan|vägen|gata|veien|vegen|katu|tie|gränd|stræde)"
)

_FLATS = r"(?:-\d{1,4}){0,3}(?: ?[A-Za-z0-9一二三四五六七八九十百]{1,5} ?(?:号楼?|栋|幢|座|楼|层|单元|室|户|房)){0,4}"

_REST = (  # of an address: the floor, the town with its code
    r"(?:,? (?:\d{1,2}(?:st|nd|rd|th) floor(?: left| right)?|(?:flat|apt\.?|unit|room) [A-Za-z0-9]{1,4}))?"
    r"(?:,? (?:\d{4,5} [A-Z][a-zà-ž]{2,20}|(?:[A-Z][a-z]{2,20},? )?[A-Z]{1,2}\d[0-9A-Z]? ?\d[A-Z]{2}))?"
)

# of a degree: decimals, or minutes and seconds, by their words or signs
_PARTS = r"(?:\.\d{1,9}[度°]?|[度°] ?\d{1,2}(?:\.\d{1,6})?[分'′’]?(?:\d{1,2}(?:\.\d{1,6})?(?:[秒\"″”]|''|′′)?)?|[度°]?)"

WRITINGS = (
    Recogniser("mrz", re.compile(r"(?<![A-Z0-9<])[A-Z0-9<]{28,46}(?![A-Z0-9<])"), 0.99, checks.machine_readable,
               against=False),
    Recogniser(
        "mail",
        re.compile(
            r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?(?:@|\(at\)|\[at\]) ?"
            r"(?:[A-Za-z0-9-]{1,63}(?:\.| ?\(dot\) ?| ?\[dot\] ?)){1,5}[A-Za-z]{2,24}" + _R,
            re.IGNORECASE,
        ),
        0.97, against=False, needs=re.compile(r"@|[(\[]at"),
    ),
    Recogniser("account", re.compile(r"(?<![A-Za-z0-9.])(?:https?://)?(?:t|telegram|wa|m)\.me/[A-Za-z0-9_+/-]{3,64}",
                                     re.IGNORECASE), 0.98, against=False),
    Recogniser("url", re.compile(r"(?<![A-Za-z0-9])(?:https?://|hxxps?://|www\.)[A-Za-z0-9._~:/?#\[\]@!$&'()*+=%-]{3,300}"
                                 r"(?<![.)?!:'])", re.IGNORECASE), 0.96, against=False),
    Recogniser("url", re.compile(
        r"(?<![A-Za-z0-9@._/-])(?:[A-Za-z0-9-]{1,63}\.){1,4}(?:com|net|org|info|biz|cn|es|it|de|fr|nl|uk|eu|dk|se|"
        r"no|fi|ru|io|me|app|xyz|top|onion|shop|online|site|club|example)(?:/[A-Za-z0-9._~:/?#@!$&'*+=%-]{0,300})?" + _R,
        re.IGNORECASE), 0.7, against=False),
    Recogniser("account", re.compile(r"(?<![A-Za-z0-9._%+@/-])@[A-Za-z0-9_][A-Za-z0-9_.]{2,38}[A-Za-z0-9_]"), 0.9,
               against=False),
    Recogniser("account", re.compile(rf"{_L}wxid_[a-z0-9_]{{4,30}}", re.IGNORECASE), 0.99, against=False),
    Recogniser("account", re.compile(
        rf"(?:(?<![A-Za-z])(?:{_APPS}))(?:{_NAMED_SO}[ :=是为“\"']{{0,4}}(?:is |was )?|[ ]?[:=][ ]?|[是为]|加)"
        rf"(?P<value>(?![a-z]{{1,14}}(?![A-Za-z0-9_.-])(?<!\d)(?=[ ,.]))"
        rf"{_HANDLE})", re.IGNORECASE), 0.93, against=False, begins=_AN_APP),
    Recogniser("account", re.compile(
        rf"(?:(?<![A-Za-z])(?:{_APPS}))(?:{_NAMED_SO}|[ :]{{1,2}})?[ ]?[“\"']?"
        rf"(?P<value>(?=[A-Za-z_.-]{{0,38}}[0-9_])[A-Za-z0-9_][A-Za-z0-9_.-]{{3,38}}[A-Za-z0-9_])", re.IGNORECASE), 0.9,
               against=False, begins=_AN_APP),
    Recogniser("crypto", re.compile(rf"{_L}0x[0-9a-fA-F]{{40}}{_R}"), 0.98, against=False),
    Recogniser("crypto", re.compile(rf"{_L}(?:[13][1-9A-HJ-NP-Za-km-z]{{25,34}}|bc1[ac-hj-np-z02-9]{{11,71}}){_R}"), 0.9,
               checks.wallet, 0.35, against=False, as_it_is=True),
    Recogniser("crypto", re.compile(rf"{_L}T[1-9A-HJ-NP-Za-km-z]{{33}}{_R}"), 0.9, checks.base58, 0.35, against=False,
               as_it_is=True),
    Recogniser("coordinates", re.compile(
        r"(?<![\d.])[-+]?\d{1,3}\.\d{3,9} ?°? ?[NSns]?(?: ?[,;/] ?| )[-+]?\d{1,3}\.\d{3,9}(?: ?°? ?[EWewOo](?![A-Za-z]))?"),
        0.9, against=False),
    Recogniser("coordinates", re.compile(
        r"(?<!\d)\d{1,3} ?° ?\d{1,2}(?:\.\d{1,6})? ?['′’](?: ?\d{1,2}(?:\.\d{1,6})? ?(?:[\"″”]|''|′′|’’))? ?[NSns北南]?"
        r"[ ,，;、]{0,3}(?:[EWew东西] ?)?\d{1,3} ?° ?\d{1,2}(?:\.\d{1,6})? ?['′’](?: ?\d{1,2}(?:\.\d{1,6})? ?(?:[\"″”]|''|′′|’’))?"
        r"(?: ?[EWew东西](?![A-Za-z]))?"), 0.97, against=False),
    Recogniser("coordinates", re.compile(
        rf"[北南]纬 ?\d{{1,3}}{_PARTS}[ ,，、;]{{0,3}}[东西]经 ?\d{{1,3}}{_PARTS}"), 0.95, against=False),
    Recogniser("coordinates", re.compile(
        r"[东西]经 ?\d{1,3}\.\d{1,9}[度°]?[ ,，、;]{0,3}[北南]纬 ?\d{1,3}\.\d{1,9}[度°]?"), 0.95, against=False),
    Recogniser("birth", re.compile(
        rf"(?<![A-Za-z]){_BORN}[ :(]{{0,3}}(?:date |on |in |am |el |il |is |was |the ){{0,2}}[:]? ?(?P<value>{_DAY}|(?:19|20)\d\d)"
        r"(?![0-9])", re.IGNORECASE), 0.93, against=False),
    Recogniser("birth", re.compile(rf"{_BORN_ZH}[ :是为在(]{{0,3}}(?P<value>{_DAY}|{_HAN_DAY}|(?:19|20)\d\d ?年)(?!\d)", re.IGNORECASE), 0.93,
               against=False),
    Recogniser("birth", re.compile(
        rf"(?<!\d)(?P<value>{_DAY})(?=[ ]?(?:日)?(?:出生|生人|生(?![产活意效])|\)? ?born))", re.IGNORECASE), 0.9, against=False,
        needs=re.compile("born|生")),
    Recogniser("address", re.compile(
        rf"(?<![A-Za-z0-9.])(?:(?:flat|apt\.?|apartment|unit|room) [A-Za-z0-9]{{1,4}},? )?"
        rf"\d{{1,4}}[A-Za-z]?,? (?:[A-Z][A-Za-z'’-]{{1,24}} ){{1,4}}{_STREET}(?![A-Za-z]){_REST}",
        re.IGNORECASE), 0.86, needs=re.compile(rf" {_STREET}")),
    Recogniser("address", re.compile(
        rf"(?<![A-Za-z]){_VIA} ?(?:(?:de|del|della|delle|dei|des|du|la|las|los|le|les|di|da|d'|l')[ ]?){{0,3}}"
        r"(?:[A-ZÀ-Ý][\w'’.-]{0,24},? ?){1,4}(?:n[º°o.]{0,2} ?)?\d{1,4}[A-Za-z]?(?:,? ?\d{1,2}[º°ª]? ?[A-Za-z]?(?![A-Za-z0-9]))?",
        re.IGNORECASE), 0.84, begins=re.compile(_VIA)),
    Recogniser("address", re.compile(
        r"(?<![A-Za-z0-9])\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|bd|place|quai|chemin|impasse|allée)"
        r"(?: (?:de|des|du|la|le|les|d'|l')){0,3} ?(?:[A-ZÀ-Ý][\w'’-]{1,24} ?){1,4}"), 0.86),
    Recogniser("address", re.compile(
        rf"(?<![A-Za-z])[A-ZÄÖÜÅÆØ][\wäöüßåæø'-]{{1,30}}(?:{_NORTH}| (?:{_NORTH})) ?\d{{1,4}}[A-Za-z]?(?![0-9])", re.IGNORECASE),
        0.86, needs=re.compile(rf"{_NORTH} ?\d")),
    # a Chinese address is known by its end, and read backwards from there
    Recogniser("address", re.compile(
        rf"(?:路|街|巷|弄|大道|胡同|村|里|屯|社区|小区|花园|苑|广场|新村|大街|道|镇|乡) ?{_FIGURES}(?:[-之]{_FIGURES})? ?"
        rf"(?:号楼?|弄|栋|幢|座|组|单元|室|队|巷)(?:院|内)?{_FLATS}"), 0.88, leftwards=20),
    Recogniser("address", re.compile(
        rf"(?:小区|花园|公寓|大厦|苑|社区|新村|广场|宾馆|酒店) ?[A-Za-z0-9一二三四五六七八九十百]{{1,5}} ?(?:号楼?|栋|幢|座|单元|室|楼|房)"
        rf"{_FLATS}"), 0.86, leftwards=20),
    Recogniser("address", re.compile(rf"(?<=[省市县区州镇乡])(?P<value>{_HAN}{{1,6}}(?:村|屯|寨|庄)(?:{_FIGURES}(?:组|号|队|社))?)"),
               0.7, leftwards=16),
)  # fmt: skip
