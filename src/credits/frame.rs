//! Credits of the text itself: datelines, bylines, sign-offs, copyright lines; and the marks of links and embedded posts.
//!
//! Responsible for what stands where an article has its frame. Not responsible for credits inside sentences (`claims`).

use super::nouns::Class;
use super::{Credit, CreditKind};
use crate::article::{Article, Span};
use crate::outlets::cues::{ceil, cues, floor};
use crate::outlets::{Mention, OutletKind, Outlets};

/// Longest place and date before the agency in a dateline, in bytes.
const DATELINE_PLACE: usize = 64;
/// Longest line that can be a byline or a sign-off, in bytes.
const FRAME_LINE: usize = 200;
/// Bytes of the head in which a byline stands, and of the foot in which a sign-off does.
const EDGE: usize = 700;

/// How a byline begins.
const OPENERS: [&str; 9] = ["By ", "BY ", "by ", "Par ", "Von ", "Por ", "Di ", "Da ", "di "];

pub(super) fn find(article: &Article, mentions: &[Mention], nouns: &[(Class, Span)], outlets: &Outlets) -> Vec<Credit> {
    let text = article.text.as_str();
    let frame = Frame { text, mentions, outlets, foot: text.trim_end().len() };
    let mut found = Vec::new();
    found.extend(frame.metadata(article));
    for &mention in mentions {
        found.extend(frame.around(mention));
    }
    for &(class, span) in nouns {
        found.extend(match class {
            Class::ByReporters => frame.reporters(span),
            Class::Contributed => frame.contributed(span),
            Class::Copyright => frame.copyright(span),
            Class::Link => frame.link(span, article),
            Class::Post => frame.post(span),
            _ => None,
        });
    }
    found
}

struct Frame<'a> {
    text: &'a str,
    mentions: &'a [Mention],
    outlets: &'a Outlets,
    /// Where the text ends, white space apart.
    foot: usize,
}

