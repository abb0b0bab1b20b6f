//! The data that a page carries for search engines (JSON-LD, schema.org): which node is the article, and what it says of itself.
//!
//! Responsible for reading it as it comes: in `@graph`s and lists, with types as one word or several, with line ends inside strings.
//! Not responsible for what of it is believed ([`super`]).

use serde_json::{Map, Value};

/// Nodes of one page that are looked at: lists of teasers are long.
const MAX_NODES: usize = 2_000;

/// Bytes of one script. Beyond lies a shop's catalogue.
const MAX_SCRIPT_BYTES: usize = 4 << 20;

/// Types of the article itself, the better first; a page is what an article stands on.
const PAGES: [&str; 4] = ["WebPage", "CollectionPage", "ItemPage", "WebContent"];

/// What the article's node says. Raw values; nothing is read as a date or an address here.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) headline: Option<String>,
    pub(super) body: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) published: Vec<String>,
    pub(super) modified: Vec<String>,
    pub(super) based_on: Vec<String>,
    pub(super) credit_text: Vec<String>,
}

/// Reads the scripts of a page. `address` is the page's own, to tell its article from others that it lists.
pub(super) fn describe(scripts: &[String], address: Option<&str>) -> Described {
    let roots: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let nodes = nodes(&roots);
    let mut described = Described::default();
    let articles: Vec<&Map<String, Value>> = nodes.iter().copied().filter(|node| is_article(node)).collect();
    let is_own =
        |node: &&&Map<String, Value>| address.is_some_and(|address| addresses(node).iter().any(|own| same_page(own, address)));
    let article = articles.iter().find(is_own).or_else(|| articles.first()).copied();
    let page = nodes.iter().find(|node| types(node).any(|name| PAGES.contains(&name))).copied();
    for (node, is_page) in [(article, false), (page, true)] {
        let Some(node) = node else { continue };
        described.add(node, &nodes, is_page);
    }
    described
}

impl Described {
    fn add(&mut self, node: &Map<String, Value>, nodes: &[&Map<String, Value>], is_page: bool) {
        let text = |key: &str| node.get(key).and_then(scalar);
        let or = |known: &mut Option<String>, new: Option<String>| {
            if known.is_none() {
                *known = new;
            }
        };
        self.published.extend(text("datePublished"));
        self.modified.extend(text("dateModified"));
        or(
            &mut self.language,
            node.get("inLanguage").and_then(|value| scalar(value).or_else(|| named(value, nodes).into_iter().next())),
        );
        or(&mut self.publisher, node.get("publisher").and_then(|value| named(value, nodes).into_iter().next()));
        or(&mut self.url, addresses(node).into_iter().next());
        if is_page {
            or(&mut self.headline, text("name"));
            return;
        }
        or(&mut self.headline, text("headline").or_else(|| text("name")));
        or(&mut self.body, text("articleBody").or_else(|| text("text")));
        let authors = node.get("author").or_else(|| node.get("creator")).map(|value| named(value, nodes)).unwrap_or_default();
        or(&mut self.byline, (!authors.is_empty()).then(|| authors.join(", ")));
        for key in ["isBasedOn", "isBasedOnUrl"] {
            self.based_on.extend(node.get(key).map(links).unwrap_or_default());
        }
        self.credit_text.extend(text("creditText"));
    }
}

/// One script to a value; line ends inside strings and signs around the value are forgiven.
fn parse(script: &str) -> Option<Value> {
    let script = script.get(..script.floor_char_boundary(MAX_SCRIPT_BYTES))?;
    let script = script.replace("<![CDATA[", "");
    let start = script.find(['{', '['])?;
    let end = script.rfind(['}', ']'])?;
    let json = script.get(start..=end)?;
    serde_json::from_str(json).ok().or_else(|| {
        let spaced: String = json.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // Of two values one after the other the first counts.
        serde_json::Deserializer::from_str(&spaced).into_iter().next()?.ok()
    })
}

/// All objects that stand for themselves: the roots, the members of graphs, and the main entity of each; not parts of others.
fn nodes(roots: &[Value]) -> Vec<&Map<String, Value>> {
    let mut open: Vec<&Value> = roots.iter().rev().collect();
    let mut found: Vec<&Map<String, Value>> = Vec::new();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items.iter().take(MAX_NODES).rev()),
            Value::Object(object) => {
                found.push(object);
                for key in ["mainEntity", "mainEntityOfPage", "@graph"] {
                    open.extend(object.get(key).filter(|value| value.is_object() || value.is_array()));
                }
            }
            _ => {}
        }
        if found.len() >= MAX_NODES {
            break;
        }
    }
    found
}

fn types(node: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let types = match node.get("@type") {
        Some(Value::Array(types)) => types.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    types.iter().filter_map(Value::as_str).map(|name| name.rsplit(['/', '#', ':']).next().unwrap_or(name))
}

fn is_article(node: &Map<String, Value>) -> bool {
    types(node).any(|name| {
        name.ends_with("Article")
            || matches!(name, "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting" | "CreativeWork")
    })
}

/// A word, a number, or the first of a list of them.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.first().filter(|item| !item.is_array()).and_then(scalar),
        Value::Object(object) => object.get("@value").filter(|item| !item.is_object()).and_then(scalar),
        _ => None,
    }
}

