//! Names of columns: what exports and crawlers call the parts of an article.
//!
//! Responsible for the lists. Not responsible for choosing among columns ([`super::schema`]).

use super::schema::FieldName;

/// A schema that is recognised by columns that only it has together.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) required: &'static [&'static str],
    fields: &'static [(FieldName, &'static [&'static str])],
}

impl Known {
    /// The columns of a field, preferred first; `None` where the generic names hold, none at all where no column holds the field.
    pub(super) fn columns(&self, field: FieldName) -> Option<&'static [&'static str]> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, columns)| *columns)
    }
}

use FieldName::{Byline, CrawledAt, Id, Language, ModifiedAt, Outlet, PublishedAt, Text, Title, Url};

/// The known schemas; the first whose required columns are all there is taken. Sources: the projects' own writers and documentation.
pub(super) const KNOWN: [Known; 13] = [
    Known {
        name: "news-please",
        required: &["maintext", "date_publish"],
        fields: &[
            (Id, &["id"]),
            (Text, &["maintext"]),
            (Title, &["title", "title_page", "title_rss"]),
            (Outlet, &["source_domain"]),
            (PublishedAt, &["date_publish"]),
            (ModifiedAt, &["date_modify"]),
            (CrawledAt, &["date_download"]),
            (Byline, &["authors"]),
        ],
    },
    Known {
        name: "fundus",
        required: &["publishing_date", "free_access"],
        fields: &[
            (Text, &["plaintext", "body"]),
            (Outlet, &["publisher", "publisher.name"]),
            (PublishedAt, &["publishing_date"]),
            (Byline, &["authors"]),
            (Language, &["lang"]),
        ],
    },
    Known {
        // `source` is the address here and `raw_text` the page before cleaning.
        name: "trafilatura",
        required: &["text", "source-hostname"],
        fields: &[
            (Id, &["id"]),
            (Text, &["text"]),
            (Outlet, &["hostname", "source-hostname", "sitename"]),
            (PublishedAt, &["date"]),
            (CrawledAt, &["filedate"]),
            (Url, &["source", "url"]),
            (Byline, &["author"]),
        ],
    },
    Known {
        name: "trafilatura",
        required: &["text", "fingerprint", "hostname"],
        fields: &[
            (Id, &["id"]),
            (Text, &["text"]),
            (Outlet, &["hostname", "sitename"]),
            (PublishedAt, &["date"]),
            (CrawledAt, &["filedate"]),
            (Url, &["url", "source"]),
            (Byline, &["author"]),
        ],
    },
    Known {
        name: "newspaper4k",
        required: &["text", "top_image", "publish_date"],
        fields: &[
            (Text, &["text"]),
            (Outlet, &["meta_site_name"]),
            (PublishedAt, &["publish_date"]),
            (Url, &["canonical_link", "url", "original_url"]),
            (Byline, &["authors"]),
            (Language, &["meta_lang", "language"]),
        ],
    },
    Known {
        name: "cc_news",
        required: &["text", "domain", "image_url"],
        fields: &[(Text, &["text"]), (Outlet, &["domain"]), (PublishedAt, &["date"])],
    },
    Known {
        // `source` is the data set, `added` the time of its making.
        name: "dolma",
        required: &["text", "source", "added"],
        fields: &[
            (Text, &["text"]),
            (Title, &["metadata.title", "title"]),
            (Outlet, &[]),
            (PublishedAt, &["created", "metadata.date", "metadata.published"]),
            (CrawledAt, &["added"]),
            (Url, &["metadata.url", "url"]),
            (Byline, &["metadata.author", "metadata.authors"]),
            (Language, &["metadata.language", "metadata.lang"]),
        ],
    },
    Known {
        name: "event-registry",
        required: &["uri", "body", "dateTimePub"],
        fields: &[
            (Id, &["uri"]),
            (Text, &["body"]),
            (Outlet, &["source.uri", "source.title"]),
            (PublishedAt, &["dateTimePub"]),
            (CrawledAt, &["dateTime"]),
            (Url, &["url"]),
            (Byline, &["authors"]),
            (Language, &["lang"]),
        ],
    },
    Known {
        name: "event-registry",
        required: &["uri", "body", "dateTime", "isDuplicate"],
        fields: &[
            (Id, &["uri"]),
            (Text, &["body"]),
            (Outlet, &["source.uri", "source.title"]),
            (PublishedAt, &[]),
            (CrawledAt, &["dateTime"]),
            (Byline, &["authors"]),
            (Language, &["lang"]),
        ],
    },
    Known {
        // Version 2 and 3: lists of renditions and of headlines.
        name: "ninjs",
        required: &["uri", "versionCreated", "bodies"],
        fields: &[
            (Id, &["uri"]),
            (Text, &["bodies"]),
            (Title, &["headlines"]),
            (Outlet, &["infoSources", "copyrightHolder"]),
            (PublishedAt, &["firstCreated"]),
            (ModifiedAt, &["versionCreated"]),
            (Url, &[]),
            (Byline, &["by"]),
            (Language, &["language"]),
        ],
    },
    Known {
        name: "ninjs",
        required: &["uri", "versioncreated", "body_text"],
        fields: &[
            (Id, &["uri"]),
            (Text, &["body_text"]),
            (Title, &["headline"]),
            (Outlet, &["source", "infosource", "copyrightholder"]),
            (PublishedAt, &["firstcreated"]),
            (ModifiedAt, &["versioncreated"]),
            (Url, &[]),
            (Byline, &["byline"]),
            (Language, &["language"]),
        ],
    },
    Known {
        name: "datatrove",
        required: &["text", "id", "metadata"],
        fields: &[
            (Text, &["text"]),
            (Title, &["metadata.title"]),
            (Outlet, &["metadata.outlet", "metadata.publisher", "metadata.domain"]),
            (PublishedAt, &["metadata.date", "metadata.published_at"]),
            (Url, &["metadata.url", "url"]),
            (Byline, &["metadata.author", "metadata.authors"]),
            (Language, &["metadata.language", "metadata.lang"]),
        ],
    },
    Known {
        name: "passim",
        required: &["id", "text", "series"],
        fields: &[(Id, &["id"]), (Text, &["text"]), (Outlet, &["series"])],
    },
];

