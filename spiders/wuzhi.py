"""www.wuzhi.gov.cn: 武陟县, Henan. https."""

from spiders.families.henan import HenanSpider


class WuzhiSpider(HenanSpider):
    """武陟县人民政府."""

    name = "wuzhi"
