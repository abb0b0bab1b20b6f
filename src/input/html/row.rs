//! What a page declares to an article, by way of [`Row`](crate::input::rows::Row): the same rules for ids, dates and languages as for rows.
//!
//! Responsible for which declaration is which field. Not responsible for the rules.

use super::super::rows::{Notes, Place, Row};
use super::super::schema::{FieldName, Mapping};
use super::super::{ReadOptions, RejectReason, language};
use super::{DateOrigin, HtmlArticle};
use crate::article::{Article, DateSource};
use std::borrow::Cow;

/// Makes the article of a page. `given` is what is known of it from outside (a side file, an archive's record) and goes before what the
/// page says itself; a crawl time goes there too.
pub(crate) fn into_article(
    page: HtmlArticle,
    given: Vec<(FieldName, String)>,
    place: Place,
    options: &ReadOptions,
    notes: &mut Notes,
) -> Result<Article, RejectReason> {
    let dated = given.iter().any(|(field, value)| *field == FieldName::PublishedAt && !value.trim().is_empty());
    // The address dates an article only where the text does not: that is decided where the row's date is.
    let published = page.published.filter(|(_, origin)| !dated && *origin != DateOrigin::Address).map(|(raw, _)| raw);
    // English is what templates declare whatever is written into them.
    let is_template = |declared: &String| {
        language::given(declared).as_deref() == Some("en") && language::recognised(&page.text).is_some_and(|found| found != "en")
    };
    let language = page.language.filter(|declared| !options.recognise_language || !is_template(declared));
    let declared = [
        (FieldName::Title, page.title),
        (FieldName::Outlet, page.outlet),
        (FieldName::PublishedAt, published),
        (FieldName::ModifiedAt, page.modified),
        (FieldName::Url, page.url),
        (FieldName::Byline, page.byline),
        (FieldName::Language, language),
        (FieldName::Text, Some(page.text)),
    ];
    let all = given.into_iter().map(|(field, value)| (field, Some(value))).chain(declared);
    let (columns, values) = all.map(|(field, value)| ((field, String::new()), value.map(Cow::Owned))).unzip();
    let mapping = Mapping { schema: "html", columns };
    let mut article = Row { mapping: &mapping, values }.article(place, options, notes)?;
    if !dated && article.published.source == DateSource::Field {
        article.published.source = DateSource::Metadata;
    }
    article.declared = page.declared;
    notes.repaired += u64::from(page.repaired);
    Ok(article)
}
