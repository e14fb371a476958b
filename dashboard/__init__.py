"""The pages in the browser: the same studies as `greenlane run`, over the public door of `sim` alone.

`launch` starts the server, `app` is what it runs, and each file in `views/` is a page. Pages hold no arithmetic: what
they show comes from `sim`.
"""
