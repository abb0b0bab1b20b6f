//! What stands on a page around an article: menus, consent, sharing, teasers, captions.
//!
//! Responsible for taking it off the tree before the article is looked for. Not responsible for finding the article ([`super::body`]).
//!
//! The signs are the element's name, its role, whether it is shown, and words of its classes and id. Some sites write such words on what
//! holds the whole page (a page inside a form, `body class="has-sidebar"`), so nothing goes that holds a large share of the page's prose.

use ahash::AHashMap;
use dom_query::{Document, NodeId, NodeRef};

/// Share of the page's prose from which an element is no furniture, whatever it is called.
const TOO_MUCH: f64 = 0.4;

/// Elements that never hold an article.
const NAMES: [&str; 12] =
    ["nav", "footer", "aside", "form", "button", "figure", "figcaption", "dialog", "menu", "label", "fieldset", "address"];

const ROLES: [&str; 14] = [
    "navigation",
    "complementary",
    "contentinfo",
    "dialog",
    "alertdialog",
    "alert",
    "search",
    "menu",
    "menubar",
    "toolbar",
    "tablist",
    "banner",
    "button",
    "tooltip",
];

/// Words of a class or an id, whole, that name furniture.
#[rustfmt::skip]
const WORDS: [&str; 86] = [
    "ad", "ads", "addthis", "adslot", "advert", "advertisement", "advertising", "adunit", "anzeige", "bio", "breadcrumb", "breadcrumbs",
    "caption", "captions", "carousel", "ccpa", "cmp", "comment", "comments", "consent", "cookie", "cookies", "copyright", "disclaimer",
    "disqus", "donate", "donation", "dropdown", "facebook", "footer", "gallery", "gdpr", "hidden", "infobox", "instagram", "kicker", "legal",
    "login", "masthead", "menu", "modal", "mostread", "nav", "navbar", "navigation", "newsletter", "onetrust", "outbrain", "overlay", "pager",
    "pagination", "pinterest", "popular", "popup", "promo", "promoted", "promotion", "prevnext", "rating", "recirc", "recirculation",
    "recommendations", "recommended", "related", "relatedlinks", "reactions", "readmore", "share", "sharing", "shares", "sidebar", "signup",
    "skip", "skiplink", "slideshow", "social", "socials", "sponsor", "sponsored", "subscribe", "subscription", "taboola", "tags",
    "teaser", "teasers", "trending",
];

/// Words that name furniture only side by side.
const PAIRS: [(&str, &str); 14] = [
    ("also", "read"),
    ("more", "stories"),
    ("more", "news"),
    ("more", "on"),
    ("most", "read"),
    ("most", "viewed"),
    ("read", "also"),
    ("read", "more"),
    ("read", "next"),
    ("see", "also"),
    ("sign", "up"),
    ("sr", "only"),
    ("visually", "hidden"),
    ("tag", "list"),
];

/// Takes the furniture off. Linear in the page: each element is looked at once, its words counted bottom up.
pub(super) fn remove(doc: &Document) {
    let root = doc.root();
    let elements: Vec<NodeRef> = root.descendants_it().collect();
    let prose = prose(&root, &elements);
    let whole = prose.get(&root.id).copied().unwrap_or_default();
    for node in elements.iter().filter(|node| node.is_element() && is_furniture(node)) {
        let own = prose.get(&node.id).copied().unwrap_or_default();
        if f64::from(own) < TOO_MUCH * f64::from(whole) || own == 0 {
            node.remove_from_parent();
        }
    }
}

/// Letters below each node.
fn prose(root: &NodeRef, nodes: &[NodeRef]) -> AHashMap<NodeId, u32> {
    let mut counts: AHashMap<NodeId, u32> = AHashMap::with_capacity(nodes.len() + 1);
    // Parents come before their children in document order, so that backwards each node is whole before it is added to its parent.
    for node in nodes.iter().rev() {
        if node.is_text() {
            let letters = node.text().chars().filter(|c| c.is_alphabetic()).count();
            counts.insert(node.id, u32::try_from(letters).unwrap_or(u32::MAX));
        }
        let own = counts.get(&node.id).copied().unwrap_or_default();
        if let Some(parent) = node.parent() {
            let sum = counts.entry(parent.id).or_default();
            *sum = sum.saturating_add(own);
        }
    }
    counts.entry(root.id).or_default();
    counts
}

fn is_furniture(node: &NodeRef) -> bool {
    let Some(name) = node.node_name() else { return false };
    if matches!(&*name, "html" | "head" | "body" | "main" | "article" | "title" | "meta" | "link") {
        return false;
    }
    if NAMES.contains(&&*name) || is_hidden(node) || &*name == "header" && !stands_in_article(node) {
        return true;
    }
    if node.attr("role").is_some_and(|role| ROLES.contains(&role.trim())) {
        return true;
    }
    ["class", "id"].into_iter().any(|name| node.attr(name).is_some_and(|value| names_furniture(&value)))
}

/// The head of a site, unlike the head of an article, stands outside of it. At most [`super::tame`]'s depth is looked at.
fn stands_in_article(node: &NodeRef) -> bool {
    node.ancestors_it(None).any(|outer| outer.has_name("article") || outer.has_name("main"))
}

fn is_hidden(node: &NodeRef) -> bool {
    let is = |name: &str, value: &str| node.attr(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value));
    let style = node.attr("style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    });
    style || node.has_attr("hidden") || is("aria-hidden", "true") || is("aria-modal", "true")
}

/// Whether the words of a class or an id name furniture: `c-relatedContent__list` has `c`, `related`, `content` and `list`.
fn names_furniture(value: &str) -> bool {
    let mut last = String::new();
    for token in value.split_whitespace().take(40) {
        for word in words(token) {
            if WORDS.contains(&word.as_str()) || PAIRS.contains(&(last.as_str(), word.as_str())) {
                return true;
            }
            last = word;
        }
        last.clear();
    }
    false
}

fn words(token: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small_before = false;
    for c in token.chars().take(200) {
        if !c.is_alphanumeric() {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            if c.is_uppercase() && small_before {
                words.push(c.to_lowercase().collect());
            } else {
                word.extend(c.to_lowercase());
            }
        }
        small_before = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_class_tell() {
        for (class, want) in [
            ("c-relatedContent__list", true),
            ("cookie-banner", true),
            ("most-read box", true),
            ("read  more-or-less", false),
            ("story-body paragraph", false),
            ("shareholder-letter", false),
            ("addressed adult", false),
            ("articleAd", true),
        ] {
            assert_eq!(names_furniture(class), want, "{class}");
        }
    }

    #[test]
    fn furniture_goes_and_what_holds_the_page_stays() {
        let page = "<body class=has-sidebar><form><nav>Home</nav><div class=\"story share-on\"><p>The ferry was late again on Monday, \
            and nobody knew why.</p><p style=\"display: none\">Hidden</p></div><footer>Imprint</footer><div id=cookieNotice>We use cookies\
            </div></form>";
        let doc = Document::from(page);
        remove(&doc);
        assert_eq!(doc.text().trim(), "The ferry was late again on Monday, and nobody knew why.");
    }
}
