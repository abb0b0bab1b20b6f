use super::*;

fn sample(columns: &[(&str, &str)]) -> Sample {
    let mut sample = Sample::default();
    for _ in 0..5 {
        sample.add_row(columns.iter().map(|(name, value)| (*name, (!value.is_empty()).then_some(*value))));
    }
    sample
}

fn mapped(columns: &[(&str, &str)]) -> String {
    match recognise("in.jsonl", &sample(columns), &BTreeMap::new()) {
        Ok(mapping) => {
            let columns: Vec<String> =
                mapping.columns.iter().map(|(field, column)| format!("{}={column}", field.name())).collect();
            format!("{}: {}", mapping.schema, columns.join(" "))
        }
        Err(error) => error.to_string(),
    }
}

const PROSE: &str = "The ferry was late again on Monday, and the harbour office said that it would be late for as long as the tide \
    stayed as low as it had been since the storm. Passengers were asked to bring their own chairs, and a book, and some patience with them.";

#[test]
fn generic_columns_are_known_by_many_names() {
    assert_eq!(
        mapped(&[
            ("id", "1"),
            ("outlet", "A"),
            ("date", "2019-01-02"),
            ("datetime", "2019-01-02T10:00:00"),
            ("url", "http://a.example/1"),
            ("text", PROSE)
        ]),
        "generic: id=id text=text outlet=outlet published_at=datetime published_at=date url=url"
    );
    assert_eq!(
        mapped(&[("Headline", "A"), ("publishedAt", "2019-01-02"), ("Body", PROSE), ("source.name", "A"), ("Author", "B")]),
        "generic: text=Body title=Headline outlet=source.name published_at=publishedAt byline=Author"
    );
}

#[test]
fn a_source_is_an_outlet_or_an_address_by_its_values() {
    assert_eq!(mapped(&[("text", PROSE), ("source", "The Ferry")]), "generic: text=text outlet=source");
    assert_eq!(mapped(&[("text", PROSE), ("source", "https://ferry.example/1")]), "generic: text=text url=source");
}

#[test]
fn known_schemas_keep_their_own_meanings() {
    for (columns, want) in [
        (
            vec![
                ("maintext", PROSE),
                ("text", "short"),
                ("date_publish", "2019-01-02"),
                ("date_download", "2019-02-02"),
                ("source_domain", "a.example"),
                ("title", "A"),
            ],
            "news-please: text=maintext title=title outlet=source_domain published_at=date_publish crawled_at=date_download",
        ),
        (
            vec![
                ("id", "1"),
                ("text", PROSE),
                ("source", "cc-news"),
                ("added", "2020-01-02"),
                ("created", "2019-01-02"),
                ("metadata", "x"),
                ("metadata.url", "http://a.example/1"),
            ],
            "dolma: id=id text=text published_at=created crawled_at=added url=metadata.url",
        ),
        (
            vec![
                ("raw_text", PROSE),
                ("text", PROSE),
                ("source", "http://a.example/1"),
                ("source-hostname", "Ferry"),
                ("hostname", "a.example"),
                ("date", "2019-01-02"),
            ],
            "trafilatura: text=text outlet=hostname outlet=source-hostname published_at=date url=source",
        ),
        (
            vec![("id", "1"), ("text", PROSE), ("series", "s"), ("date", "1850-01-02")],
            "passim: id=id text=text outlet=series published_at=date",
        ),
        (
            vec![
                ("title", "A"),
                ("text", PROSE),
                ("domain", "a.example"),
                ("date", "2019-01-02"),
                ("image_url", "http://a.example/i"),
                ("url", "http://a.example/1"),
            ],
            "cc_news: text=text title=title outlet=domain published_at=date url=url",
        ),
        (
            vec![("id", "1"), ("text", PROSE), ("metadata", "x"), ("metadata.date", "2019-01-02")],
            "datatrove: id=id text=text published_at=metadata.date",
        ),
    ] {
        assert_eq!(mapped(&columns), want);
    }
}

#[test]
fn crawl_times_are_never_the_publication() {
    assert_eq!(mapped(&[("text", PROSE), ("crawl_date", "2019-01-02")]), "generic: text=text crawled_at=crawl_date");
}

#[test]
fn two_columns_of_prose_are_ambiguous_unless_they_say_the_same() {
    let other = PROSE.to_uppercase();
    let said = mapped(&[("text", PROSE), ("content", &other)]);
    assert!(said.contains("--field text=text   or   --field text=content"), "{said}");
    assert_eq!(mapped(&[("text", PROSE), ("content", PROSE)]), "generic: text=text");
    assert_eq!(mapped(&[("text", "A label"), ("content", PROSE)]), "generic: text=content");
}

#[test]
fn no_text_an_empty_one_and_a_wrong_column_say_what_to_do() {
    let said = mapped(&[("id", "1"), ("blurb", PROSE), ("odd name", "some words")]);
    assert!(
        said.contains("--field text=blurb")
            && said.contains("--field 'text=odd name'")
            && said.contains("columns seen: id, blurb"),
        "{said}"
    );
    let said = mapped(&[("text", ""), ("blurb", PROSE)]);
    assert!(said.contains("`text` is empty in 5 of the first 5 rows") && said.contains("--field text=blurb"), "{said}");
    let chosen = BTreeMap::from([(FieldName::Title, "nope".to_owned())]);
    let said = recognise("in.csv", &sample(&[("text", PROSE)]), &chosen).unwrap_err().to_string();
    assert!(said.contains("--field title=nope: there is no such column") && said.contains("columns seen: text"), "{said}");
}

#[test]
fn what_the_user_chose_wins() {
    let chosen = BTreeMap::from([(FieldName::Text, "content".to_owned()), (FieldName::Id, "text".to_owned())]);
    let mapping = recognise("x", &sample(&[("text", PROSE), ("content", &PROSE.to_uppercase())]), &chosen).unwrap();
    assert_eq!(mapping.flags(), "--field id=text --field text=content");
}
