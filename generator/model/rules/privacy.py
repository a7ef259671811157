"""Rules about privacy. Words only; no value in them is a number of a person."""

from generator.model.rules.rule import Rule, error

_SECRET = ("税收征收管理法第8条、个人信息保护法第25条：个人信息不得公开", "Personal data is not published (Tax Collection Law art. 8, PIPL art. 25)")

RULES: tuple[Rule, ...] = (
    error("personal-id-found",
          what=("写了身份证号或个人的纳税人识别号", "A citizen id or a person's taxpayer id"),
          why=_SECRET,
          message=("这里有一个像身份证号或个人纳税人识别号的号码（{value}，括号内是位数）。",
                   "Here stands what looks like a citizen id or a person's taxpayer id ({value}; its length in brackets)."),
          fix=("请整个删去，一位也不要留；要指明是哪一户，写公示编号。",
               "Delete all of it, down to the last digit; to name a household, write its disclosure number."),
          example="备注：身份证号 210…", instead="备注：（空）"),
    error("phone-found",
          what=("写了电话号码", "A phone number"),
          why=_SECRET,
          message=("这里有一个电话号码（{value}，括号内是位数）。", "Here stands a phone number ({value}; its length in brackets)."),
          fix=("请删去。如果是税务机关对外公布的电话，请加到 mkdocs.yml 的 extra.gongshi.public_phones。",
               "Delete it. If it is a phone the bureau has made public, add it to extra.gongshi.public_phones in mkdocs.yml."),
          example="经营地址：南京街1号，电话 139…", instead="经营地址：南京街1号"),
    error("bank-number-found",
          what=("写了银行卡号或账号", "A bank card or account number"),
          why=_SECRET,
          message=("这里有一个像银行卡号或账号的号码（{value}，括号内是位数）。",
                   "Here stands what looks like a bank card or account number ({value}; its length in brackets)."),
          fix=("请整个删去；公示里不需要账号。", "Delete all of it; a disclosure needs no account."),
          example="备注：开户行账号 622…", instead="备注：（空）"),
    error("owner-not-masked",
          what=("经营者姓名没有隐去", "An owner's name that is not masked"),
          why=_SECRET,
          message=("经营者写的是全名（{value}，括号内是字数）。", "The owner's name stands in full ({value}; its length in brackets)."),
          fix=("请只留姓氏，如 张*、张*三、欧阳*、张某；或留空。", "Keep the family name only: 张*, 张*三, 欧阳*, 张某; or leave it empty."),
          example="（姓和名都写出）", instead="张*"),
    error("published-personal-data",
          what=("将要发布的文件里有个人号码", "A person's number in a file about to be published"),
          why=_SECRET,
          message=("将要发布的文件里有{kind_zh}（{value}，括号内是位数），网站没有发布，原来的网站不变。",
                   "A file about to be published holds {kind_en} ({value}; its length in brackets). Nothing was published."),
          fix=("请在来源文件中删去它，再生成一次；对外公布的电话请加到 extra.gongshi.public_phones。",
               "Delete it in the file it comes from and build again; add public phones to extra.gongshi.public_phones."),
          example="data/households.csv: 210…", instead="（没有个人号码）"),
)
