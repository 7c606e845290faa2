"""www.wenshang.gov.cn: 汶上县, Shandong. http alone; https answers 403."""

from spiders.families.hanweb import HanwebSpider


class WenshangSpider(HanwebSpider):
    """汶上县人民政府."""

    name = "wenshang"
