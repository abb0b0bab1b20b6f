//! Stories that go from outlet to outlet: trees of copies whose edits are inherited, and what looks like copying and is none.
//!
//! A copy is made from its parent's text as the parent printed it, furniture apart: what the parent changed or cut stays changed or cut
//! further down. Beside the trees stand articles of common origin (two that print one speech, or one agency's text that is not in the
//! corpus), fillings of one form, and articles that only repeat a quotation.

use super::super::dice::Dice;
use super::Settings;
use super::corpus::{Corpus, Piece, Tsv, id, written};
use super::draft::{Draft, Kind};
use super::noise::Level;
use super::pool::Pool;
use super::prose::{Fresh, Prose};
use super::sayings::{Marks, Saying, VARIANTS, dateline, restyle};
use super::times::{self, Printed};

/// Papers and agencies of the corpus, and agencies outside of it that its articles name.
const PAPERS: usize = 60;
const AGENCIES: [&str; 3] = ["Kestline News Agency", "Northline", "Mercator Press Service"];
const OUTSIDE: [&str; 4] = ["Reuters", "AFP", "Associated Press", "dpa"];

/// Shares of the articles that belong to trees, fill in a form, and repeat a quotation. The rest stands alone.
const IN_TREES: f64 = 0.55;
const IN_FORMS: f64 = 0.04;
const QUOTING: f64 = 0.12;

/// Fillings of one form.
const FILLINGS: usize = 6;

/// How often a copy keeps a credit that its parent prints, and how often it names its parent.
const KEEPS_CREDIT: f64 = 0.5;
const NAMES_PARENT: f64 = 0.35;

const LEVELS: [(Level, usize); 6] =
    [(Level::Verbatim, 22), (Level::Typo, 18), (Level::Light, 26), (Level::Heavy, 14), (Level::Ocr, 8), (Level::Excerpt, 12)];

/// How an article names where it is from, in a line of its own, and whether that line stands on top.
const CREDITS: [(&str, bool); 6] = [
    ("This article was first published by the {}.", false),
    ("The {} first reported this story.", false),
    ("(With inputs from the {})", false),
    ("— {}", false),
    ("By {}", true),
    ("Source: {}", false),
];

#[derive(Debug)]
struct Outlet {
    marks: Marks,
    header: Option<String>,
    footer: Option<String>,
}

