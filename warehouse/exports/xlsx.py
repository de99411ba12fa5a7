"""An Excel workbook for a tool that has no format of its own here; columns and rule of names as in `warehouse/handing/generic.py`."""

from __future__ import annotations

from warehouse.handing.generic import generic

FORMAT = generic("xlsx", ".xlsx")