/// A collection that is known by its columns and holds no articles: columns, what it is, what to do.
pub(super) const WITHOUT_TEXT: [(&[&str], &str, &str); 4] = [
    (&["quoteID", "quotation"], "Quotebank's quotations", "name the articles that they are from"),
    (&["quotes", "url", "date"], "GDELT's quotation graph", "name the articles that its quotations are from"),
    (&["media_name", "media_url"], "a list of stories from Media Cloud", "fetch the stories at its addresses and name those"),
    (&["altids.itemid", "versioncreated"], "items of AP's interface", "fetch the story of each item and name those"),
];

/// Names that hold an address only where the values are addresses.
pub(super) const URL_BY_VALUE: [&str; 4] = ["source", "uri", "guid", "id"];

/// What the columns of a field are called, preferred first, in the form of [`normal`].
#[rustfmt::skip]
#[allow(clippy::too_many_lines, reason = "a table")]
pub(super) const fn names(field: FieldName) -> &'static [&'static str] {
    match field {
        Id => &["id", "article_id", "doc_id", "docid", "document_id", "_id", "uid", "uuid", "guid", "news_id", "identifier"],
        Text => &[
            "text",
            "body",
            "content",
            "maintext",
            "main_text",
            "article_text",
            "full_text",
            "fulltext",
            "plaintext",
            "plain_text",
            "article_body",
            "body_text",
            "content_text",
            "text_content",
            "article_content",
            "news_text",
            "contents",
            "article",
            "document",
            "story",
            "doc",
            "transcript",
            "texte",
            "texto",
            "testo",
            "tekst",
            "volltext",
        ],
        Title => &["title", "headline", "article_title", "heading", "news_title", "headline_main", "titel", "überschrift", "titre", "título", "titulo", "titolo"],
        Outlet => &[
            "outlet",
            "publisher",
            "series",
            "source_name",
            "publication",
            "newspaper",
            "source_domain",
            "outlet_name",
            "news_outlet",
            "source",
            "source_title",
            "source_uri",
            "site_name",
            "sitename",
            "site",
            "domain",
            "hostname",
            "media_name",
            "news_source",
            "journal",
            "media",
            "provider",
            "quelle",
            "zeitung",
            "fuente",
            "periódico",
            "fonte",
            "testata",
            "krant",
        ],
        PublishedAt => &[
            "published_at",
            "datetime",
            "date_time",
            "published",
            "publish_date",
            "date_publish",
            "date_published",
            "published_date",
            "publishing_date",
            "publication_date",
            "pub_date",
            "pubdate",
            "date_time_pub",
            "publish_time",
            "published_time",
            "publication_time",
            "first_published",
            "first_published_at",
            "date",
            "article_date",
            "issue_date",
            "news_date",
            "datum",
            "fecha",
            "erscheinungsdatum",
            "created",
            "created_at",
            "timestamp",
            "time",
            "created_utc",
        ],
        ModifiedAt => &[
            "modified_at",
            "date_modify",
            "date_modified",
            "modified",
            "modified_date",
            "updated_at",
            "updated",
            "update_date",
            "last_modified",
            "lastmod",
            "last_updated",
        ],
        CrawledAt => &[
            "crawled_at",
            "date_download",
            "download_date",
            "downloaded_at",
            "crawl_date",
            "crawl_time",
            "date_crawled",
            "fetched_at",
            "fetch_time",
            "retrieved_at",
            "scraped_at",
            "scrape_date",
            "date_scraped",
            "scraped_date",
            "indexed_date",
            "index_date",
            "indexed_at",
            "warc_date",
            "added",
            "date_added",
            "crawl_timestamp",
            "access_date",
            "collected_at",
        ],
        Url => &[
            "url",
            "link",
            "article_url",
            "canonical_url",
            "canonical_link",
            "web_url",
            "source_url",
            "page_url",
            "source",
            "uri",
            "guid",
            "href",
        ],
        Byline => &["byline", "author", "authors", "by", "writer", "creator", "journalist", "autor", "auteur", "autore"],
        Language => &["language", "lang", "meta_lang", "language_code", "lang_code", "sprache", "langue", "idioma", "lingua", "taal"],
    }
}

/// Whether a name is used for a field only where there is no better one.
pub(super) fn is_weak(field: FieldName, name: &str) -> bool {
    match field {
        Text => ["article", "document", "story", "doc", "transcript"].contains(&name),
        PublishedAt => ["created", "created_at", "timestamp", "time", "created_utc"].contains(&name),
        _ => false,
    }
}

/// A column's name in one form: lower case, words joined by `_` (`publishedAt`, `Published At`, `source.name`).
pub(super) fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len() + 4);
    let mut small_before = false;
    for c in name.trim().chars().take(64) {
        if c.is_uppercase() && small_before {
            normal.push('_');
        }
        small_before = c.is_lowercase() || c.is_ascii_digit();
        if matches!(c, ' ' | '-' | '.' | ':') {
            normal.push('_');
        } else {
            normal.extend(c.to_lowercase());
        }
    }
    normal
}
