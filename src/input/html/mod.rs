//! A web page to an article: its text, and what it declares of itself.
//!
//! Responsible for text, title, outlet, byline, language, addresses, declared sources and the publication date as printed. Not responsible
//! for reading the date ([`super::dates`] does, by way of [`super::rows`]) or for finding pages in files and archives.
//!
//! The way of a page: `encoding` decodes it, `tame` bounds it, then one tree is built, from which `head` and `json_ld` take what is declared;
//! `furniture` and `body` leave the text. Linear in the page but for Readability, whose work grows with depth, which `tame` bounds.
//!
//! No claim without a declaration: a date comes from JSON-LD, `meta`, `time` or the address, never from a copyright line or a sentence.

mod body;
mod encoding;
mod furniture;
mod head;
mod json_ld;
mod published;
mod row;
mod tame;

#[cfg(test)]
mod tests;

pub(crate) use row::into_article;

use super::dateline;
use crate::article::DeclaredKind;
use crate::outlets::registrable;
use dom_query::Document;

/// Where a publication date was declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateOrigin {
    JsonLd,
    Meta,
    TimeTag,
    Address,
}

/// What a page comes to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct HtmlArticle {
    /// Paragraphs with blank lines between them; empty where the page holds no article.
    pub(crate) text: String,
    pub(crate) title: Option<String>,
    /// The site's name as it gives it, else the registrable domain of its address.
    pub(crate) outlet: Option<String>,
    pub(crate) byline: Option<String>,
    /// As declared, not yet a code.
    pub(crate) language: Option<String>,
    /// The page's own address: as it was fetched, else as declared.
    pub(crate) url: Option<String>,
    /// The address that the page names as the one to cite, on its own site or on another's.
    pub(crate) canonical: Option<String>,
    /// Sources that the page declares, in the order of [`DeclaredKind`]; the canonical address among them.
    pub(crate) declared: Vec<(DeclaredKind, String)>,
    /// The date as printed.
    pub(crate) published: Option<(String, DateOrigin)>,
    /// The last change as printed: the publication lies before it.
    pub(crate) modified: Option<String>,
    /// Ill-formed bytes were replaced.
    pub(crate) repaired: bool,
}

/// Reads one page. `content_type` is what the transport said of it, `url` where it was fetched.
pub(crate) fn article(bytes: &[u8], content_type: Option<&str>, url: Option<&str>) -> HtmlArticle {
    let (page, repaired) = encoding::decode(bytes, content_type);
    let tamed = tame::tame(&page);
    drop(page);
    let doc = Document::from(tamed.markup);
    let head = head::read(&doc);
    let absolute = |address: &str| resolve(address, url.or(head.og_url.as_deref()));
    let canonical = head.canonical.as_deref().and_then(absolute);
    let known = url.map(str::to_owned).or_else(|| head.og_url.as_deref().and_then(absolute));
    let data = json_ld::describe(&tamed.json_ld, known.as_deref().or(canonical.as_deref()));
    // A canonical address may be another site's; the page's own is what it calls itself elsewhere.
    let own = known.or_else(|| data.url.clone()).or_else(|| canonical.clone());

    let published = published::choose(&data.published, &head.published, &head.times).or_else(|| {
        let address = own.as_deref().filter(|address| dateline::in_url(address).is_some())?;
        Some((address.to_owned(), DateOrigin::Address))
    });
    let modified = published::latest([&data.modified[..], &head.modified[..], &head.times_modified[..]].concat());
    let mut declared: Vec<(DeclaredKind, String)> = head
        .declared
        .iter()
        .filter_map(|(kind, value)| Some((*kind, absolute(value).or_else(|| value.contains(' ').then(|| value.clone()))?)))
        .collect();
    declared.extend(data.based_on.into_iter().map(|value| (DeclaredKind::IsBasedOn, value)));
    declared.extend(data.credit_text.iter().map(|value| (DeclaredKind::CreditText, body::plain(value))));
    declared.dedup();

    let title = head.title.or(data.headline).map(|title| body::plain(&title)).filter(|title| !title.is_empty());
    let byline = data.byline.or(head.byline).map(|name| body::plain(&name)).filter(|name| !name.is_empty());
    let text = body::text(doc, data.body.as_deref(), title.as_deref());
    let site = head.site_name.or(data.publisher).or(head.other_name).map(|name| body::plain(&name));
    // Some write their address where their name belongs.
    let site = site.and_then(|name| if name.contains("://") { registrable(&name) } else { Some(name) });
    HtmlArticle {
        text,
        title,
        outlet: site.or_else(|| own.as_deref().and_then(registrable)),
        byline,
        language: head.language.or(data.language),
        url: own,
        canonical,
        declared,
        published,
        modified,
        repaired,
    }
}

/// An address as a whole one; `None` for what is none. Paths are joined to the site, which is all that telling sites apart needs.
fn resolve(address: &str, base: Option<&str>) -> Option<String> {
    let address = address.trim();
    if address.contains(char::is_whitespace) || address.is_empty() {
        return None;
    }
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(address.to_owned());
    }
    if let Some(rest) = address.strip_prefix("//") {
        return Some(format!("https://{rest}"));
    }
    let site = base.and_then(|base| {
        let (scheme, rest) = base.split_once("://")?;
        Some(format!("{scheme}://{}", rest.split(['/', '?', '#']).next()?))
    })?;
    address.starts_with('/').then(|| format!("{site}{address}"))
}
