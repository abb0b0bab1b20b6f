//! A web page to an article, in the least way that can be called so: its title, and its words without the tags.
//!
//! Responsible for the boundary that archives call. Not responsible for telling an article from what stands around it.

use super::rows::{Notes, Place, Row};
use super::schema::{FieldName, Mapping};
use super::{ReadOptions, RejectReason};
use crate::article::Article;
use std::borrow::Cow;

/// What a page comes to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct HtmlArticle {
    pub(crate) text: String,
    pub(crate) title: Option<String>,
    /// The page's own address.
    pub(crate) url: Option<String>,
    /// Ill-formed bytes were replaced.
    pub(crate) repaired: bool,
}

/// Reads one page. `content_type` is what the transport said of it, `url` where it was fetched.
pub(crate) fn article(bytes: &[u8], content_type: Option<&str>, url: Option<&str>) -> HtmlArticle {
    let _ = content_type;
    let (page, repaired) = super::repair::decode(bytes);
    let lower = page.to_ascii_lowercase();
    let between = |open: &str, close: &str| {
        let start = lower.find(open)?;
        let inside = start + lower[start..].find('>')? + 1;
        Some((inside, inside + lower[inside..].find(close)?))
    };
    let title = between("<title", "</title").map(|(start, end)| page[start..end].trim().to_owned());
    let body = lower.find("<body").unwrap_or(0);
    let mut text = String::new();
    let mut rest = body;
    while let Some(tag) = lower[rest..].find('<') {
        text.push_str(&page[rest..rest + tag]);
        let at = rest + tag;
        let hidden = ["script", "style"].into_iter().find(|name| lower[at + 1..].starts_with(name));
        let end = match hidden {
            Some(name) => lower[at..].find(&format!("</{name}")).map_or(page.len(), |end| at + end + 1),
            None => at,
        };
        let end = lower[end..].find('>').map_or(page.len(), |close| end + close + 1);
        if ["</p", "<br", "</h", "</div"].iter().any(|tag| lower[at..].starts_with(tag)) {
            text.push_str("\n\n");
        }
        rest = end;
    }
    text.push_str(&page[rest..]);
    let paragraphs: Vec<&str> = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect();
    HtmlArticle { text: paragraphs.join("\n\n"), title, url: url.map(str::to_owned), repaired }
}

/// Makes the article of a page. `given` is what is known of it from outside and goes before what the page says itself.
pub(crate) fn into_article(
    page: HtmlArticle,
    given: Vec<(FieldName, String)>,
    place: Place,
    options: &ReadOptions,
    notes: &mut Notes,
) -> Result<Article, RejectReason> {
    let declared = [(FieldName::Title, page.title), (FieldName::Url, page.url), (FieldName::Text, Some(page.text))];
    let all = given.into_iter().map(|(field, value)| (field, Some(value))).chain(declared);
    let (columns, values) = all.map(|(field, value)| ((field, String::new()), value.map(Cow::Owned))).unzip();
    let mapping = Mapping { schema: "html", columns };
    notes.repaired += u64::from(page.repaired);
    Row { mapping: &mapping, values }.article(place, options, notes)
}
