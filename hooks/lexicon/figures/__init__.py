"""Figures drawn from data files: one figure, one module, a plain function from data to HTML.

`data` reads and checks the files, `drawing` holds what every figure is made of, `embed` is the
Python-Markdown extension that puts them where a page says `::: figure NAME`.
"""
