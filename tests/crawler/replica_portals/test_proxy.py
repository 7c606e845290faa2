"""The proxy: HTTP as real clients speak it, and nothing beyond this machine."""

import asyncio
import gzip
import http.client
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import aiohttp
import pytest

from crawler.replica.exchange import Request, Response
from crawler.replica.process import replica_process
from crawler.replica.proxy import Replica

HOME = "http://www.wenshang.gov.cn/"


class Echo:
    def respond(self, request: Request) -> Response:
        return Response(f"{request.scheme} {request.method} {request.parameters}".encode(), "text/plain")


def test_a_portal_answers_under_its_real_address(client):
    status, headers, body = client.fetch(HOME)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "汶上县人民政府" in body.decode()


def test_an_https_portal_answers_with_a_certificate_for_its_host(client):
    assert "桐柏县人民政府" in client.text("https://www.tongbai.gov.cn/")


def test_a_host_outside_the_replica_is_refused_with_502(client, replica):
    status, _, body = client.fetch("http://example.com/")
    assert status == 502
    assert "example.com is no host of the replica" in body.decode()
    with pytest.raises(OSError, match="502"):
        client.fetch("https://example.com/")
    assert replica.requests["example.com"] == 2


def test_the_replica_listens_on_loopback_only():
    with pytest.raises(ValueError, match="no loopback address"):
        Replica({}, host="0.0.0.0")
    with Replica({}) as alone:
        assert urlsplit(alone.http_proxy).hostname == "127.0.0.1"


def test_an_unchanged_page_is_answered_with_304_and_no_body(client):
    article = "http://www.changle.gov.cn/CLXXXGK/XXGK/xzf/gknb/"
    _, headers, _ = client.fetch(article)
    for condition in (
        {"If_None_Match": headers["ETag"]},
        {"If_None_Match": f'"other", W/{headers["ETag"]}'},
        {"If_Modified_Since": headers["Last-Modified"]},
    ):
        status, again, body = client.fetch(article, **condition)
        assert (status, body, again["ETag"]) == (304, b"", headers["ETag"])


def test_a_page_newer_than_the_copy_is_sent_again(client):
    page = "http://www.changle.gov.cn/CLXXXGK/XXGK/xzf/gknb/"
    for condition in (
        {"If_None_Match": '"other"'},
        {"If_Modified_Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"If_Modified_Since": "no date"},
    ):
        assert client.fetch(page, **condition)[0] == 200


def test_head_has_the_length_but_no_body(client):
    _, _, body = client.fetch(HOME)
    status, headers, nothing = client.fetch(HOME, method="HEAD")
    assert (status, int(headers["Content-Length"]), nothing) == (200, len(body), b"")


def test_text_is_compressed_when_the_client_accepts_it(client):
    _, headers, body = client.fetch(HOME, Accept_Encoding="gzip, deflate")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == client.fetch(HOME)[2]


def test_a_missing_page_is_a_404_that_says_so(client):
    status, _, body = client.fetch("http://www.changle.gov.cn/nowhere.html")
    assert status == 404
    assert "不存在" in body.decode()


def test_many_requests_go_over_one_connection():
    with Replica({"a.gov.cn": Echo()}) as running:
        connection = http.client.HTTPConnection(urlsplit(running.http_proxy).netloc)
        for number in range(50):
            connection.request("POST", f"http://a.gov.cn/?n={number}", "a=1&b=", {"Host": "a.gov.cn"})
            answer = connection.getresponse().read().decode()
            assert answer == f"http POST {{'n': '{number}', 'a': '1', 'b': ''}}"
        connection.close()
        assert running.requests == {"a.gov.cn": 50}


def test_many_clients_are_served_at_once(client):
    with ThreadPoolExecutor(16) as pool:
        urls = [HOME, "https://www.wuzhi.gov.cn/"] * 40
        assert {status for status, _, _ in pool.map(client.fetch, urls)} == {200}


def test_an_asynchronous_client_can_tunnel(replica):
    async def fetch() -> str:
        async with aiohttp.ClientSession() as session:
            url = "https://www.tongbai.gov.cn/"
            async with session.get(url, proxy=replica.http_proxy, ssl=False) as answer:
                return await answer.text()

    assert "桐柏县" in asyncio.run(fetch())


def test_an_idle_client_does_not_keep_the_replica_from_ending():
    with Replica({"a.gov.cn": Echo()}) as running:
        address = urlsplit(running.http_proxy)
        idle = socket.create_connection((address.hostname, address.port))
        half = socket.create_connection((address.hostname, address.port))
        half.sendall(b"CONNECT a.gov.cn:443 HTTP/1.1\r\n\r\n")
        assert half.recv(100).startswith(b"HTTP/1.1 200")
    assert idle.recv(10) == b""
    idle.close()
    half.close()


def test_the_replica_runs_in_a_process_of_its_own():
    with replica_process() as environment:
        connection = http.client.HTTPConnection(urlsplit(environment["http_proxy"]).netloc, timeout=20)
        connection.request("GET", "http://www.scmiyi.gov.cn/")
        assert "米易县".encode() in connection.getresponse().read()
        connection.close()


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_command_prints_its_address_and_ends_when_told(sent, code):
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "replica"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        lines = [process.stdout.readline(), process.stdout.readline()]
        assert lines[0].startswith("http_proxy=http://127.0.0.1:")
        assert lines[1].startswith("https_proxy=http://127.0.0.1:")
        process.send_signal(sent)
        assert process.wait(10) == code


def test_a_port_that_is_taken_is_wrong_usage():
    with Replica({}) as running:
        port = str(urlsplit(running.http_proxy).port)
        command = [sys.executable, "-c", "from crawler.cli import main; main()", "replica", "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert ended.returncode == 2
    assert f"Port {port} is not to be had" in ended.stderr
    assert ended.stdout == ""
