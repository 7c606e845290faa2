import ssl
import urllib.error
import urllib.parse
import urllib.request

import pytest

from crawler.replica.portals import portal_sites
from crawler.replica.proxy import Replica

from .standin import light_population


class Client:
    """Real HTTP through the proxy; an error status is an answer, not an exception."""

    def __init__(self, replica):
        proxies = {"http": replica.http_proxy, "https": replica.https_proxy}
        context = ssl.create_default_context(cafile=str(replica.authority))
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=context)
        )

    def fetch(self, url, *, method=None, form=None, **headers):
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, data, named, method=method)
        try:
            answer = self._opener.open(request)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers, answer.read()

    def text(self, url, **options):
        status, _, body = self.fetch(url, **options)
        assert status == 200, url
        return body.decode()


@pytest.fixture(scope="session")
def people():
    return light_population()


@pytest.fixture(scope="session")
def replica(people):
    with Replica(portal_sites(people)) as running:
        yield running


@pytest.fixture(scope="session")
def client(replica):
    return Client(replica)
