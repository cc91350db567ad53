"""From source documents to paragraphs tagged by China's bilateral relationships; never imports streamlit."""


class InputError(ValueError):
    """Something that a user gave and that cannot be used. The message names it and says what to do."""
