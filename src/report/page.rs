//! The frame of the page: a policy that allows our script and our style and nothing else, by their hashes.

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::source::Source;

/// The parts of the script in the order in which they stand in the page, as one.
const SCRIPT: &str = concat!(
    "'use strict';\n(() => {\n",
    include_str!("script/data.js"),
    include_str!("script/words.js"),
    include_str!("script/dom.js"),
    include_str!("script/table.js"),
    include_str!("script/charts.js"),
    include_str!("script/overview.js"),
    include_str!("script/outlets.js"),
    include_str!("script/clusters.js"),
    include_str!("script/cluster.js"),
    include_str!("script/pair.js"),
    include_str!("script/article.js"),
    include_str!("script/utterance.js"),
    include_str!("script/credits.js"),
    include_str!("script/health.js"),
    include_str!("script/app.js"),
    "})();\n"
);
const STYLE: &str = include_str!("report.css");

/// `.html` is what makes askama escape: a template by another ending would let markup through.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    title: &'a str,
    version: &'a str,
    articles: usize,
    outlets: usize,
    script_hash: &'a str,
    style_hash: &'a str,
    script: &'a str,
    style: &'a str,
    island: &'a str,
}

/// The whole file around its data.
pub(super) fn html(source: &Source, island: &str) -> String {
    let title = crate::document::sanitize::running(&source.name);
    let page = Page {
        title: &title,
        version: env!("CARGO_PKG_VERSION"),
        articles: source.tables.articles.len(),
        outlets: source.tables.outlets.len(),
        script_hash: &hash(SCRIPT),
        style_hash: &hash(STYLE),
        script: SCRIPT,
        style: STYLE,
        island,
    };
    // Every part is text in memory: there is nothing in the template that could fail.
    page.render().unwrap_or_default()
}

/// As a policy names what it allows.
fn hash(block: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(block)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_standard() {
        assert_eq!(hash("alert('Hello, world.');"), "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }

    #[test]
    fn the_script_builds_no_markup_from_text_and_asks_for_nothing() {
        for banned in [
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "eval(",
            "new Function",
            "fetch(",
            "XMLHttpRequest",
            "import(",
            "</script",
            "<!--",
        ] {
            assert!(!SCRIPT.contains(banned), "{banned}");
        }
        for banned in ["</style", "url(", "@import", "http:"] {
            assert!(!STYLE.contains(banned), "{banned}");
        }
    }
}
