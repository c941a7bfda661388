"""The made-up province as five departments would deliver it: their keys, columns, encodings, delays and mistakes."""

from datapool.synthetic.feeds.blocks import render
from datapool.synthetic.feeds.pieces import Piece
from datapool.synthetic.feeds.shared import render_province
from datapool.synthetic.feeds.writing import file_name, header_of

__all__ = ["Piece", "file_name", "header_of", "render", "render_province"]
