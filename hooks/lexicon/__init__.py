"""A glossary engine for Python-Markdown: reads entries, links terms, records mentions.

The modules, in the order in which each may import from those before it:
problems, addresses, frontmatter, entry, english, labels, glossary, matcher, mentions, rawhtml,
segments, linking, standalone, bibliography, claims, figures, search, conceptmap, site; then what
the command line adds. Nothing here knows of MkDocs; `hooks/glossary.py` joins the two.
"""
