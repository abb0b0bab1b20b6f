//! Quotation marks paired into spans, paragraph by paragraph, in linear time.
//!
//! Responsible for what stands between which marks. Not responsible for who speaks ([`crate::quotes`]).

/// Stand-in until the state machine lands.
pub fn quoted(_text: &str) -> Vec<crate::article::Span> {
    Vec::new()
}
