"""A glossary engine for Python-Markdown: reads entries, links terms, records mentions.

The modules, in the order in which each may import from those before it:
problems, addresses, frontmatter, entry, labels, glossary, matcher, linking, mentions,
bibliography. Nothing here knows of MkDocs; `hooks/glossary.py` joins the two.
"""
