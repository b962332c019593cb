"""Messages are cut out of the stream wherever its chunks begin and end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from torchvet.lsp.stdio import MessageBuffer


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


@given(bodies=st.lists(st.binary(max_size=30), max_size=5), chunk=st.integers(1, 50))
def test_every_message_is_found_whatever_the_chunks(bodies: list[bytes], chunk: int):
    stream = b"".join(map(framed, bodies))
    buffer = MessageBuffer()
    found = [
        body for start in range(0, len(stream), chunk) for body in buffer.feed(stream[start : start + chunk])
    ]
    assert found == bodies


def test_headers_in_any_order_and_case():
    data = b"content-TYPE: x; charset=utf-8\r\ncontent-length:2\r\n\r\nhi"
    assert list(MessageBuffer().feed(data)) == [b"hi"]


def test_a_header_without_length_is_passed_over():
    assert list(MessageBuffer().feed(b"Nonsense: 1\r\n\r\n" + framed(b"hi"))) == [b"hi"]
