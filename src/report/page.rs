//! The frame of the page: a policy that allows our script and our style and nothing else, by their hashes.

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::source::Source;

/// The parts of the script in the order in which they stand in a page, as one; `$more` stands between the views and the start.
macro_rules! script {
    ($($more:expr),*) => {
        concat!(
            "'use strict';\n(() => {\n",
            include_str!("script/data.js"),
            include_str!("script/words.js"),
            include_str!("script/dom.js"),
            include_str!("script/table.js"),
            include_str!("script/charts.js"),
            include_str!("script/overview.js"),
            include_str!("script/outlets.js"),
            include_str!("script/audit.js"),
            include_str!("script/clusters.js"),
            include_str!("script/cluster.js"),
            include_str!("script/pair.js"),
            include_str!("script/article.js"),
            include_str!("script/utterance.js"),
            include_str!("script/credits.js"),
            include_str!("script/health.js"),
            include_str!("script/verdicts.js"),
            include_str!("script/app.js"),
            $($more,)*
            include_str!("script/start.js"),
            "})();\n"
        )
    };
}
const SCRIPT: &str = script!();
/// The same for a page of the server, which may ask the server it came from.
const SERVED_SCRIPT: &str = script!(
    include_str!("script/served/pages.js"),
    include_str!("script/served/search.js"),
    include_str!("script/served/verdicts.js")
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
    policy: &'a str,
    served: bool,
    script: &'a str,
    style: &'a str,
    island: &'a str,
}

/// Whether a page stands by itself or is one of the server's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Served,
}

impl Kind {
    const fn script(self) -> &'static str {
        match self {
            Self::File => SCRIPT,
            Self::Served => SERVED_SCRIPT,
        }
    }
}

/// What a page may do: run our script, wear our style, and nothing else; a page of the server may ask it.
pub(super) fn policy(kind: Kind) -> String {
    let connect = if kind == Kind::Served { " connect-src 'self';" } else { "" };
    let (script, style) = (hash(kind.script()), hash(STYLE));
    format!(
        "default-src 'none'; script-src '{script}'; style-src '{style}';{connect} img-src data:; base-uri 'none'; form-action 'none'"
    )
}

/// The whole page around its data.
pub(super) fn html(source: &Source, island: &str, kind: Kind) -> String {
    let title = crate::document::sanitize::running(&source.name);
    let page = Page {
        title: &title,
        version: env!("CARGO_PKG_VERSION"),
        articles: source.tables.articles.len(),
        outlets: source.tables.outlets.len(),
        policy: &policy(kind),
        served: kind == Kind::Served,
        script: kind.script(),
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

    /// All parts are one function, in which the last of two functions of one name would silently be both.
    #[test]
    fn no_two_functions_of_the_script_have_one_name() {
        let names = |script: &'static str| {
            script.lines().filter_map(|line| line.trim_start_matches("async ").strip_prefix("function ")?.split('(').next())
        };
        let mut seen = std::collections::BTreeSet::new();
        for name in names(SERVED_SCRIPT) {
            assert!(seen.insert(name), "{name}");
        }
        assert!(seen.len() > 100 && names(SCRIPT).all(|name| seen.contains(name)));
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
            assert!(!SERVED_SCRIPT.contains(banned) || banned == "fetch(", "{banned}");
        }
        for banned in ["</style", "url(", "@import", "http:"] {
            assert!(!STYLE.contains(banned), "{banned}");
        }
    }
}
