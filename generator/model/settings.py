"""The settings of one bureau's site, from `extra.gongshi` in mkdocs.yml. Values only; reading them is `read/settings.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Bureau:
    """Who publishes. Registration numbers a site does not have are printed as `示例/未备案`, never invented."""

    name: str
    short_name: str
    site_id_code: str | None = None
    site_domain: str | None = None
    icp: str | None = None
    public_security: str | None = None
    contact: str | None = None
    hotline: str = "12366"
    notice: str | None = None  # a banner on every page: the sample bureau says that its households are invented


@dataclass(frozen=True)
class Settings:
    """Everything a bureau may set, with its default.

    Unit: `comment_days` in working days; `retention_years` in years after a household's last quota ended.
    """

    bureau: Bureau
    as_of: date | None = None
    data_dir: str = "quota_data"
    household_buckets: int = 256
    households_per_page: int = 200
    documents_per_page: int = 20
    comment_days: int = 5
    count_from: str = "next"          # next | same: is the day of posting the first counted day?
    retention_years: int = 2
    household_noindex: bool = True
    data_licence: str = "CC BY 4.0"
    public_phones: tuple[str, ...] = field(default=("12366",))