/// Names of people or organisations: words, objects with a name, references to other nodes.
fn named(value: &Value, nodes: &[&Map<String, Value>]) -> Vec<String> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let name = |item: &Value| match item {
        Value::Object(object) => object.get("name").and_then(scalar).or_else(|| {
            let id = object.get("@id")?;
            nodes.iter().find(|node| node.get("@id") == Some(id)).and_then(|node| node.get("name")).and_then(scalar)
        }),
        other => scalar(other),
    };
    items.iter().take(20).filter_map(name).collect()
}

/// Works by address, or by name where they have none.
fn links(value: &Value) -> Vec<String> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let link = |item: &Value| match item {
        Value::Object(object) => {
            ["url", "@id", "sameAs", "name", "headline"].iter().find_map(|key| object.get(*key).and_then(scalar))
        }
        other => scalar(other),
    };
    items.iter().take(20).filter_map(link).collect()
}

/// Where a node says it stands.
fn addresses(node: &Map<String, Value>) -> Vec<String> {
    let page = node.get("mainEntityOfPage");
    let of_page = page.and_then(|value| match value {
        Value::Object(object) => object.get("@id").or_else(|| object.get("url")).and_then(scalar),
        other => scalar(other),
    });
    let own = ["url", "@id"].into_iter().filter_map(|key| node.get(key).and_then(scalar));
    of_page.into_iter().chain(own).filter(|address| address.starts_with("http")).collect()
}

/// Whether two addresses are of one page: scheme, `www.`, fragment and a slash at the end do not matter.
fn same_page(a: &str, b: &str) -> bool {
    fn page(address: &str) -> &str {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        rest.split('#').next().unwrap_or(rest).trim_start_matches("www.").trim_end_matches('/')
    }
    page(a).eq_ignore_ascii_case(page(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(script: &str) -> Described {
        describe(&[script.to_owned()], Some("https://ferry.example/a"))
    }

    #[test]
    fn an_article_is_found_in_a_graph_and_its_author_by_reference() {
        let found = one(r##"{"@context": "https://schema.org", "@graph": [
            {"@type": "WebPage", "@id": "https://ferry.example/a", "datePublished": "2024-05-06", "inLanguage": "en-GB"},
            {"@type": "Person", "@id": "#p", "name": "Ada Quill"},
            {"@type": ["NewsArticle"], "headline": "Late", "datePublished": "2024-05-06T07:00:00+01:00", "author": {"@id": "#p"},
             "publisher": {"name": "Ferry Post"}, "isBasedOn": [{"url": "https://wire.example/1"}, "https://wire.example/2"],
             "creditText": "Wire", "dateModified": "2024-05-07"}]}"##);
        assert_eq!(found.published, ["2024-05-06T07:00:00+01:00", "2024-05-06"]);
        assert_eq!((found.byline.as_deref(), found.publisher.as_deref()), (Some("Ada Quill"), Some("Ferry Post")));
        assert_eq!((found.language.as_deref(), found.headline.as_deref()), (Some("en-GB"), Some("Late")));
        assert_eq!(found.based_on, ["https://wire.example/1", "https://wire.example/2"]);
        assert_eq!((found.credit_text.len(), found.modified.len()), (1, 1));
    }

    #[test]
    fn of_several_articles_the_page_s_own_counts_and_parts_do_not() {
        let found = one(
            r#"[{"@type": "NewsArticle", "url": "https://ferry.example/b", "headline": "Other", "datePublished": "2023-01-01"},
            {"@type": "NewsArticle", "mainEntityOfPage": {"@id": "http://www.ferry.example/a/"}, "headline": "Own",
             "datePublished": "2024-05-06", "image": {"@type": "ImageObject", "datePublished": "2001-01-01", "creditText": "X"}}]"#,
        );
        assert_eq!((found.headline.as_deref(), found.published.len()), (Some("Own"), 1));
        assert!(found.credit_text.is_empty());
    }

    #[test]
    fn what_is_not_quite_json_is_read() {
        for script in [
            "<!-- {\"@type\": \"Article\", \"headline\": \"Late\"} -->",
            "/*<![CDATA[*/{\"@type\": \"http://schema.org/NewsArticle\", \"headline\": \"Late\"};/*]]>*/",
            "{\"@type\": \"Article\", \"headline\": \"Late\", \"description\": \"one\n two\"}",
        ] {
            assert_eq!(one(script).headline.as_deref(), Some("Late"), "{script}");
        }
        assert!(one(&"[".repeat(100_000)).headline.is_none());
        assert!(one(&format!("{}{}", "{\"@graph\":".repeat(100), "}".repeat(100))).headline.is_none());
    }

    proptest! {
        #[test]
        fn any_script_is_read(script in "([\\[\\]{}:,\"é ]|@type|@graph|Article|name|1){0,50}") {
            one(&script);
        }
    }
}
