//! The library's stages as the verbs call them, in one place.

use super::failure::Failure;

/// A verb whose stage this build does not hold.
pub(crate) fn not_built(verb: &str) -> Failure {
    Failure::usage(format!("`{verb}` is not available in this build")).next("`newsprint help` lists the verbs")
}
