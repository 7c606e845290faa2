"""How Scrapy crawls for us: politely, honestly, within limits; every setting that is not Scrapy's default.

``crawler.crawl`` adds the archive, the data folder, the run and the delay.
"""

from __future__ import annotations

from importlib.metadata import version
from os import environ

from pipelines.stages import STAGES

BOT_NAME = "nianbao"
SPIDER_MODULES = ["spiders"]

# Who we are. A contact lets a portal's keeper write before blocking: NIANBAO_CONTACT, an address or a page.
_CONTACT = environ.get("NIANBAO_CONTACT", "").strip()
USER_AGENT = f"Nianbao/{version('nianbao')}" + (f" (+{_CONTACT})" if _CONTACT else "")
ROBOTSTXT_OBEY = True

# One request at a time to a host. The delay varies by half; AutoThrottle lengthens it for a slow server.
DEFAULT_DELAY = 1.5
DOWNLOAD_DELAY = DEFAULT_DELAY
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 4
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DEFAULT_DELAY
AUTOTHROTTLE_MAX_DELAY = 30.0

# Items of one response under way at once: few, since each of them is work for the processor.
CONCURRENT_ITEMS = 6

# Limits: an annual report has a few hundred kilobytes, with pictures some megabytes.
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5

# Repeats: three, after 2, 4 and 8 seconds. 521 is an overloaded content network. What is given up is a
# problem of the run, and told as such.
RETRY_TIMES = 3
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 521, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
NIANBAO_BACK_OFF = 2.0
NIANBAO_BACK_OFF_MOST = 120.0

# A host that fails so often in a row, each time after its repeats, is left in peace until the next run.
NIANBAO_FAILURES_IN_A_ROW = 10

# No name may lead into a private network.
TWISTED_DNS_RESOLVER = "crawler.resolver.PublicResolver"

# Certificates of county portals are expired or of another name as often as not. Reports are public and
# their bytes are kept as evidence; a refused connection would only lose them. Scrapy's default, said aloud.
DOWNLOAD_VERIFY_CERTIFICATES = False

# Only encodings that every reader of a WARC file understands.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}

# Nothing is remembered between runs but what the archive keeps; a session within a run may need its cookie.
COOKIES_ENABLED = True
HTTPCACHE_ENABLED = False
# Nobody controls a crawl from outside, and its spiders are type-checked: neither is paid for at every start.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.middlewares.AllowedHosts": 50,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.BackOff": 550,
    "crawler.breaker.CircuitBreaker": 560,
    "crawler.reading_ahead.ReadAhead": 570,
    "crawler.recall.Recall": 575,
    "crawler.middlewares.RefuseStandIns": 580,
    "crawler.middlewares.NameCapture": 585,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.Unpack": 590,
    "crawler.conditional.AskIfChanged": 800,
    "crawler.middlewares.KeepEvidence": 950,
}
ITEM_PIPELINES = STAGES
EXTENSIONS = {"crawler.budget.Budget": 500}

LOG_LEVEL = "WARNING"
LOG_SHORT_NAMES = True
