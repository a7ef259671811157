"""Gives the characters and words the province's names are made of, most usual first. Invented; no list of real shops.

The characters are those of GB 2312: its first level (3,755), then its second (3,008), the lucky ones of shop fronts before
all. Drawn as one over the rank, a few are in every tenth name and most are met now and then, as on real streets.
"""

from __future__ import annotations

from functools import cache

from bench.chance import Chance, Urn, stable_order, zipf

_LUCKY = (
    "福鑫顺宏兴隆盛祥瑞泰安康永恒金银玉宝华荣富贵德信诚义和美佳嘉喜吉庆丰裕万聚汇海天来源发达旺通利悦缘园阁轩居楼苑庭"
    "府林洋宇航峰泉春雨辰月星新东北大小老山江城家人好百香味雅艺丽红明光飞龙凤云鹏阳正源"
)
_FIRST_LEVEL, _SECOND_LEVEL = range(16, 56), range(56, 88)  # rows of GB 2312

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温"
    "芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查"
    "屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚"
    "木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠"
)
_PLACE_FIRST = (
    "临清长永安兴新东西南北大小平龙凤金银石白黑青红黄双三五七八九万千百富丰宁和康泰广远高松柳杨桃梅桂云月星海湖河江泉溪沙"
    "山岭峰泥古老旧前后上下中正太宝玉珠玛铁铜锦绣紫绿蓝赤福寿喜庆祥瑞仁义礼智信德善文武光明华荣昌盛隆旺顺达"
)
_PLACE_SECOND = (
    "江河湖海溪泉潭渡桥港湾滩洲岛山岭峰岗坡沟谷川原野林柳杨松桃梅桂竹园庄村屯堡寨营城关门楼台塔寺庙宫亭阁坊市场街口井窑"
    "田圩坝堤宁安康平和丰盛昌兴隆泰阳明光华荣祥瑞福寿德义仁信"
)
ROAD_KINDS = ("路", "街", "大街", "巷", "大路", "胡同")


@cache
def characters() -> tuple[str, ...]:
    """Every character of GB 2312, most usual first; the order within a level is a hash's, not a language's."""
    levels = [
        [bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312") for row in rows for cell in range(1, 95) if _exists(row, cell)]
        for rows in (_FIRST_LEVEL, _SECOND_LEVEL)
    ]
    lucky = list(dict.fromkeys(_LUCKY))
    return (*lucky, *(sign for level in levels for sign in stable_order(level) if sign not in set(lucky)))


@cache
def character_urn() -> Urn:
    """The characters, each as often as one over its rank."""
    return Urn.of(characters(), zipf(len(characters()), 20_000))


@cache
def chain_urn() -> Urn:
    """Four thousand chain names of two and three characters, a few with many shops."""
    chance, urn = Chance.of(5000, 1949), character_urn()
    names = chance.pick_from("chain/0", urn) + chance.pick_from("chain/1", urn)
    third = chance.pick_from("chain/2", urn)
    names = (names + third).zip_with(chance.share("chain/long", 400), names).unique(maintain_order=True).head(4000)
    return Urn.of(names.to_list(), zipf(len(names), 2000))


@cache
def surname_urn() -> Urn:
    surnames = list(dict.fromkeys(SURNAMES))
    return Urn.of(surnames, zipf(len(surnames), 1000))


def place_names(count: int, stream: str) -> list[str]:
    """Two-character names of places, each once, in an order that differs by stream."""
    names = [first + second for first in dict.fromkeys(_PLACE_FIRST) for second in dict.fromkeys(_PLACE_SECOND)]
    names = [name for name in names if name[0] != name[1]]
    if count > len(names):
        raise ValueError(f"{count} places are wanted, {len(names)} can be named")
    return [name.removeprefix(stream) for name in stable_order([stream + name for name in names])[:count]]


def _exists(row: int, cell: int) -> bool:
    return not (row == 55 and cell > 89)  # five places at the end of the first level are empty
