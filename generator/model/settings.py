"""The settings of one bureau's site, from `extra.gongshi` in mkdocs.yml. Values only: `read/settings.py` reads them.

Each field carries its own words in both languages: docs/reference/settings.md is generated from them.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from datetime import date
from typing import Any


def _setting(zh: str, en: str, default: Any = MISSING, most: int | None = None) -> Any:
    """A field with its words. `most`: the largest number it takes; the smallest is 1."""
    return field(default=default, metadata={"zh": zh, "en": en, "most": most})


@dataclass(frozen=True)
class Bureau:
    """Who publishes. Registration numbers a site does not have are printed as `示例/未备案`, never invented."""

    name: str = _setting("机关全称；不写时用 site_name", "The bureau's full name; `site_name` where it is not given")
    short_name: str = _setting("简称，用在页眉；不写时用全称", "Its short name, in the header; the full name where it is not given")
    site_id_code: str | None = _setting("政府网站标识码，十位数字", "The ten-digit code of a government site", None)
    site_domain: str | None = _setting("网站域名，写在每页的 SiteDomain 中",
                                       "The site's domain, in the SiteDomain tag of every page", None)
    icp: str | None = _setting("ICP 备案编号", "The ICP registration number", None)
    public_security: str | None = _setting("公安机关备案编号", "The registration number with the public security organ", None)
    contact: str | None = _setting("联系方式，印在页脚", "How to reach the bureau, printed in the footer", None)
    hotline: str = _setting("服务热线", "The hotline", "12366")
    notice: str | None = _setting("每页顶上的提示；示范网站用它说明各户是虚构的",
                                  "A banner on every page: the sample says there that its households are invented",
                                  None)


@dataclass(frozen=True)
class Settings:
    """Everything a bureau may set, with its default."""

    bureau: Bureau
    as_of: date | None = _setting(
        "数据截止日。正式网站不写，由每天的任务用 --as-of 给出；--as-of 和 SOURCE_DATE_EPOCH 优先，都没有时用最后一次提交的日期",
        "The day the site is made for. A real bureau leaves it out and lets the daily job pass --as-of; that option "
        "and SOURCE_DATE_EPOCH go before it, and without any of the three it is the day of the last commit", None)
    data_dir: str = _setting("放公示和参数表的文件夹", "The folder of the postings and reference tables", "quota_data")
    household_buckets: int = _setting(
        "一户一页分成多少页。建站时定下（小城 256，百万户 4096），以后改了，通知书上印的网址就失效",
        "How many pages the households are spread over. Set at the site's birth (256 for a town, 4,096 for a million "
        "households) and never changed: the addresses printed on notices depend on it", 256, 1_048_576)
    households_per_page: int = _setting("街道页、行业页每页多少户", "Households on one page of a street or a trade", 200, 2000)
    rows_per_posting_page: int = _setting(
        "公示全表每页多少行。建站时定下，以后改了，指向某一行的网址就失效",
        "Rows of a posting's table on one page. Set at the site's birth: the addresses of its rows depend on it", 200, 2000)
    posters: str = _setting(
        "哪些公示附墙上张贴的 PDF（A3 和 A4）：recent 三十日以内的和还在公示期的，all 全部，none 不做。需要 WeasyPrint、Pango 和中文字体",
        "Which postings get wall posters (A3 and A4 PDF): `recent`, those of the last thirty days or still open for comment, `all` or `none`. "
        "Needs WeasyPrint, Pango and a Chinese font", "none")
    documents_per_page: int = _setting("栏目列表每页多少篇", "Documents on one page of a column's list", 20, 500)
    comment_days: int = _setting("公示期，工作日",
                                 "How long a provisional posting is open for comment, in working days", 5, 60)
    count_from: str = _setting("公示期从哪天数起：next 次日，same 当日",
                               "Which day counts first: `next`, the day after posting, or `same`, the day itself",
                               "next")
    retention_years: int = _setting("最后一个定额期满几年后，该户不再公示",
                                    "How many years after its last quota ended a household leaves the site", 2, 50)
    household_noindex: bool = _setting("不让搜索引擎收录一户一页", "Ask search engines not to index the households' pages", True)
    precompressed: bool = _setting(
        "每个文本文件旁边再写一份 .gz 和 .br，供直接发送压缩文件的服务器使用；文件数是原来的三倍",
        "Beside every text file its .gz and .br, for servers that send them as they are; three times as many files", False)
    register: str = _setting(
        "登记册：纳税人识别号对应哪个公示编号。必须放在本仓库之外，只有导入的人能读；~ 是个人文件夹",
        "The register: which disclosure number a household's ids have. Outside the repository, readable only to whoever "
        "imports; `~` is the home folder", "~/.local/share/gongshi/register.sqlite")
    data_licence: str = _setting("开放数据的许可协议", "The licence of the open data", "CC BY 4.0")
    public_phones: tuple[str, ...] = _setting(
        "可以公开的电话号码；其他电话号码会被当作个人信息，网站不予发布",
        "Telephone numbers that may be published; any other one is taken for personal data and stops the build",
        ("12366",))