#[derive(Debug)]
struct Maker<'s> {
    settings: &'s Settings,
    dice: Dice,
    names: Vec<String>,
    outlets: Vec<Outlet>,
    pieces: Vec<Piece>,
    fresh: Fresh,
    sayings: usize,
    /// Cluster, article, level, parent.
    members: Vec<(usize, usize, &'static str, Option<usize>)>,
    clusters: usize,
    /// Two articles and what they have in common.
    common: Vec<(usize, usize, &'static str)>,
    forms: Vec<(usize, usize)>,
}

pub(super) fn make(pool: &mut Pool, settings: &Settings) -> Corpus {
    let mut maker = Maker::new(settings);
    let share = |share: f64| super::part(settings.articles, share);
    let common = share(settings.common_origin);
    let trees = share(IN_TREES).min(settings.articles - common);
    maker.common_origins(pool, common);
    maker.forms(common + share(IN_FORMS).min(settings.articles - common - trees));
    let rest = settings.articles - trees;
    maker.singles(pool, share(QUOTING), rest);
    while maker.pieces.len() < settings.articles {
        maker.tree(pool, settings.articles - maker.pieces.len());
    }
    maker.finish()
}

impl<'s> Maker<'s> {
    fn new(settings: &'s Settings) -> Self {
        let prose = Prose::shipped();
        let mut dice = Dice::new(settings.seed, "outlets");
        let mut names = prose.outlets(PAPERS, &mut dice);
        names.extend(AGENCIES.into_iter().chain(OUTSIDE).map(str::to_owned));
        let outlets = names.iter().map(|name| {
            let mut furniture = |rule: &str, share: f64| {
                let line = prose.make(rule, &mut dice).replace("{OUTLET}", name);
                dice.chance(share).then_some(line)
            };
            let (header, footer) = (furniture("header", 0.4), furniture("footer", 0.7));
            let marks = *dice.weigh(&[(Marks::Curly, 5), (Marks::Straight, 4), (Marks::Single, 2), (Marks::Guillemets, 1)]);
            Outlet { marks, header, footer }
        });
        let outlets = outlets.collect();
        Self {
            settings,
            dice: Dice::new(settings.seed, "cascades"),
            names,
            outlets,
            pieces: Vec::new(),
            fresh: Fresh::default(),
            sayings: 0,
            members: Vec::new(),
            clusters: 0,
            common: Vec::new(),
            forms: Vec::new(),
        }
    }

    fn saying(&mut self, sentences: usize) -> Saying {
        self.sayings += 1;
        Saying::new(self.sayings - 1, sentences, &mut self.fresh, &mut self.dice)
    }

    /// Any outlet but these.
    fn paper(&mut self, but: &[usize]) -> usize {
        loop {
            let outlet = self.dice.below(PAPERS);
            if !but.contains(&outlet) {
                return outlet;
            }
        }
    }

    /// Prints a body as an outlet does.
    fn print(&mut self, body: &Draft, title: &str, outlet: usize, minute: i64) -> usize {
        let look = &self.outlets[outlet];
        let mut body = body.clone();
        restyle(&mut body, look.marks);
        let mut draft = Draft::default();
        if let Some(header) = &look.header {
            draft.push(&Draft::labelled(header, Kind::Furniture, outlet, ""));
            draft.push_str("\n\n");
        }
        draft.push(&body);
        if let Some(footer) = &look.footer {
            draft.push_str("\n\n");
            draft.push(&Draft::labelled(footer, Kind::Furniture, outlet, ""));
        }
        let printed = Printed::new(minute, self.settings.times, &mut self.dice);
        self.pieces.push(Piece { draft, title: title.to_owned(), outlet, printed });
        self.pieces.len() - 1
    }

    /// Puts a paragraph behind one of a body's.
    fn plant(&mut self, body: &mut Draft, paragraph: &Draft) {
        let mut ends: Vec<usize> = body.text.match_indices("\n\n").map(|(at, _)| at).collect();
        ends.push(body.text.len());
        let at = *self.dice.pick(&ends);
        let mut put = Draft::new("\n\n");
        put.push(paragraph);
        body.insert(at, &put);
    }

    /// Names an outlet as the source, in a line of its own.
    fn credit(&mut self, body: &mut Draft, outlet: usize) {
        let (form, on_top) = *self.dice.pick(&CREDITS);
        let line = Draft::labelled(form.replace("{}", &self.names[outlet]), Kind::Credit, outlet, "");
        if on_top {
            let mut whole = line;
            whole.push_str("\n\n");
            whole.push(body);
            *body = whole;
        } else {
            body.push_str("\n\n");
            body.push(&line);
        }
    }

    /// Drops each credit of a body that is not kept.
    fn drop_credits(&mut self, body: &mut Draft) {
        let credits: Vec<_> =
            body.labels.iter().filter(|label| matches!(label.kind, Kind::Credit | Kind::Dateline)).cloned().collect();
        // From the end, so that places before stay.
        let mut credits: Vec<_> = credits.into_iter().filter(|_| !self.dice.chance(KEEPS_CREDIT)).collect();
        credits.sort_by_key(|label| std::cmp::Reverse(label.place.start));
        for label in credits {
            let mut place = label.place;
            if body.text[..place.start].ends_with("\n\n") {
                place.start -= 2;
            } else if body.text[place.end..].starts_with("\n\n") {
                place.end += 2;
            }
            body.remove(place);
        }
    }

    /// An origin and its copies, at most `room` articles in all.
    fn tree(&mut self, pool: &mut Pool, room: usize) {
        let base = pool.next();
        let mut body = Draft::new(base.text);
        for _ in 0..self.dice.below(3) {
            let saying = self.saying(1);
            let paragraph = saying.printed("origin", &mut self.dice);
            self.plant(&mut body, &paragraph);
        }
        let agency = self.dice.chance(0.4);
        let origin = if agency { PAPERS + self.dice.below(AGENCIES.len()) } else { self.paper(&[]) };
        if agency {
            let line = dateline(&self.names[origin], &mut self.dice);
            body.insert(0, &Draft::labelled(line, Kind::Dateline, origin, ""));
        }
        let minute = times::start(&mut self.dice);
        let cluster = self.clusters;
        self.clusters += 1;
        let first = self.print(&body, &base.title, origin, minute);
        self.members.push((cluster, first, "origin", None));
        let copies = *self.dice.weigh(&[(1, 30), (2, 25), (3, 18), (5, 15), (9, 8), (16, 4)]);
        let mut tree = vec![(first, body, minute, origin)];
        for _ in 0..copies.min(room.saturating_sub(1)) {
            let from = if self.dice.chance(0.6) { 0 } else { self.dice.below(tree.len()) };
            let (parent, body, minute, parents_outlet) = tree[from].clone();
            let level = *self.dice.weigh(&LEVELS);
            let (copy, body, minute, outlet) = {
                let mut body = body;
                level.make(&mut body, &mut self.dice);
                for label in body.labels.iter_mut().filter(|label| label.kind == Kind::Quote) {
                    // What was mistyped or misread further up is so here too.
                    label.variant = match (level, label.variant) {
                        (Level::Ocr, _) | (_, "ocr") => "ocr",
                        (Level::Typo, _) | (_, "typo") => "typo",
                        _ => "same",
                    };
                }
                self.drop_credits(&mut body);
                if self.dice.chance(NAMES_PARENT) {
                    self.credit(&mut body, parents_outlet);
                }
                body.tidy();
                let taken: Vec<usize> = tree.iter().map(|(.., outlet)| *outlet).collect();
                let outlet = self.paper(&taken);
                let minute = minute + times::lag(&mut self.dice);
                let title =
                    if self.dice.chance(0.4) { base.title.clone() } else { Prose::shipped().make("title", &mut self.dice) };
                (self.print(&body, &title, outlet, minute), body, minute, outlet)
            };
            self.members.push((cluster, copy, level.name(), Some(parent)));
            tree.push((copy, body, minute, outlet));
        }
    }

    /// Articles of common origin, up to this many in all.
    fn common_origins(&mut self, pool: &mut Pool, until: usize) {
        while self.pieces.len() + 2 <= until {
            if self.dice.chance(0.5) { self.speech(pool) } else { self.outside(pool) }
        }
    }

    /// Two articles that report one speech, or print one statement.
    fn speech(&mut self, pool: &mut Pool) {
        let statement = self.dice.chance(0.3);
        let mut first = self.saying(if statement { 6 } else { 2 });
        let mut said = vec![first.clone()];
        if !statement {
            for _ in 0..2 {
                self.sayings += 1;
                let speaker = first.speaker().to_owned();
                first = Saying::by(speaker, self.sayings - 1, self.sayings % 2 + 1, &mut self.fresh, &mut self.dice);
                said.push(first.clone());
            }
        }
        let minute = times::start(&mut self.dice);
        let mut taken = Vec::new();
        let mut both = Vec::new();
        for side in 0..2 {
            let base = pool.next();
            let mut body = Draft::new(base.text);
            for saying in &said {
                let variant = if side == 0 { "origin" } else { *self.dice.pick(&VARIANTS) };
                let paragraph = saying.printed(variant, &mut self.dice);
                self.plant(&mut body, &paragraph);
            }
            let outlet = self.paper(&taken);
            taken.push(outlet);
            let minute = minute + times::lag(&mut self.dice);
            both.push(self.print(&body, &base.title, outlet, minute));
        }
        self.common.push((both[0], both[1], if statement { "statement" } else { "speech" }));
    }

    /// Two articles made from one agency's text, which is not in the corpus; both say so.
    fn outside(&mut self, pool: &mut Pool) {
        let base = pool.next();
        let agency = PAPERS + AGENCIES.len() + self.dice.below(OUTSIDE.len());
        let minute = times::start(&mut self.dice);
        let cluster = self.clusters;
        self.clusters += 1;
        let mut taken = Vec::new();
        let mut both = Vec::new();
        for side in 0..2 {
            let mut body = Draft::new(base.text.clone());
            let level = *self.dice.pick(&[Level::Verbatim, Level::Typo, Level::Light, Level::Heavy]);
            level.make(&mut body, &mut self.dice);
            if self.dice.chance(0.5) {
                let line = dateline(&self.names[agency], &mut self.dice);
                body.insert(0, &Draft::labelled(line, Kind::Dateline, agency, ""));
            } else {
                self.credit(&mut body, agency);
            }
            let outlet = self.paper(&taken);
            taken.push(outlet);
            let minute = minute + times::lag(&mut self.dice);
            both.push(self.print(&body, &base.title, outlet, minute));
            self.members.push((cluster, both[side], if side == 0 { "origin" } else { level.name() }, None));
        }
        self.common.push((both[0], both[1], "agency"));
    }

    /// Fillings of forms, up to this many articles in all.
    fn forms(&mut self, until: usize) {
        let prose = Prose::shipped();
        let mut form = 0;
        while self.pieces.len() + FILLINGS <= until {
            let right = form % prose.class("form").len();
            let outlet = self.paper(&[]);
            for _ in 0..FILLINGS {
                let text = prose.fill("form", right, &mut self.dice);
                let title = prose.make("title", &mut self.dice);
                let minute = times::start(&mut self.dice);
                let piece = self.print(&Draft::new(text), &title, outlet, minute);
                // All fillings of a right side are of one form, whoever prints them.
                self.forms.push((right, piece));
            }
            form += 1;
        }
    }

    /// Articles that stand alone, up to this many in all; the first `quoting` of them repeat quotations.
    fn singles(&mut self, pool: &mut Pool, quoting: usize, until: usize) {
        let quoting = (self.pieces.len() + quoting).min(until);
        while self.pieces.len() < until {
            let group = if self.pieces.len() + 2 <= quoting { self.dice.within(2..6) } else { 1 };
            let group = group.min(until - self.pieces.len());
            let saying = (group > 1).then(|| {
                let sentences = self.dice.within(1..3);
                self.saying(sentences)
            });
            let mut all: Vec<usize> = Vec::new();
            for n in 0..group {
                let base = pool.next();
                let mut body = Draft::new(base.text);
                if let Some(saying) = &saying {
                    let variant = if n == 0 { "origin" } else { *self.dice.pick(&VARIANTS) };
                    let paragraph = saying.printed(variant, &mut self.dice);
                    self.plant(&mut body, &paragraph);
                }
                let outlet = self.paper(&[]);
                let minute = times::start(&mut self.dice);
                let piece = self.print(&body, &base.title, outlet, minute);
                self.common.extend(all.iter().map(|&other| (other, piece, "quotation")));
                all.push(piece);
            }
        }
    }

    fn finish(mut self) -> Corpus {
        let place = super::deal(&mut self.pieces, &mut self.dice);
        let name = |piece: usize| &self.names[self.pieces[place[piece]].outlet];
        let mut clusters = Tsv::new(&["cluster", "id", "level", "copied_from", "outlet"]);
        let mut edges = Tsv::new(&["src_id", "dst_id", "src_outlet", "dst_outlet", "level"]);
        for &(cluster, piece, level, parent) in &self.members {
            let from = parent.map_or_else(|| "-".to_owned(), |parent| id(place[parent]));
            clusters.row(&[&format!("c{cluster:05}"), &id(place[piece]), &level, &from, name(piece)]);
            if let Some(parent) = parent {
                edges.row(&[&id(place[parent]), &id(place[piece]), name(parent), name(piece), &level]);
            }
        }
        let mut common = Tsv::new(&["a", "b", "kind"]);
        for &(a, b, kind) in &self.common {
            common.row(&[&id(place[a]), &id(place[b]), &kind]);
        }
        let mut forms = Tsv::new(&["form", "id"]);
        for &(form, piece) in &self.forms {
            forms.row(&[&format!("f{form:05}"), &id(place[piece])]);
        }
        let mut files = written(&self.pieces, &self.names);
        let copies = self.members.iter().filter(|(.., parent)| parent.is_some()).count();
        let counts = vec![
            ("articles", self.pieces.len()),
            ("copies", copies),
            ("pairs of common origin", self.common.len()),
            ("quotations", self.sayings),
            ("fillings of forms", self.forms.len()),
        ];
        files.push(("clusters.tsv", clusters.bytes()));
        files.push(("echo_edges.tsv", edges.bytes()));
        files.push(("common_origin.tsv", common.bytes()));
        files.push(("forms.tsv", forms.bytes()));
        // No passage is planted: whatever is listed between two trees is wrong.
        files.push((
            "spans.tsv",
            Tsv::new(&["dst_id", "dst_start", "dst_end", "src_id", "src_start", "src_end", "level"]).bytes(),
        ));
        Corpus { files, counts }
    }
}
