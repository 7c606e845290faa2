"""www.tongbai.gov.cn: 桐柏县, Henan. https."""

from spiders.families.henan import HenanSpider


class TongbaiSpider(HenanSpider):
    """桐柏县人民政府."""

    name = "tongbai"
