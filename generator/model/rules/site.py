"""Rules about the finished site. Words only."""

from generator.model.rules.rule import Rule, error

_DEAD = ("打不开的链接等于没有公开", "What cannot be opened is not disclosed")

RULES: tuple[Rule, ...] = (
    error("dead-link",
          what=("站内链接打不开", "A link to a page that does not exist"),
          why=_DEAD,
          message=("链接“{value}”所指的文件不在网站里（共有 {pages} 页这样写）。", "“{value}” leads to nothing on the site (on {pages} pages)."),
          fix=("请改正链接，或补上所指的文件；目录地址以 / 结尾。", "Correct the link or add what it names; a folder's address ends with /."),
          example="../policies/ling-61/", instead="../policies/ling-16/"),
    error("published-broken-image",
          what=("图片不存在", "An image that does not exist"),
          why=_DEAD,
          message=("图片“{value}”不在网站里（共有 {pages} 页这样写）。", "The image “{value}” is not on the site (on {pages} pages)."),
          fix=("请改正文件名，或把图片放入 content/。", "Correct the file's name, or put the image into content/."),
          example="大厅.JPG", instead="大厅.jpg"),
    error("published-missing-anchor",
          what=("链接所指的位置不存在", "A link to a place that is not on its page"),
          why=("“见第八条”要真的跳到第八条", "“See article 8” must lead to article 8"),
          message=("链接“{value}”的页面在，但页面上没有“{anchor}”（共有 {pages} 页这样写）。",
                   "The page of “{value}” exists, but has no “{anchor}” (on {pages} pages)."),
          fix=("请核对 # 后面的部分，如 #art-8。", "Check what stands after #, such as #art-8."),
          example="policies/ling-16/#art-80", instead="policies/ling-16/#art-8"),
    error("foreign-resource",
          what=("页面要从别的网站加载内容", "A page that loads something from another host"),
          why=("别的网站会知道谁在查什么；它关闭时页面也坏了", "The other host would learn who reads what, and the page breaks with it"),
          message=("“{value}”要从别的网站加载（共有 {pages} 页这样写）。", "“{value}” would be loaded from another host (on {pages} pages)."),
          fix=("请把文件放到本站再引用；普通链接不受影响。", "Keep the file on this site; plain links to other sites are fine."),
          example="<img src=\"https://example.com/a.png\">", instead="<img src=\"a.png\">"),
    error("insecure-page",
          what=("页面违反安全策略", "A page that breaks the security policy"),
          why=("内嵌的脚本和样式会被浏览器拦下，也是被篡改的入口", "Browsers block inline code, and it is how pages are tampered with"),
          message=("页面里有不允许的内容：{value}（共有 {pages} 页）。", "The page holds what the policy forbids: {value} (on {pages} pages)."),
          fix=("请移到样式表或脚本文件中。", "Move it to a stylesheet or a script file."),
          example="style=\"color:red\"", instead="class=\"g-note\""),
)
