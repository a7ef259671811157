"""Takes draws and trades, gives invented shop names and masked owners. No name is taken from a real shop or person.

A few fronts are shared by many shops, as chains and lucky words are (Zipf); most are met once or twice.
"""

from __future__ import annotations

import polars as pl

from bench.chance import Chance, zipf
from bench.trades import TRADES

LONGEST = 8

_LUCKY_FIRST = "福鑫顺宏兴隆盛祥瑞泰安康永恒金银玉宝华荣富贵德信诚义和美佳嘉喜吉庆丰裕万聚汇海天"
_LUCKY_SECOND = "来源发达盛旺兴隆祥顺通利和泰安康悦缘园阁轩居楼苑庭府林洋鑫宇航峰泉春雨辰月星"
_CHAINS = (
    "福满来 好邻居 金太阳 阳光 大众 四季春 老地方 喜相逢 百姓 万家乐 小城故事 一家亲 绿房子 天天见 向日葵 东方红 "
    "新世纪 银河 彩云间 康乐 鸿运来 五月花 春天里 欣欣 北国 黑土地 山海 蓝天 绿洲 如意 平安里 双喜 大自然 金秋 "
    "小康 和谐 幸福里 星期天 芳草地 满天星 实惠 顺心 同乐 知味 紫云 明珠 白桦林 时代 新新 月亮湾"
).split()
_HOUSE_SURNAMES = "王李张刘赵孙周吴郑马胡郭何高林罗梁宋谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
_ODD = "百分百 一加一 e时代 五福 六六顺 三八 十全 八里香 零点 九头鸟".split()

SURNAMES = (
    "王李张刘陈杨赵孙周徐高马于吴朱郭林胡何郑梁宋谢韩唐冯董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文关佟那富朴安"
)
_COMPOUND = "欧阳 司马 上官 诸葛 慕容 皇甫 尉迟 端木".split()
_OTHER_FIRST_SYLLABLES = "巴 阿 买 乌 其 包 白 苏 古 热".split()


def shop_names(chance: Chance, trade: pl.Series) -> pl.Series:
    """A name for each shop, such as `鑫源小吃店`, of 2 to LONGEST characters. `trade`: its position in `TRADES`."""
    ending = chance.pick_in_group(
        "name/ending", trade, [t.endings for t in TRADES], [zipf(len(t.endings), 12) for t in TRADES]
    )
    fronts = pl.DataFrame(
        {
            "form": chance.pick("name/form", ["lucky", "chain", "house", "trade", "odd"], [44, 24, 12, 18, 2]),
            "lucky": chance.pick("name/first", list(_LUCKY_FIRST)) + chance.pick("name/second", list(_LUCKY_SECOND)),
            "chain": chance.pick("name/chain", _CHAINS, zipf(len(_CHAINS))),
            "house": _houses(chance),
            "trade": chance.pick_in_group("name/trade", trade, [t.fronts for t in TRADES]),
            "odd": chance.pick("name/odd", _ODD),
            "ending": ending,
            "branch": _branches(chance),
        }
    )
    chosen = pl.coalesce(
        pl.when(pl.col("form") == form).then(pl.col(form)) for form in ("lucky", "chain", "house", "trade", "odd")
    )
    fits = (chosen + pl.col("ending")).str.len_chars() <= LONGEST
    name = pl.when(fits).then(chosen).otherwise("lucky") + pl.col("ending")
    has_branch = (pl.col("form") == "chain") & (name.str.len_chars() <= LONGEST - 2)
    branch = pl.when(has_branch).then("branch").otherwise(pl.lit(""))
    return fronts.select(name + branch).to_series().alias("shop_name")


def owners(chance: Chance) -> pl.Series:
    """Masked owners: `张*`, `欧阳*`; of a name that is not Han the first syllable, `阿*`."""
    names = pl.DataFrame(
        {
            "kind": chance.below("owner/kind", 1000),
            "plain": chance.pick("owner/surname", list(SURNAMES), zipf(len(SURNAMES))),
            "compound": chance.pick("owner/compound", _COMPOUND, zipf(len(_COMPOUND), 8)),
            "other": chance.pick("owner/other", _OTHER_FIRST_SYLLABLES),
        }
    )
    kind = pl.col("kind")
    name = pl.when(kind < 12).then("compound").when(kind < 28).then("other").otherwise("plain")
    return names.select(name + pl.lit("*")).to_series().alias("owner_masked")


def _houses(chance: Chance) -> pl.Series:
    surname = chance.pick("name/house", list(_HOUSE_SURNAMES), zipf(len(_HOUSE_SURNAMES)))
    before = chance.pick("name/house-before", ["老", "小", ""], [5, 2, 3])
    after = (
        pl.DataFrame({"before": before, "after": chance.pick("name/house-after", ["家", "记"])})
        .select(pl.when(pl.col("before") == "").then("after").otherwise(pl.lit("")))
        .to_series()
    )
    return before + surname + after


def _branches(chance: Chance) -> pl.Series:
    return chance.pick("name/branch", ["", "二店", "三店", "分店"], [86, 7, 3, 4])
