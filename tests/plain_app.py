"""The comparison: the same question asked of the same paragraphs by a page as it is usually written."""

import os
from collections import Counter
from pathlib import Path

import jieba
import pandas as pd
import plotly.express as px
import streamlit as st
from wordcloud import WordCloud

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("SHUANGBIAN_DATA") or ROOT / "data")
FONT = str(ROOT / "static" / "NotoSansSC-subset.otf")
STOPWORDS = set((ROOT / "corpus" / "lexicon" / "stopwords.txt").read_text(encoding="utf-8").split())


@st.cache_data
def load() -> pd.DataFrame:
    columns = ["title", "date", "text", "about", "counted"]
    table = pd.read_parquet(DATA / "paragraphs.parquet", columns=columns)
    return table[table["counted"]].sort_values("date")


st.set_page_config(page_title="Relationships", layout="wide")
table = load()
years = sorted({date[:4] for date in table["date"] if date})
relationship = st.selectbox("Relationship", ["all", *table["about"].explode().value_counts().index])
term = st.text_input("Search")
first = st.selectbox("From", years) if len(years) > 1 else ""

shown = table[table["date"] >= first]
if relationship != "all":
    shown = shown[shown["about"].map(lambda codes: relationship in codes)]
if term:
    shown = shown[shown["text"].str.contains(term, regex=False)]
st.write(f"{len(shown):,} of {len(table):,} paragraphs")

left, right = st.columns(2)
counts = shown["about"].explode().value_counts().head(20)
left.plotly_chart(px.bar(x=counts.values, y=counts.index, orientation="h"))
words = Counter(
    word for text in shown["text"] for word in jieba.cut(text) if len(word) > 1 and word not in STOPWORDS
)
if words:
    picture = WordCloud(font_path=FONT, width=800, height=400, background_color="white")
    right.image(picture.generate_from_frequencies(dict(words.most_common(60))).to_image())
for row in shown.head(20).itertuples():
    st.markdown(f"**{row.title}** {row.date}")
    st.write(row.text)
