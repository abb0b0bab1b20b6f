//! Reading: bytes to articles, and every row that could not be one to a located reject.
