"""The floor of every measurement: one button and one text."""

import streamlit as st

st.session_state.setdefault("clicks", 0)


def count() -> None:
    """Count a click."""
    st.session_state.clicks += 1


st.button("click", on_click=count)
st.write(f"{st.session_state.clicks} clicks")
