"""The legal sources of the rules: instrument, version, article, chosen by the day of the posting. Words only.

An instrument that was renumbered is one source with several versions: a posting of 2008 is told the article of 2008.
A version that was not compared with the official text says so wherever it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

AMENDED = date(2018, 6, 15)
"""From this day Order 16 has the numbering of Order 44: art. 4 was dropped, every later article moved up by one."""

_NUMBERS = "〇一二三四五六七八九"
_NOT_CHECKED = {"zh": "（未与原文核对）", "en": " (not compared with the official text)"}


@dataclass(frozen=True)
class Text:
    """The same words in the two languages of the catalogue."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Version:
    """One wording of a source, from a day on (None: from the beginning)."""

    since: date | None
    words: Text
    verified: bool = True

    def of(self, lang: str) -> str:
        return self.words.of(lang) + ("" if self.verified else _NOT_CHECKED["zh" if lang == "zh" else "en"])


@dataclass(frozen=True)
class Source:
    """What a rule rests on. Shape: `versions` oldest first, the first one with `since` None."""

    versions: tuple[Version, ...]

    def on(self, day: date | None) -> Version:
        """The version that held on that day; the newest where no day is known."""
        held = [version for version in self.versions if version.since is None or day is None or version.since <= day]
        return held[-1]

    def all(self, lang: str) -> str:
        """Every version with the day from which it holds, for a list of rules."""
        shown = []
        for version in self.versions:
            since = "" if version.since is None else f"{version.since} 起：" if lang == "zh" else f"from {version.since}: "
            shown.append(since + version.of(lang))
        return ("；" if lang == "zh" else "; ").join(shown)


def fixed(zh: str, en: str, verified: bool = True) -> Source:
    return Source((Version(None, Text(zh, en), verified),))


def order16(old: int, item: int | None = None, verified: bool = True) -> Source:
    """An article of 国家税务总局令第16号 by its number before 令第44号. Shape: `item` is the （三） of an article."""
    new = old if old < 5 else old - 1
    tail_zh = f"第（{_number(item)}）项" if item else ""
    tail_en = f"({item})" if item else ""
    return Source((
        Version(None, Text(f"国家税务总局令第16号（2018年修正前）第{_number(old)}条{tail_zh}",
                           f"STA Order 16 (before the amendment of 2018), art. {old}{tail_en}"), verified),
        Version(AMENDED, Text(f"国家税务总局令第16号（令第44号修正）第{_number(new)}条{tail_zh}",
                              f"STA Order 16 (as amended by Order 44), art. {new}{tail_en}"), verified)))


def _number(value: int | None) -> str:
    tens, ones = divmod(value or 0, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _NUMBERS[tens] + "十") + (_NUMBERS[ones] if ones or not tens else "")


PLACE_AND_SCOPE, PERIOD, METHODS, EVENTS = order16(3, verified=False), order16(6), order16(7), order16(13)
SURVEY, SAME_TRADE, POSTED, APPROVED = order16(5), order16(7, 6), order16(8, 3), order16(8, 4)
SERVED, FINAL, PROCEDURE = order16(8, 5), order16(8, 6), order16(8)
REASSESSED, SUSPENDED, ENDED = order16(19), order16(21), order16(22, verified=False)
IN_FORCE = fixed("国家税务总局令第16号自2007年1月1日起施行", "STA Order 16 is in force from 1 January 2007")
NOTICE = fixed("国税发〔2006〕183号", "Notice 国税发〔2006〕183号", verified=False)
APPROVAL_FORM = fixed("国税函〔2006〕1199号所附《个体工商户定额核定审批表》", "The approval form of 国税函〔2006〕1199号", verified=False)
QUOTA_NOTICE = fixed("国税函〔2006〕1199号所附《核定定额通知书》（应纳税额明细表）",
                     "The quota notice of 国税函〔2006〕1199号 (its table of taxes)", verified=False)
BELOW_NOTICE = fixed("国税函〔2006〕1199号所附《未达起征点通知书》", "The notice of being below the threshold, 国税函〔2006〕1199号",
                     verified=False)
DUTY = fixed("税收征收管理法第三条：税收的开征、停征依照法律执行", "Tax Collection Law, art. 3: taxes are levied as the law says")
BOOKS = fixed("《个体工商户建账管理暂行办法》（国家税务总局令第17号）", "STA Order 17 on the books of individual businesses", verified=False)
REGISTRATION = fixed("《税务登记管理办法》第十九条至第二十三条", "Measures on Tax Registration, arts. 19–23", verified=False)
DISCLOSURE = fixed("政府信息公开条例第六条：公开的信息应当及时、准确",
                   "Regulations on Government Information, art. 6: what is disclosed is accurate")
INSPECTED = fixed("国办秘函〔2019〕19号：伪造发稿日期单项否决", "国办秘函〔2019〕19号: a forged date fails a site outright")
HOLIDAYS = fixed("全国年节及纪念日放假办法和国务院办公厅每年的放假通知", "The State Council's holiday regulations and yearly notices")
THRESHOLD = Source((
    Version(None, Text("营业税暂行条例关于起征点的规定（2008年修订后第十条）",
                       "Provisional Regulations on Business Tax, on the threshold (art. 10 since 2008)"), verified=False),
    Version(date(2016, 5, 1), Text("增值税暂行条例第十七条", "Provisional Regulations on VAT, art. 17")),
    Version(date(2026, 1, 1), Text("增值税法第二十三条", "VAT Law, art. 23"))))
SURCHARGE = Source((
    Version(None, Text("城市维护建设税暂行条例第三条；征收教育费附加的暂行规定第三条",
                       "Provisional Regulations on Urban Construction Tax, art. 3; Provisions on the Education Surcharge, art. 3")),
    Version(date(2021, 9, 1), Text("城市维护建设税法第二条；征收教育费附加的暂行规定第三条",
                                   "Urban Construction Tax Law, art. 2; Provisions on the Education Surcharge, art. 3"))))
CITY_RATE = Source((
    Version(None, Text("城市维护建设税暂行条例第四条", "Provisional Regulations on Urban Construction Tax, art. 4")),
    Version(date(2021, 9, 1), Text("城市维护建设税法第四条", "Urban Construction Tax Law, art. 4"))))
DISPUTED, AVOIDED = order16(23), order16(24, verified=False)
REVIEWED = Source((
    Version(None, Text("行政复议法（1999年）第九条", "Administrative Review Law (1999), art. 9"), verified=False),
    Version(date(2024, 1, 1), Text("行政复议法（2023年修订）第二十条", "Administrative Review Law (2023), art. 20"))))
SUED = Source((
    Version(None, Text("行政诉讼法（1989年）第三十八条", "Administrative Litigation Law (1989), art. 38"), verified=False),
    Version(date(2015, 5, 1), Text("行政诉讼法（2014年修正）第四十五条", "Administrative Litigation Law (2014), art. 45"))))
PAID_FIRST = fixed("税收征收管理法第八十八条", "Tax Collection Law, art. 88")
EVIDENCE = fixed("税收征收管理法实施细则第四十七条", "Rules on the Tax Collection Law, art. 47")
AVOIDANCE = fixed("税收征收管理法第十二条及其实施细则第八条", "Tax Collection Law, art. 12, and art. 8 of its Rules")
