//! newsprint: who echoes whom.
pub mod article;
pub mod credits;
pub mod document;
pub mod input;
pub mod marks;
pub mod outlets;
pub mod quotes;
pub mod summary;
pub mod tables;
pub mod text;
pub mod utterances;
