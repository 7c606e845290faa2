"""www.changle.gov.cn: 昌乐县, Shandong."""

from spiders.families.trs import TrsSpider


class ChangleSpider(TrsSpider):
    """昌乐县人民政府."""

    name = "changle"
