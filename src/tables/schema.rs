//! The rows of the run folder, one struct a table. Column names and meanings are a contract with the tables' readers.
//!
//! `start` and `end` are half-open code points of the article's text, `start_byte` and `end_byte` its UTF-8 bytes. Shares are
//! 0 to 1. An empty cell is null in every format.

use super::cell::{Alternative, Block, Label, tables};
use crate::article::Micros;

tables! {
    /// One row an article that was kept.
    articles: ArticleRow {
        article_id: String,
        source_file: String,
        source_pos: i64,
        outlet: Option<String>,
        url: Option<String>,
        title: Option<String>,
        byline: Option<String>,
        language: Option<String>,
        published_at: Option<Micros>,
        published_precision: Label,
        published_source: Label,
        published_zone: Label,
        published_earliest: Option<Micros>,
        published_latest: Option<Micros>,
        modified_at: Option<Micros>,
        words: i64,
        chars: i64,
        text_sha256: String,
        /// The near cluster it belongs to.
        cluster_id: Option<String>,
        boilerplate_words: i64,
        agency: Option<String>,
        /// full, mention, none
        credit_level: Label,
    }

    /// What the offsets of the other tables refer to.
    texts: TextRow {
        article_id: String,
        text: String,
    }

    /// A verified near pair, or a pair with a listed passage; `a` < `b` by the bytes of the ids.
    matches: MatchRow {
        match_id: String,
        a: String,
        b: String,
        /// identical, reprint, abridged, expanded, partial, `quotes_only`, `boilerplate_only`, revision
        relation: Label,
        jaccard: f64,
        containment_a: f64,
        containment_b: f64,
        shared_words: i64,
        longest_run_words: i64,
        passages: i64,
        identity: Option<f64>,
        same_outlet: bool,
        /// Seconds from `a` to `b`; negative where `b` is dated first.
        lag_seconds: Option<i64>,
        /// exact, minhash, passages
        found_by: Vec<Label>,
    }

    /// One stretch of text that two articles share.
    passages: PassageRow {
        passage_id: String,
        match_id: String,
        a: String,
        a_start: i64,
        a_end: i64,
        a_start_byte: i64,
        a_end_byte: i64,
        b: String,
        b_start: i64,
        b_end: i64,
        b_start_byte: i64,
        b_end_byte: i64,
        words: i64,
        identity: f64,
        /// verbatim, edited, quote, boilerplate
        kind: Label,
        /// `unquoted_echo`, reordered
        flags: Vec<Label>,
        /// Word edit script from `a` to `b`, as `42= 1X 18= 3D`.
        ops: String,
        /// How many articles hold it.
        articles: i64,
        family_id: Option<String>,
        /// The pieces, where they stand in another order in each article; each with its places, its script and its family.
        blocks: Option<Vec<Block>>,
    }

    /// A passage with all the articles that carry it.
    families: FamilyRow {
        family_id: String,
        /// passage, boilerplate, phrase
        kind: Label,
        representative: String,
        words: i64,
        articles: i64,
        outlets: i64,
        first_at: Option<Micros>,
    }

    family_members: FamilyMemberRow {
        family_id: String,
        article_id: String,
        start: i64,
        end: i64,
        start_byte: i64,
        end_byte: i64,
        identity: f64,
        ops: String,
    }

    clusters: ClusterRow {
        cluster_id: String,
        /// exact, near
        level: Label,
        size: i64,
        outlets: i64,
        survivor: String,
        first_at: Option<Micros>,
        last_at: Option<Micros>,
        lowest_verified: f64,
        /// Texts in it that are not shown to depend on another article of the run.
        independent: i64,
        template_suspect: bool,
    }

    members: MemberRow {
        cluster_id: String,
        article_id: String,
        /// survivor, identical, reprint, abridged, expanded, revision
        role: Label,
        similarity_to_survivor: f64,
        parent: Option<String>,
    }

    /// One printed span: what stands between one pair of marks, or one block line.
    quotes: QuoteRow {
        quote_id: String,
        article_id: String,
        /// text, title
        field: Label,
        start: i64,
        end: i64,
        start_byte: i64,
        end_byte: i64,
        text: String,
        /// full, partial, headline, block, title, scare
        kind: Label,
        marks: String,
        parent: Option<String>,
        speech_id: String,
        speaker: Option<String>,
        /// person, organisation, document, unknown
        speaker_type: Label,
        speaker_text: Option<String>,
        speaker_start: Option<i64>,
        speaker_end: Option<i64>,
        /// article, cluster, none
        speaker_from: Label,
        cue: Option<String>,
        addressee: Option<String>,
        venue: Option<String>,
        venue_outlet: Option<String>,
        venue_inherited: bool,
        rule: Label,
        utterance_id: String,
        change: Label,
        edits: String,
        flags: Vec<Label>,
    }

    utterances: UtteranceRow {
        utterance_id: String,
        base_text: String,
        base_quote: String,
        /// longest, earliest, majority
        base_rule: Label,
        speaker: Option<String>,
        speaker_votes: i64,
        quotes: i64,
        articles: i64,
        outlets: i64,
        variants: i64,
        independent: i64,
        first_at: Option<Micros>,
        first_quote: Option<String>,
        first_known: bool,
        related: Vec<Label>,
    }

    credits: CreditRow {
        credit_id: String,
        article_id: String,
        start: Option<i64>,
        end: Option<i64>,
        start_byte: Option<i64>,
        end_byte: Option<i64>,
        text: String,
        names: String,
        /// dateline, byline, tagline, copyright, `according_to`, `reported_by`, `first_reported_by`, `interview_with`, told, link,
        /// `embedded_post`, metadata, `unnamed_sources`
        kind: Label,
        /// full, mention
        level: Label,
        inherited: bool,
    }

    /// `dst` echoes `src`.
    edges: EdgeRow {
        edge_id: String,
        src: String,
        dst: String,
        /// article, outlet, event
        src_kind: Label,
        src_outlet: Option<String>,
        dst_outlet: Option<String>,
        /// reprint, excerpt, quote, credit, revision, `common_origin`
        kind: Label,
        words: i64,
        share_of_dst: f64,
        lag_seconds: Option<i64>,
        /// known, inferred, unknown
        direction: Label,
        probability: f64,
        evidence: Vec<Label>,
        alternatives: Vec<Alternative>,
    }

    outlets: OutletRow {
        outlet: String,
        articles: i64,
        first: i64,
        echoed: i64,
        echo_share: f64,
        words_in: i64,
        words_out: i64,
        credited_share: Option<f64>,
        median_lag_seconds: Option<i64>,
        dated_share: f64,
        /// In an audit what this outlet has of ours: stories, articles that hold one in full or in part, and their words.
        stories: Option<i64>,
        full: Option<i64>,
        part: Option<i64>,
        words_used: Option<i64>,
        /// Those articles, by whether they name us; and the same of articles that only repeat quotations of ours.
        credited: Option<i64>,
        uncredited: Option<i64>,
        quoted_credited: Option<i64>,
        quoted_uncredited: Option<i64>,
        /// Articles in full or in part under another headline than ours.
        headline_changed: Option<i64>,
        /// From our story to the article, over those whose order is known.
        median_use_lag_seconds: Option<i64>,
    }

    /// In an audit: one of our stories and what became of it. Counts are of articles.
    stories: StoryRow {
        article_id: String,
        title: Option<String>,
        /// Articles that hold it in full or in part.
        used_by: i64,
        full: i64,
        part: i64,
        /// Words of those articles that stand in the story, each word once.
        words_used: i64,
        credited: i64,
        uncredited: i64,
        /// Articles that repeat quotations of it and nothing else.
        quoted: i64,
        first_lag_seconds: Option<i64>,
        headline_changed: i64,
    }

    /// In an audit: an article that shares text with a story and is not known to be earlier.
    uses: UseRow {
        story: String,
        article: String,
        outlet: Option<String>,
        /// full (most of the story), part, quoted (quotations alone)
        extent: Label,
        /// Words of the article that stand in the story.
        words: i64,
        share_of_story: f64,
        share_of_article: f64,
        /// The article names the story's outlet, or links to it.
        credited: bool,
        /// The words that do.
        credit: Option<String>,
        /// later, unknown
        order: Label,
        lag_seconds: Option<i64>,
        headline_changed: Option<bool>,
    }

    /// In an audit of one's own articles against others: an article and what of it stood elsewhere before, or may have.
    targets: TargetRow {
        article_id: String,
        title: Option<String>,
        words: i64,
        /// Its words that stand in one of the sources, each word once.
        shared_words: i64,
        share: f64,
        /// Articles that hold them, by whether this one names them.
        sources: i64,
        credited: i64,
        uncredited: i64,
        /// The source that holds most of it.
        main_source: Option<String>,
    }

    outlet_edges: OutletEdgeRow {
        src_outlet: String,
        dst_outlet: String,
        articles: i64,
        words: i64,
        credited_share: f64,
        median_lag_seconds: Option<i64>,
    }

    /// A row that was read and not kept, with the reason.
    rejects: RejectRow {
        source_file: String,
        source_pos: i64,
        reason: Label,
        detail: String,
    }
}

impl PassageRow {
    /// All of it as one piece.
    #[must_use]
    pub fn block(&self) -> Block {
        Block {
            a_start: self.a_start,
            a_end: self.a_end,
            a_start_byte: self.a_start_byte,
            a_end_byte: self.a_end_byte,
            b_start: self.b_start,
            b_end: self.b_end,
            b_start_byte: self.b_start_byte,
            b_end_byte: self.b_end_byte,
            kind: self.kind.clone(),
            flags: self.flags.clone(),
            ops: self.ops.clone(),
            family_id: self.family_id.clone(),
        }
    }
}
