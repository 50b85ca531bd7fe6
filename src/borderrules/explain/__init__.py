"""From an answer to words: statements (`statements`), plain text (`text`), JSON (`document`)."""
