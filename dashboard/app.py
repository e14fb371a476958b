"""What the Streamlit server runs: the frame around all pages.

Worker processes of a study import this file once more, so it does nothing and imports nothing until it is run.
"""

from pathlib import Path
from typing import Final

STYLE: Final = """
.stMainBlockContainer {padding: 4.5rem 2.5rem 3.5rem}
[data-testid="stCaptionContainer"] {opacity: 1; color: #4a5a63}
[data-testid="stMarkdownPre"] :is(pre, code) {white-space: pre-wrap !important; overflow-wrap: anywhere}
"""
"""Streamlit leaves so much empty that a table with its errors does not fit on a small screen, its captions are paler
than people with weak eyes can read, and what has to be scrolled sideways cannot be reached by keyboard."""


def main() -> None:
    """Show the page that was asked for."""
    import streamlit as st

    from dashboard import address, pin
    from dashboard.markup import verbatim

    st.set_page_config(page_title="Greenlane", page_icon="🚚", layout="wide")
    st.html(f"<style>{STYLE}</style>")
    st.logo(Path(__file__).with_name("logo.svg"), size="large")
    pages = [
        st.Page("views/start.py", title="Start", icon=":material/flag:", default=True),
        st.Page("views/scenario.py", title="Scenario", icon=":material/conversion_path:"),
        st.Page("views/policies.py", title="Policies", icon=":material/tune:"),
        st.Page("views/run.py", title="Run", icon=":material/play_circle:"),
        st.Page("views/answer.py", title="Answer", icon=":material/lightbulb:"),
        st.Page("views/why.py", title="Why", icon=":material/account_tree:"),
        st.Page("views/replay.py", title="Replay", icon=":material/replay:"),
        st.Page("views/reference.py", title="Reference", icon=":material/menu_book:"),
    ]
    page = st.navigation(pages, position="top")
    if not pin.ask():
        return
    address.open_address()
    address.bind_address()
    refused = address.refusal()
    if refused is not None:
        st.warning(verbatim(refused))
    page.run()
    address.bind_address()  # what the page has changed meanwhile


if __name__ == "__main__":
    main()
