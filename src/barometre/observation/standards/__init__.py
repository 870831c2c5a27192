"""One module per standard: records, headers and files read and judged by their RFC. Pure."""
