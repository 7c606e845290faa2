"""Documents for the tests of identity: from lines of text, and the real ones of tests/data."""

from functools import cache
from pathlib import Path

from pipelines.model import Document, Link, Paragraph
from pipelines.reading import read

DATA = Path(__file__).parents[2] / "data"

#: The statutory form of 2021 with figures in it, cut down to the marks by which it is known.
FORM = """一、总体情况
我们按照条例要求做好各项工作。
二、主动公开政府信息情况
第二十条第（一）项
行政规范性文件\t0\t0\t0
三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量\t1\t0\t0
四、结转下年度继续办理\t0
四、政府信息公开行政复议、行政诉讼情况
尚未审结\t0\t0
五、存在的主要问题及改进情况
无
六、其他需要报告的事项
无
"""

PROSE = "全年主动公开政府信息，严格按照要求做好各项工作，及时回应社会关切，群众满意。" * 20


def of_text(text: str, attachments: tuple[Link, ...] = (), **metadata: str) -> Document:
    """A document with one paragraph per line."""
    blocks = tuple(Paragraph(line, f"line {number}") for number, line in enumerate(text.split("\n"), start=1))
    return Document("0" * 64, "text/plain", blocks, metadata, attachments)


@cache
def real(name: str) -> Document:
    """A real document of tests/data, read as the pipeline reads it."""
    return read((DATA / name).read_bytes())
