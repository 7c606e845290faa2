"""www.scmiyi.gov.cn: 米易县, Sichuan."""

from spiders.families.panzhihua import PanzhihuaSpider


class ScmiyiSpider(PanzhihuaSpider):
    """米易县人民政府."""

    name = "scmiyi"
