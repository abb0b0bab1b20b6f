//! Utterances: the printings of one thing said, linked across articles, and what each printing changed.
