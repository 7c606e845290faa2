"""The population with bodies of one line and attachments of a few bytes: nothing is rendered."""

from dataclasses import fields
from functools import cached_property

from crawler.replica.content import Attachment, Confuser, Population, Publication, population

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class LightPublication(Publication):
    @cached_property
    def body_html(self):
        return f"<p>{self.unit.name}{self.year}年报正文</p>"

    @cached_property
    def attachments(self):
        if self.form == "html":
            return ()
        kind = WORD if self.form == "docx" else "application/pdf"
        return (Attachment(f"{self.title}.{self.form}", kind, f"{self.form} {self.title}".encode()),)


class LightConfuser(Confuser):
    body_html = "<p>不是年报</p>"
    attachments = ()


def light(kind, heavy):
    return kind(**{field.name: getattr(heavy, field.name) for field in fields(heavy)})


def light_population():
    real = population()
    return Population(
        real.seed,
        real.units,
        {code: tuple(light(LightPublication, p) for p in some) for code, some in real.publications.items()},
        {code: tuple(light(LightConfuser, c) for c in some) for code, some in real.confusers.items()},
    )
