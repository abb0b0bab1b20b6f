//! Credits that an article's page declares for machines: a canonical address on another site, syndication tags, a credit line.
//!
//! Responsible for which declarations name another source, and whom. Not responsible for reading them from a page (`input`).

use super::{Credit, CreditKind, CreditLevel};
use crate::article::{Article, DeclaredKind};
use crate::outlets::{OutletId, OutletKind, Outlets, registrable};

/// Bytes of a credit line that are kept.
const LINE: usize = 200;

/// Declarations of one page that are looked at.
const MOST: usize = 32;

/// The declared sources other than the article's own outlet, each outlet once, those of the whole text first.
///
/// `original-source` says who had the story first and credits no text: it is a mention. A canonical address, `syndication-source`,
/// `isBasedOn` and `creditText` say where the text is from.
pub(super) fn find(article: &Article, outlets: &Outlets) -> Vec<Credit> {
    let own = Own::of(article, outlets);
    let mut found: Vec<Credit> = Vec::new();
    for level in [CreditLevel::Full, CreditLevel::Mention] {
        for (kind, value) in article.declared.iter().take(MOST) {
            let is_mention = *kind == DeclaredKind::OriginalSource;
            if is_mention != (level == CreditLevel::Mention) {
                continue;
            }
            let Some((names, outlet_kind)) = named(value, &own, outlets) else { continue };
            if found.iter().any(|credit| credit.names == names) {
                continue;
            }
            let text = value[..value.floor_char_boundary(LINE)].to_owned();
            found.push(Credit { span: None, text, names, outlet_kind, kind: CreditKind::Metadata, level, inherited: false });
        }
    }
    found
}

/// What an article's own outlet is known by.
struct Own {
    outlet: Option<OutletId>,
    by_address: Option<OutletId>,
    domain: Option<String>,
    name: String,
}

impl Own {
    fn of(article: &Article, outlets: &Outlets) -> Self {
        let name = article.outlet.as_deref().unwrap_or_default();
        Self {
            outlet: outlets.by_name(name).or_else(|| name.contains('.').then(|| outlets.by_domain(name)).flatten()),
            by_address: article.url.as_deref().and_then(|url| outlets.by_domain(url)),
            domain: article.url.as_deref().and_then(registrable),
            name: crate::text::fold(name),
        }
    }

    fn is(&self, outlet: OutletId) -> bool {
        self.outlet == Some(outlet) || self.by_address == Some(outlet)
    }
}

/// Whom a declaration names: by the table, else the domain or the words as printed; none where it is the article's own outlet.
fn named(value: &str, own: &Own, outlets: &Outlets) -> Option<(String, Option<OutletKind>)> {
    let value = value.trim();
    let is_address = value.contains("://");
    let known = if is_address {
        outlets.by_domain(value)
    } else {
        let mention = outlets.find(value).into_iter().find(|mention| outlets.get(mention.outlet).kind != OutletKind::Platform);
        mention.map(|mention| mention.outlet).or_else(|| outlets.by_name(value))
    };
    let domain = if is_address { Some(registrable(value)?) } else { None };
    if domain.is_some() && domain == own.domain || known.is_some_and(|outlet| own.is(outlet)) {
        return None;
    }
    if let Some(outlet) = known.map(|outlet| outlets.get(outlet)) {
        // Naming a platform credits nobody.
        return (outlet.kind != OutletKind::Platform).then(|| (outlet.name.clone(), Some(outlet.kind)));
    }
    let names = domain.unwrap_or_else(|| value[..value.floor_char_boundary(LINE)].to_owned());
    let folded = crate::text::fold(&names);
    (!folded.is_empty() && folded != own.name).then_some((names, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeclaredKind::{Canonical, CreditText, IsBasedOn, OriginalSource, SyndicationSource};

    fn credits(declared: &[(DeclaredKind, &str)]) -> Vec<(String, CreditLevel)> {
        let article = Article {
            outlet: Some("Evening Lantern".into()),
            url: Some("https://www.lantern.example/owls".into()),
            declared: declared.iter().map(|(kind, value)| (*kind, (*value).to_owned())).collect(),
            ..Article::default()
        };
        find(&article, Outlets::shipped()).into_iter().map(|credit| (credit.names, credit.level)).collect()
    }

    #[test]
    fn another_site_is_credited_once_and_the_own_never() {
        let full = |name: &str| (name.to_owned(), CreditLevel::Full);
        let mention = |name: &str| (name.to_owned(), CreditLevel::Mention);
        assert_eq!(credits(&[(Canonical, "https://lantern.example/owls"), (CreditText, "Evening Lantern")]), []);
        assert_eq!(
            credits(&[
                (OriginalSource, "https://blog.example/a"),
                (OriginalSource, "https://wire.example/b"),
                (Canonical, "https://www.wire.example/owls"),
                (SyndicationSource, "https://wire.example/owls"),
            ]),
            [full("wire.example"), mention("blog.example")]
        );
        assert_eq!(
            credits(&[(IsBasedOn, "https://www.reuters.com/x"), (CreditText, "Reuters"), (CreditText, "County Wire")]),
            [full("Reuters"), full("County Wire")]
        );
        assert_eq!(
            credits(&[(Canonical, "https://twitter.com/x/status/1"), (Canonical, "no address"), (CreditText, "—")]).len(),
            1
        );
    }
}
