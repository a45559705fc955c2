"""Andon's entry: ``streamlit run app.py``. Navigation only; every page is a file of ``pages/``."""

from pages.components import navigation

navigation.run()
