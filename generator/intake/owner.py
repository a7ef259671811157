"""Takes owners' names in any form, gives them masked: 张*, 张*三, 欧阳*. No full name leaves here.

Legal source: 个人信息保护法 art. 51 (de-identification); what is left is the family name, and the last character of a name of three.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import polars as pl

from generator.model.distinct import distinct, where

_DOUBLE = ("欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台",
           "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘",
           "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐",
           "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生", "公户", "公玉", "梁丘", "左丘", "东门", "西门", "第五", "完颜", "那拉")
SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
            "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤关焦包齐庞樊兰殷施洪翟安颜倪温芦季俞章鲁葛韦"
            "申尤毕聂丛焦岳向柳邢路岳齐梅庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单"
            "包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商"
            "蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺")
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MASKS = "*＊×✕某xXＸｘ○〇●□"
_SEPARATORS = re.compile(r"[、,，;；/|]+")
_ANY = re.compile(rf"[{_HAN}]")
_SHOP_WORD = re.compile("店|部|馆|坊|行|社|厅|室|屋|铺|站|园|城|吧|家|居|阁|轩|楼|堂|斋|记|业|厂|所|院|场|中心|公司|超市|商|饭|面|粥|饼|汤|鱼|肉|菜|"
                        "烧烤|小吃|美容|美发|理发|照相|摄影|修理|洗|网|旅|宾|酒|茶|服|鞋|花|药|车|配|装|队|组|点|处|城|摊|房|庄|寨|园")
_BESIDE = rf"(?:^|[(（\[【/／\- 　—、])(?:{'|'.join(_DOUBLE)}|[{SURNAMES}])[{_HAN}]{{1,2}}(?:$|[()（）\[\]【】/／\- 　—、])"  # for Polars: compiled when it is needed
_PARTS = re.compile(r"[(（)）\[\]【】/／\-\s—、]+")
_INDIVIDUAL = re.compile(r"^(?:个体(?:工商)?户?[:：]?)|[(（](?:个体(?:工商)?户?|业主|无字号)[)）]$|(?:个体(?:工商)?户)$")


def masked_column(names: pl.Series) -> pl.Series:
    """Every name masked; where few differ, each once."""
    found = distinct(names)
    if found is names:
        return _masked(names)
    return names.replace_strict(found, _masked(found), return_dtype=pl.String)


def _masked(names: pl.Series) -> pl.Series:
    """What usual names look like is done column-wise, the rest once per distinct text."""
    plain = pl.col("name").str.contains(r"^\p{Han}{2,3}$") & ~pl.col("name").str.head(2).is_in(list(_DOUBLE)) \
        & ~pl.col("name").str.contains(f"[{_MASKS}]")
    last = pl.when(pl.col("name").str.len_chars() == 3).then(pl.col("name").str.slice(2, 1)).otherwise(pl.lit(""))
    usual = pl.when(plain).then(pl.col("name").str.head(1) + "*" + last)
    frame = names.to_frame("name").with_columns(usual.alias("masked"))
    odd = frame.filter(pl.col("masked").is_null())["name"].unique().drop_nulls().to_list()
    if odd:
        table = pl.DataFrame({"name": odd, "odd": [mask(each) for each in odd]}, schema={"name": pl.String, "odd": pl.String})
        frame = frame.join(table, on="name", how="left", maintain_order="left").with_columns(pl.coalesce("masked", "odd").alias("masked"))
    return frame["masked"].fill_null("")


def mask(names: str) -> str:
    """One cell of owners: several are separated by 、 in the result."""
    folded = unicodedata.normalize("NFKC", names).replace("＊", "*")
    folded = re.sub(r"[(\[【].*?(?:[)\]】]|$)", "", folded)
    folded = re.sub(r"等(?:\d+|[一二两三四五六七八九十]+)?[人名户]?$", "", folded.strip())
    return "、".join(filter(None, map(_mask_one, _SEPARATORS.split(folded))))


def _mask_one(name: str) -> str:
    name = re.sub(r"[^\w*·•.' ]", "", re.sub(r"\d", "", name)).strip()
    if not _ANY.search(name):
        return f"{name[0].upper()}*" if name and name[0].isascii() and name[0].isalpha() else ""
    name = re.sub(r"\s", "", name)
    name = name[_ANY.search(name).start():]
    if name[:2] in _DOUBLE:
        return f"{name[:2]}*"
    is_masked = any(mark in name[1:] for mark in _MASKS)
    is_han = all(_ANY.match(mark) for mark in name)
    return f"{name[0]}*{name[2]}" if len(name) == 3 and is_han and not is_masked else f"{name[0]}*"


def without_people(shops: pl.Series, is_place: Callable[[str], bool]) -> tuple[pl.Series, pl.Series]:
    """Names of shops with the person beside the name masked, `饺子馆（张三）`, and a mask of the ones it was done to."""
    suspects = where(shops, lambda each: each.str.contains(_BESIDE))
    if suspects is None:
        return shops, pl.repeat(False, len(shops), eager=True, dtype=pl.Boolean)
    masked = {each: _without_person(each, is_place) for each in shops.filter(suspects).unique().to_list()}
    clean = shops.replace(list(masked), list(masked.values()))
    return clean, (clean != shops).fill_null(False)


def _without_person(shop: str, is_place: Callable[[str], bool]) -> str:
    parts = [part for part in _PARTS.split(shop) if part]
    people = [part for part in parts if bare_person(part) and not is_place(part)]
    for part in people if len(people) < len(parts) else ():
        shop = re.sub(rf"(?<![{_HAN}]){re.escape(part)}(?![{_HAN}])", mask(part), shop)
    return shop


def bare_person(shop_name: str) -> str | None:
    """The person a `shop name` is, where it is a person's name and no name of a shop; None where it is a shop's."""
    name = re.sub(r"[\s\u3000]", "", _INDIVIDUAL.sub("", unicodedata.normalize("NFKC", shop_name).strip()))
    if _SHOP_WORD.search(name) or not re.fullmatch(rf"[{_HAN}·•]{{2,4}}|[{_HAN}]{{1,2}}[{re.escape(_MASKS)}]{{1,3}}[{_HAN}]?", name):
        return None
    if any(mark in name[1:] for mark in "*＊×某○●□") or _INDIVIDUAL.search(shop_name.strip()):
        return name
    return name if name[:2] in _DOUBLE or len(name) <= 3 and name[0] in SURNAMES else None
