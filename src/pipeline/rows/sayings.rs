//! Rows of quotes, utterances and credits.

use super::ids::Ids;
use super::places::{Place, Places, int, place};
use crate::article::CodePoints;
use crate::pipeline::Corpus;
use crate::pipeline::sayings::{Sayings, words_of};
use crate::quotes::{Field, Quote, SpeakerFrom};
use crate::tables::{CreditRow, Label, QuoteRow, UtteranceRow};

/// Rows of quotations in the order of article and place, and of utterances in the order of their ids.
pub fn quote_rows(corpus: &Corpus, sayings: &Sayings, places: &Places<'_>) -> (Vec<QuoteRow>, Vec<UtteranceRow>) {
    let ids: Vec<Vec<String>> = (0u32..)
        .zip(&sayings.quotes)
        .map(|(article, quotes)| quotes.iter().map(|quote| quote_id(corpus, article, quote, places)).collect())
        .collect();
    let id_of = |printing: u32| {
        let (article, quote) = sayings.printings[printing as usize];
        &ids[article as usize][quote as usize]
    };
    let utterance_ids: Vec<String> = sayings.utterances.iter().map(|u| Ids::UTTERANCE.of(&[id_of(u.base)])).collect();
    let mut quotes = Vec::with_capacity(sayings.printings.len());
    let mut utterances = Vec::with_capacity(sayings.utterances.len());
    for (utterance, utterance_id) in sayings.utterances.iter().zip(&utterance_ids) {
        let articles = || utterance.members.iter().map(|member| sayings.printings[member.printing as usize].0);
        let mut distinct: Vec<u32> = articles().collect();
        distinct.dedup();
        let mut outlets: Vec<u32> = articles().filter_map(|article| corpus.outlets[article as usize]).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let (article, quote) = sayings.printings[utterance.base as usize];
        let mut related: Vec<Label> = utterance.related.iter().map(|&other| utterance_ids[other].clone().into()).collect();
        related.sort_unstable();
        utterances.push(UtteranceRow {
            utterance_id: utterance_id.clone(),
            base_text: words_of(corpus.article(article), &sayings.quotes[article as usize][quote as usize]).to_owned(),
            base_quote: id_of(utterance.base).clone(),
            base_rule: utterance.base_rule.into(),
            speaker: utterance.speaker.clone(),
            speaker_votes: int(utterance.speaker_votes),
            quotes: int(utterance.members.len()),
            articles: int(distinct.len()),
            outlets: int(outlets.len()),
            variants: int(utterance.variants),
            independent: int(utterance.independent),
            first_at: articles().filter_map(|article| corpus.article(article).published.at).min(),
            first_quote: utterance.first.map(|printing| id_of(printing).clone()),
            first_known: utterance.first_known,
            related,
        });
        for member in &utterance.members {
            let (article, number) = sayings.printings[member.printing as usize];
            let own = &sayings.quotes[article as usize];
            let mut row = quote_row(corpus, places, article, own, number as usize, &ids[article as usize]);
            row.utterance_id.clone_from(utterance_id);
            row.change = member.change.name().into();
            row.edits.clone_from(&member.edits);
            row.flags.extend(member.flags.iter().map(|&flag| Label::from(flag)));
            row.flags.sort_unstable();
            row.flags.dedup();
            if member.named_by_cluster && row.speaker.is_none() {
                row.speaker.clone_from(&utterance.speaker);
                row.speaker_type = utterance.speaker_type.name().into();
                row.speaker_from = SpeakerFrom::Cluster.name().into();
            }
            quotes.push(row);
        }
    }
    quotes.sort_unstable_by(|x, y| (&x.article_id, &x.field, x.start, x.end).cmp(&(&y.article_id, &y.field, y.start, y.end)));
    utterances.sort_unstable_by(|x, y| x.utterance_id.cmp(&y.utterance_id));
    (quotes, utterances)
}

fn quote_id(corpus: &Corpus, article: u32, quote: &Quote, places: &Places<'_>) -> String {
    let at = quote_place(corpus, article, quote, places);
    Ids::QUOTE.of(&[&corpus.article(article).id, quote.field.name(), &at.start.to_string(), &at.end.to_string()])
}

fn quote_place(corpus: &Corpus, article: u32, quote: &Quote, places: &Places<'_>) -> Place {
    match quote.field {
        Field::Text => places.span(article, quote.span),
        Field::Title => place(&CodePoints::new(corpus.article(article).title.as_deref().unwrap_or_default()), quote.span),
    }
}

fn quote_row(corpus: &Corpus, places: &Places<'_>, article: u32, own: &[Quote], number: usize, ids: &[String]) -> QuoteRow {
    let quote = &own[number];
    let at = quote_place(corpus, article, quote, places);
    let source = corpus.article(article);
    let mention = quote.speaker.mention.map(|span| match quote.field {
        Field::Text => (span.of(&source.text), places.span(article, span)),
        Field::Title => {
            let title = source.title.as_deref().unwrap_or_default();
            (span.of(title), place(&CodePoints::new(title), span))
        }
    });
    let from = if quote.speaker.name.is_some() { SpeakerFrom::Article } else { SpeakerFrom::None };
    QuoteRow {
        quote_id: ids[number].clone(),
        article_id: source.id.clone(),
        field: quote.field.name().into(),
        start: at.start,
        end: at.end,
        start_byte: at.start_byte,
        end_byte: at.end_byte,
        text: words_of(source, quote).to_owned(),
        kind: quote.kind.name().into(),
        marks: quote.marks.clone(),
        parent: quote.parent.map(|parent| ids[parent].clone()),
        speech_id: Ids::SPEECH.of(&[&ids[quote.speech]]),
        speaker: quote.speaker.name.clone(),
        speaker_type: quote.speaker.kind.name().into(),
        speaker_text: mention.map(|(text, _)| text.to_owned()),
        speaker_start: mention.map(|(_, place)| place.start),
        speaker_end: mention.map(|(_, place)| place.end),
        speaker_from: from.name().into(),
        cue: quote.cue.clone(),
        addressee: quote.addressee.clone(),
        venue: quote.venue.clone(),
        venue_outlet: quote.venue_outlet.clone(),
        venue_inherited: quote.venue_inherited,
        rule: quote.rule.into(),
        flags: quote.flags.iter().map(|&flag| Label::from(flag)).collect(),
        ..QuoteRow::default()
    }
}

/// Rows of credits in the order of article and place. `inherited` says of each article which of its credits came with the text.
pub fn credit_rows(
    corpus: &Corpus,
    sayings: &Sayings,
    places: &Places<'_>,
    inherited: impl Fn(u32, usize) -> bool,
) -> Vec<CreditRow> {
    let mut rows = Vec::new();
    for (article, credits) in (0u32..).zip(&sayings.credits) {
        for (number, credit) in credits.iter().enumerate() {
            let at = credit.span.map(|span| places.span(article, span));
            let id = &corpus.article(article).id;
            let start = at.map_or_else(String::new, |at| at.start.to_string());
            rows.push(CreditRow {
                credit_id: Ids::CREDIT.of(&[id, &start, credit.kind.name(), &credit.names]),
                article_id: id.clone(),
                start: at.map(|at| at.start),
                end: at.map(|at| at.end),
                start_byte: at.map(|at| at.start_byte),
                end_byte: at.map(|at| at.end_byte),
                text: credit.text.clone(),
                names: credit.names.clone(),
                kind: credit.kind.name().into(),
                level: credit.level.name().into(),
                inherited: inherited(article, number),
            });
        }
    }
    rows
}
