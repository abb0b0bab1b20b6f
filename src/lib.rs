//! newsprint: who echoes whom.
pub mod article;
pub mod clusters;
pub mod credits;
pub mod document;
pub mod input;
pub mod lsh;
pub mod marks;
pub mod outlets;
pub mod passages;
pub mod pipeline;
pub mod quotes;
pub mod sketch;
pub mod summary;
pub mod tables;
pub mod text;
pub mod utterances;
pub mod verify;
