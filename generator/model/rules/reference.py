"""Rules about quota_data/reference/. Words only."""

from generator.model.rules.rule import Rule, error

RULES: tuple[Rule, ...] = (
    error("reference-table-missing",
          what=("缺少参数表", "A reference table is missing"),
          why=("没有它就不知道街道、行业和税种的名称", "Without it streets, trades and taxes have no names"),
          message=("缺少这张参数表。", "This reference table is missing."),
          fix=("请把它放回 quota_data/reference/。", "Put it back into quota_data/reference/."),
          example="（没有 streets.csv）", instead="quota_data/reference/streets.csv"),
    error("bad-reference-value",
          what=("参数表中的值不对", "A value of the wrong kind in a reference table"),
          why=("参数用于重新计算税额", "Parameters are used to recompute taxes"),
          message=("“{value}”不能用在“{column}”列。", "“{value}” does not fit column “{column}”."),
          fix=("比率写小数如 0.05；是否写 true 或 false；行列写整数。",
               "Rates are decimals such as 0.05; yes or no is true or false; positions are whole numbers."),
          example="rate: 5%", instead="rate: 0.05"),
    error("unknown-reference-code",
          what=("参数表中的代码没有对应项", "A code that points at nothing"),
          why=("街道要归到区县，税务所也是", "A street belongs to a division, and so does an office"),
          message=("{table} 表中没有代码“{value}”。", "Table {table} has no code “{value}”."),
          fix=("请改正代码，或先在 {table}.csv 中加上它。", "Correct the code, or add it to {table}.csv first."),
          example="division_code: 219999", instead="division_code: 210102"),
    error("reference-code-twice",
          what=("同一代码写了两次", "One code twice with the same start"),
          why=("不知道以哪一行为准", "Nobody knows which row holds"),
          message=("代码“{value}”以同一生效日期写了两次。", "Code “{value}” stands twice with the same valid_from."),
          fix=("请删除一行，或填写不同的生效日期。", "Delete one row, or give them different valid_from dates."),
          example="210102001 / 210102001", instead="210102001"),
)