impl Frame<'_> {
    fn credit(&self, span: Span, mention: Mention, kind: CreditKind) -> Credit {
        let outlet = self.outlets.get(mention.outlet);
        let name = super::name_of(self.outlets, mention.outlet, mention.span.of(self.text));
        Credit::new(self.text, span, name, Some(outlet.kind), kind)
    }

    /// The line around `at`, cut at a bounded distance.
    fn line(&self, span: Span) -> Span {
        let from = ceil(self.text, span.start.saturating_sub(FRAME_LINE * 2));
        let to = floor(self.text, span.end + FRAME_LINE * 2);
        let start = self.text[from..span.start].rfind('\n').map_or(from, |i| from + i + 1);
        let end = self.text[span.end..to].find('\n').map_or(to, |i| span.end + i);
        Span::new(start, end)
    }

    /// The first outlet, platforms apart, named inside `span`.
    fn named_in(&self, span: Span) -> Option<Mention> {
        let first = self.mentions.partition_point(|mention| mention.span.start < span.start);
        self.mentions[first..]
            .iter()
            .take_while(|mention| mention.span.end <= span.end)
            .find(|mention| self.outlets.get(mention.outlet).kind != OutletKind::Platform)
            .copied()
    }

    /// The last outlet, platforms apart, named inside `span`.
    fn last_named_in(&self, span: Span) -> Option<Mention> {
        let behind = self.mentions.partition_point(|mention| mention.span.end <= span.end);
        self.mentions[..behind]
            .iter()
            .rev()
            .take_while(|mention| mention.span.start >= span.start)
            .find(|mention| self.outlets.get(mention.outlet).kind != OutletKind::Platform)
            .copied()
    }

    /// The byline that came with the article.
    fn metadata(&self, article: &Article) -> Option<Credit> {
        let byline = article.byline.as_deref()?.trim();
        let mention = self.outlets.find(byline).into_iter().find(|m| self.outlets.get(m.outlet).kind != OutletKind::Platform);
        let outlet = mention.map(|mention| mention.outlet).or_else(|| self.outlets.by_name(byline))?;
        let whole = mention.is_none_or(|mention| byline.len() - mention.span.len() <= "By The ".len());
        let kind = if whole { CreditKind::Metadata } else { CreditKind::Byline };
        let outlet = self.outlets.get(outlet);
        Some(Credit {
            span: None,
            text: byline.to_owned(),
            names: outlet.name.clone(),
            outlet_kind: Some(outlet.kind),
            kind,
            level: kind.level(),
            inherited: false,
        })
    }

    fn around(&self, mention: Mention) -> Option<Credit> {
        if self.outlets.get(mention.outlet).kind == OutletKind::Platform {
            return None;
        }
        self.dateline(mention)
            .or_else(|| self.dispatch(mention))
            .or_else(|| self.signed(mention))
            .or_else(|| self.byline(mention))
    }

    /// "LONDON, Feb 3 (Reuters) -", 【時事】, and in the last lines "(PTI)".
    fn dateline(&self, mention: Mention) -> Option<Credit> {
        let text = self.text;
        let line = self.line(mention.span);
        let before = &text[line.start..mention.span.start];
        let open = before.rfind(['(', '（', '【', '[', '〔'])?;
        let inside = &before[open..];
        let inside = &inside[inside.chars().next().map_or(0, char::len_utf8)..];
        let after = &text[mention.span.end..line.end];
        let close = after.find([')', '）', '】', ']', '〕'])?;
        let others = |part: &str| part.chars().filter(|c| c.is_alphanumeric()).count() > 12;
        if others(inside)
            || others(&after[..close])
            || inside.contains('/') && inside.len() > 24
            || inside.contains([')', '）', '】'])
        {
            return None;
        }
        // A caption's photographer: "(Jane Roe/Reuters)", "(Photo: AFP)".
        let photographer = |part: &str| part.contains([':', '/']) && part.contains(char::is_lowercase);
        if photographer(inside) || photographer(&after[..close]) && !self.outlets.get(mention.outlet).name.starts_with("dpa") {
            return None;
        }
        let open = line.start + open;
        let closed = mention.span.end + close + after[close..].chars().next().map_or(0, char::len_utf8);
        let rest = &text[closed..line.end];
        let dash = rest.trim_start_matches([' ', '\u{a0}', '.', ',', '=']);
        let dashes: usize = dash.chars().take_while(|c| matches!(c, '-' | '—' | '–' | '―' | ':')).map(char::len_utf8).sum();
        let place = text[line.start..open].trim_start();
        let fits = place.len() <= DATELINE_PLACE
            && (place.is_empty() || place.starts_with(|c: char| c.is_uppercase() || crate::text::is_spaceless(c)))
            && !place.contains(". The ")
            && !place.contains(['"', '“', '”', '!', '?']);
        // "英国广播公司（BBC）报道": a name's short form in brackets, in a sentence.
        let spoken = || text[open..].starts_with('（') && cues().after(text, closed).is_some();
        let full_width = text[open..].starts_with(['【', '〔', '（']) && !spoken();
        let ends = if dashes > 0 { line.end - dash.len() + dashes } else { closed };
        if dashes > 0 && (fits || open < EDGE)
            || place.is_empty() && open < EDGE && !dash.is_empty()
            || full_width && fits && open < EDGE
        {
            let start = if fits { open - place.len() } else { open };
            return Some(self.credit(Span::new(start, ends), mention, CreditKind::Dateline));
        }
        // A city in capitals before it is a dateline even without the dash.
        let capitals = !place.is_empty()
            && place
                .split([',', ' '])
                .next()
                .is_some_and(|city| city.chars().count() > 2 && city.chars().all(|c| c.is_uppercase() || c == '-'));
        // So is one word at the very head with the story right behind: "Washington (CNN) The ...".
        let heads = open < DATELINE_PLACE
            && text[..line.start].trim().is_empty()
            && dash.starts_with(char::is_uppercase)
            && place.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
        if (capitals || heads) && fits && !dash.is_empty() && open < EDGE {
            return Some(self.credit(Span::new(open - place.len(), closed), mention, CreditKind::Dateline));
        }
        let last = self.foot.saturating_sub(closed) < EDGE / 2;
        (dash.is_empty() && last && self.outlets.get(mention.outlet).kind == OutletKind::Agency)
            .then(|| self.credit(Span::new(open, closed), mention, CreditKind::Tagline))
    }

    /// 新华社北京3月3日电: the agency, a place and a day, and the word for a dispatch.
    fn dispatch(&self, mention: Mention) -> Option<Credit> {
        let text = self.text;
        let after = &text[mention.span.end..floor(text, mention.span.end + DATELINE_PLACE)];
        let sign = after.find(['电', '電'])?;
        let place = &after[..sign];
        let dated = place.is_empty() || place.ends_with(['日', '社', '讯']) || place.contains('月');
        let head = text[..mention.span.start].trim_end_matches([' ', '\u{3000}', '（', '(', '【', '[']);
        let opens = head.is_empty() || head.ends_with(['\n', '】', '）']);
        if !dated || !opens || place.contains(['，', '。', '、', '\n', '：']) || mention.span.start > EDGE {
            return None;
        }
        let end = mention.span.end + sign + '电'.len_utf8();
        Some(self.credit(Span::new(mention.span.start, end), mention, CreditKind::Dateline))
    }

    /// "— AP" behind the last words, the agency alone on a line, or any outlet behind a dash on a line of its own.
    fn signed(&self, mention: Mention) -> Option<Credit> {
        let line = self.line(mention.span);
        let text = self.text;
        let ends_line = text[mention.span.end..line.end].trim_matches([' ', '.', '\r', '\u{a0}']).is_empty();
        let agency = self.outlets.get(mention.outlet).kind == OutletKind::Agency;
        if !ends_line || !(agency || self.signs_line(line, mention)) {
            return None;
        }
        let before = text[line.start..mention.span.start].trim_end_matches([' ', '\u{a0}']);
        let before = before.strip_suffix("The").map_or(before, str::trim_end);
        let dash = before.chars().next_back().filter(|c| matches!(c, '—' | '–' | '-' | '―'));
        let tail = self.foot.saturating_sub(mention.span.end) < EDGE;
        if let Some(dash) = dash {
            let start = line.start + before.len() - dash.len_utf8();
            let rest = &before[..before.len() - dash.len_utf8()];
            let spaced = rest.is_empty() || rest.ends_with([' ', '.', '-', '”', '"', '\u{a0}']);
            return (spaced && tail).then(|| self.credit(Span::new(start, mention.span.end), mention, CreditKind::Tagline));
        }
        if !before.is_empty() {
            return None;
        }
        let span = Span::new(line.start, mention.span.end);
        let span = Span::new(span.end - self.text[span.start..span.end].trim_start().len(), span.end);
        if span.start < EDGE {
            Some(self.credit(span, mention, CreditKind::Byline))
        } else {
            tail.then(|| self.credit(span, mention, CreditKind::Tagline))
        }
    }

    /// Whether a dash and an outlet are all of a line that no quotation stands before: "“A triumph.” — The Herald" signs the praise.
    fn signs_line(&self, line: Span, mention: Mention) -> bool {
        let before = self.text[line.start..mention.span.start].trim();
        let before = before.strip_suffix("The").map_or(before, str::trim_end);
        let above = self.text[..line.start].trim_end();
        matches!(before, "—" | "–" | "-" | "―" | "--") && !above.ends_with(['”', '"', '»', '’', '\'', '“'])
    }

    /// "By Jane Roe, Associated Press" on a line of its own near the head.
    fn byline(&self, mention: Mention) -> Option<Credit> {
        let line = self.line(mention.span);
        let printed = line.of(self.text).trim();
        if mention.span.start > EDGE * 2
            || printed.len() > FRAME_LINE
            || line.end == self.text.len() && line.start == 0 && printed.len() > 60
        {
            return None;
        }
        let opened = OPENERS.iter().find_map(|opener| printed.strip_prefix(opener));
        let ends = self.text[mention.span.end..line.end].trim_matches([' ', '.', '\r', ')']).is_empty();
        let lead = self.text[line.start..mention.span.start].trim_end();
        let lead = lead.strip_suffix("The").or_else(|| lead.strip_suffix("the")).unwrap_or(lead).trim_end();
        let parted = lead.ends_with([',', '|', '•', '·']) || lead.ends_with(" of") || lead.ends_with(" for");
        let names_only = |part: &str| {
            part.split([' ', ',', '.', '|']).filter(|word| !word.is_empty()).all(|word| {
                word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic())
                    || matches!(word, "and" | "de" | "van" | "von" | "et" | "und" | "y" | "e" | "of" | "for" | "the" | "in")
            })
        };
        let is_line = match opened {
            Some(rest) => {
                rest.starts_with(char::is_uppercase) || rest.starts_with("the ") || rest.starts_with(mention.span.of(self.text))
            }
            None => ends && parted && lead.len() < 80 && lead.contains(' '),
        };
        // A caption names its photographer so: "(Jane Roe/Reuters)".
        let caption = lead.ends_with('/') || printed.starts_with('(') || lead.ends_with('(');
        if caption || !is_line || !names_only(lead) || printed.ends_with(['?', '!']) || printed.contains(": ") {
            return None;
        }
        let start = line.start + (line.of(self.text).len() - line.of(self.text).trim_start().len());
        Some(self.credit(Span::new(start, start + printed.len()), mention, CreditKind::Byline))
    }

    /// "(Reporting by Jane Roe; Editing by ...)": names the persons, as printed.
    fn reporters(&self, span: Span) -> Option<Credit> {
        let text = self.text;
        let start = span.start.checked_sub(1).filter(|&at| text.is_char_boundary(at))?;
        if !matches!(text.as_bytes()[start], b'R' | b'r') {
            return None;
        }
        let lead = text[..start].trim_end_matches(' ');
        let additional = ["Additional", "additional", "Further", "With additional"].iter().any(|word| lead.ends_with(word));
        if additional || !(lead.is_empty() || lead.ends_with(['(', '\n', '.', '[', '—', '-'])) {
            return None;
        }
        let to = floor(text, span.end + 240);
        let list = &text[span.end..to];
        let end = list.find([';', ')', '\n', ']']).unwrap_or(list.len());
        let names = list[..end].split(" Editing").next().unwrap_or_default().split(", editing").next().unwrap_or_default();
        let names = names.split(" in ").next().unwrap_or_default().trim_end_matches([' ', ',', '.']);
        if !names.starts_with(char::is_uppercase) || names.len() > 160 {
            return None;
        }
        let whole = Span::new(start, span.end + names.len());
        let known = self.named_in(Span::new(span.end, span.end + names.len()));
        Some(match known {
            Some(mention) => self.credit(whole, mention, CreditKind::Tagline),
            None => Credit::new(text, whole, names.to_owned(), None, CreditKind::Tagline),
        })
    }

    /// "Jane Roe of The Associated Press contributed to this report."
    fn contributed(&self, span: Span) -> Option<Credit> {
        let line = self.line(span);
        let head = &self.text[line.start..span.start];
        let sentence = head.rfind(". ").map_or(line.start, |i| line.start + i + 2);
        // Farther than a line's length the name is the story's.
        let near = ceil(self.text, span.start.saturating_sub(FRAME_LINE)).max(line.start);
        let mention =
            self.named_in(Span::new(sentence, span.start)).or_else(|| self.last_named_in(Span::new(near, span.start)))?;
        let start = if self.text[..mention.span.start].ends_with("The ") { mention.span.start - 4 } else { mention.span.start };
        let end =
            self.text[span.end..line.end].find(['.', ',']).map_or(span.end, |i| if i < 40 { span.end + i } else { span.end });
        Some(self.credit(Span::new(start, end), mention, CreditKind::Tagline))
    }

    /// "© 2020 The Associated Press", "Copyright 2008 Reuters".
    fn copyright(&self, span: Span) -> Option<Credit> {
        let line = self.line(span);
        let to = floor(self.text, span.end + 80).min(line.end);
        let window = &self.text[span.end..to];
        let dated = window.trim_start_matches([' ', '©', '(', 'c', 'C', ')', ',']).starts_with(|c: char| c.is_ascii_digit());
        let mark = matches!(span.of(self.text), "©" | "(c) ");
        if !dated && !mark && !window.starts_with("by ") && !window.starts_with('©') {
            return None;
        }
        let mention = self.named_in(Span::new(span.end, to))?;
        // "© 2020 Jane Roe via AP" is a photograph's.
        let between = span.until(mention.span).of(self.text);
        if between.contains(" via ") || between.contains('/') {
            return None;
        }
        Some(self.credit(Span::new(span.start, mention.span.end), mention, CreditKind::Copyright))
    }

    /// The address of an outlet other than the article's own.
    fn link(&self, span: Span, article: &Article) -> Option<Credit> {
        let text = self.text;
        if span.of(text) == "www." && text[..span.start].ends_with('/') {
            return None;
        }
        let to = floor(text, span.end + 500);
        let stops = |c: char| {
            c.is_whitespace() || matches!(c, ')' | ']' | '>' | '<' | '"' | '”' | '’' | '}' | '|') || crate::text::is_spaceless(c)
        };
        let end = text[span.end..to].find(stops).map_or(to, |i| span.end + i);
        let address = text[span.start..end].trim_end_matches(['.', ',', ';', ':', '\'']);
        let outlet = self.outlets.by_domain(address)?;
        let own = article.url.as_deref().and_then(|url| self.outlets.by_domain(url));
        let named_own = article.outlet.as_deref().and_then(|name| self.outlets.by_name(name));
        let row = self.outlets.get(outlet);
        if row.kind == OutletKind::Platform || own == Some(outlet) || named_own == Some(outlet) {
            return None;
        }
        let span = Span::new(span.start, span.start + address.len());
        Some(Credit::new(text, span, row.name.clone(), Some(row.kind), CreditKind::Link))
    }

    /// "— NAME (@handle) February 11, 2025": the sign-off of an embedded post.
    fn post(&self, span: Span) -> Option<Credit> {
        let text = self.text;
        let line = self.line(span);
        let head = &text[line.start..span.start];
        let dash = head.rfind(['—', '–']).or_else(|| head.rfind("- "))?;
        let name = head[dash..].trim_start_matches(['—', '–', '-', ' ']);
        let close = text[span.end..line.end].find(')')?;
        let handle = &text[span.end..span.end + close];
        if name.is_empty() || name.len() > 80 || handle.len() > 30 || !handle.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let named = Span::new(span.start - name.len(), span.end + close + 1);
        // The date that follows: to the year, where there is one.
        let rest = &text[named.end..line.end];
        let year = rest.as_bytes().windows(4).position(|four| four.iter().all(u8::is_ascii_digit)).filter(|&at| at < 40);
        let end = year.map_or(named.end, |at| named.end + at + 4);
        year.map(|_| {
            Credit::new(text, Span::new(line.start + dash, end), named.of(text).to_owned(), None, CreditKind::EmbeddedPost)
        })
    }
}
