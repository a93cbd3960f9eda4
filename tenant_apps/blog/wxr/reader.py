"""Reads an export as a stream, whatever its size, and refuses what is not one in a sentence.

Two parsers look at each file. Expat reads only what stands before the first element and
refuses a document type, so no entity is ever declared; then lxml streams, with entities,
DTDs, the network and oversized nodes off as well.
"""

from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from lxml import etree

from tenant_apps.blog.errors import ExportRefused

from .elements import author, item, local, term
from .records import Contents, Glance, WxrAuthor, WxrItem, WxrTerm

VERSIONS = {"1.0", "1.1", "1.2"}
PROLOG_CHUNK = 16 * 1024
LONGEST_PROLOG = 1024 * 1024
TERM_ELEMENTS = {"category", "tag", "term"}

EMPTY = "This file is empty."
NOT_XML = "This is not an XML file. Choose the .xml file that WordPress made (Tools, Export)."
HAS_DOCTYPE = (
    "This file declares a document type or entities, which a WordPress export never does. "
    "It was not read any further."
)
BROKEN = (
    "This file is damaged or was cut off: it stops making sense in line {line}. "
    "Download the export again."
)
BAD_ENCODING = (
    "This file says that it is written in one encoding but holds another (line {line}). "
    "Save it as UTF-8 and try again."
)
UNKNOWN_ENCODING = (
    "This XML file is written in an encoding that cannot be read here. Save it as UTF-8."
)
TOO_BIG_NODE = "One text in this file is larger than 10 MB (line {line}), which cannot be read."
NOT_WXR = "This is an XML file, but not a WordPress export."
WRONG_VERSION = (
    "This export has the format version {version}; versions 1.0, 1.1 and 1.2 can be read."
)


class _PrologRead(Exception):
    """The first element has begun."""


def check_prolog(file: IO[bytes]) -> None:
    """Raise ExportRefused unless an element comes before any document type; rewinds."""
    file.seek(0)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _stop
    read = 0
    try:
        while chunk := file.read(PROLOG_CHUNK):
            read += len(chunk)
            parser.Parse(chunk, False)
            if read > LONGEST_PROLOG:
                raise refused(NOT_XML)
        raise refused(NOT_XML if read else EMPTY)
    except _PrologRead:
        file.seek(0)
    except expat.ExpatError:
        raise refused(NOT_XML) from None
    except (LookupError, ValueError):
        raise refused(UNKNOWN_ENCODING) from None


def _refuse_doctype(*_: Any) -> None:
    raise refused(HAS_DOCTYPE)


def _stop(*_: Any) -> None:
    raise _PrologRead


def refused(sentence: str, **params: object) -> ExportRefused:
    """Return the refusal with its sentence, beside the file's field."""
    told = sentence.format(**params)
    return ExportRefused(reason=told, fields={"file": [told]})


def entries(file: IO[bytes]) -> Iterator[WxrAuthor | WxrTerm | WxrItem | str]:
    """Yield what the channel holds in its order; a str is the site's address.

    Raises ExportRefused where the file is no export or ends too early.
    """
    check_prolog(file)
    context = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _channel(context)
    except etree.XMLSyntaxError as problem:
        raise _explained(problem) from None


def _explained(problem: etree.XMLSyntaxError) -> ExportRefused:
    text, line = str(problem).lower(), problem.lineno or 1
    if "encoding" in text or "utf-8" in text or "multi-byte" in text:
        return refused(BAD_ENCODING, line=line)
    too_big = "huge" in text or "too long" in text or "buffer" in text
    if too_big and "depth" not in text:
        return refused(TOO_BIG_NODE, line=line)
    return refused(BROKEN, line=line)


def _channel(context: Any) -> Iterator[WxrAuthor | WxrTerm | WxrItem | str]:
    version = ""
    for element in _children_of_channel(context):
        name = local(element)
        if name == "wxr_version":
            version = _accepted((element.text or "").strip())
        elif name in {"item", "author"} or name in TERM_ELEMENTS:
            if not version:
                raise refused(NOT_WXR)
            yield _entry(name, element)
        elif name == "base_blog_url" or (name == "link" and element.text):
            yield (element.text or "").strip()
        _forget(element)
    if not version:
        raise refused(NOT_WXR)


def _children_of_channel(context: Any) -> Iterator[Any]:
    """Yield what stands right inside <rss><channel>, each when it has been read whole."""
    depth = 0
    for event, element in context:
        if event == "start":
            depth += 1
            if depth == 1 and element.tag != "rss":
                raise refused(NOT_WXR)
            continue
        depth -= 1
        if depth == 2:
            yield element


def _accepted(version: str) -> str:
    if version not in VERSIONS:
        raise refused(WRONG_VERSION, version=version[:20] or "?")
    return version


def _entry(name: str, element: Any) -> WxrAuthor | WxrTerm | WxrItem:
    if name == "item":
        return item(element)
    return author(element) if name == "author" else term(element, name)


def _forget(element: Any) -> None:
    """Free an element and what came before it, so that memory does not grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def look_through(file: IO[bytes]) -> Contents:
    """Read a whole export once; raise ExportRefused. Nothing of the items' texts is kept."""
    contents = Contents()
    for entry in entries(file):
        match entry:
            case str():
                contents.site = entry
            case WxrAuthor():
                contents.authors.append(entry)
            case WxrTerm():
                contents.terms.append(entry)
            case WxrItem():
                contents.items.append(glance(entry, len(contents.items)))
    return contents


def glance(entry: WxrItem, position: int) -> Glance:
    """Return the little of an item that others need."""
    return Glance(
        position=position,
        id=entry.id,
        key=entry.key,
        kind=entry.kind,
        parent=entry.parent,
        attachment_url=entry.attachment_url,
        title=entry.title[:300],
    )


def items(file: IO[bytes], start: int) -> Iterator[WxrItem]:
    """Yield the items from position `start` on."""
    position = 0
    for entry in entries(file):
        if isinstance(entry, WxrItem):
            if position >= start:
                yield entry
            position += 1
