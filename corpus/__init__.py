"""From source documents to paragraphs tagged by China's bilateral relationships; never imports streamlit."""
