//! Outlets and agencies by name: the table that ships with the program, and finding them in text.
//!
//! Responsible for names, aliases, domains, kinds and countries. Not responsible for what a mention means ([`crate::credits`]).
