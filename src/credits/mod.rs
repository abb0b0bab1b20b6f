//! Credits: every wording by which an article names its source.
