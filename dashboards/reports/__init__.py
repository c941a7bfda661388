"""The reports a fund centre hands in every year, as documents (DOCX) and workbooks (XLSX)."""
