// What codes of the tables are called on the page. Neutral words only: a shared text is a fact, and no verdict.

const KINDS = {
  verbatim: { label: 'Same words', hint: 'word for word' },
  edited: { label: 'Edited', hint: 'the same passage with words changed' },
  quote: { label: 'Quotation', hint: 'inside quotation marks: both may have it from the speaker' },
  boilerplate: { label: 'Boilerplate', hint: 'what an outlet prints around its stories; never counted as shared' },
};

const LABELS = {
  relation: {
    identical: 'identical', reprint: 'reprint', abridged: 'abridged', expanded: 'expanded', partial: 'partly shared',
    quotes_only: 'quotations only', boilerplate_only: 'boilerplate only', revision: 'another version', survivor: 'compared with',
  },
  direction: { known: 'order known', inferred: 'order inferred', unknown: 'order not determined' },
  edge: {
    reprint: 'reprint', excerpt: 'excerpt', quote: 'quotation', credit: 'credit', revision: 'another version', common_origin: 'common origin',
  },
  evidence: {
    earlier: 'dated earlier', credit_names_src: 'a credit names it', link_to_src: 'a link leads to it', superset: 'holds all of the text',
    shared_edit: 'both have edits that an earlier one lacks', same_outlet: 'same outlet', older_version: 'older version', same_venue: 'same occasion', same_credit: 'both credit the same source',
  },
  credit: {
    dateline: 'dateline', byline: 'byline', tagline: 'sign-off', copyright: 'copyright line', according_to: '“according to”',
    reported_by: '“reported”', first_reported_by: '“first reported by”', interview_with: '“in an interview with”', told: '“told”',
    link: 'link', embedded_post: 'embedded post', metadata: 'page data or byline field', unnamed_sources: 'unnamed source',
  },
  change: {
    same: 'the same words', punctuation: 'punctuation', spelling: 'spelling', contraction: 'contraction', filler: 'fillers',
    trimmed_marked: 'cut, and marked as cut', trimmed_unmarked: 'cut without a mark', fragment: 'fragment', merged: 'merged', split: 'split',
    reordered: 'reordered', bracketed: 'bracketed words', inserted: 'words added', substituted: 'words replaced', altered: 'altered',
    translation: 'translation',
  },
  flag: {
    negation_changed: 'negation changed', number_changed: 'number changed', hedge_lost: 'hedge lost', modal_changed: 'modal changed',
    subject_changed: 'subject changed', speaker_conflict: 'another speaker named', partial_became_full: 'fragment printed as whole',
    headline_not_in_body: 'headline not in the text', unclosed: 'mark not closed', relayed: 'relayed', unquoted_echo: 'quoted on one side only',
    reordered: 'moved',
  },
  precision: { second: 'to the second', minute: 'to the minute', hour: 'to the hour', day: 'day only', month: 'month only', none: 'undated' },
  source: { field: 'given by the input', metadata: 'from page data', text: 'from the text', url: 'from the address', none: 'none' },
  copies: {
    credited: 'credit to it found', none_found: 'no credit found', credits_other: 'credits others, not this source',
    open: 'order not determined', same_outlet: 'same outlet',
  },
};

/** Flags that touch what was meant or who said it. */
const GRAVE = new Set(['negation_changed', 'number_changed', 'hedge_lost', 'modal_changed', 'subject_changed', 'speaker_conflict']);

function label(list, code) {
  if (code === null || code === undefined || code === '') return 'not determined';
  return LABELS[list][code] || String(code).replaceAll('_', ' ');
}

const grouped = new Intl.NumberFormat('en-GB');
function count(n) {
  return n === null || n === undefined ? 'not known' : grouped.format(n);
}

function plural(n, one, many) {
  return `${count(n)} ${n === 1 ? one : many || `${one}s`}`;
}

/** A share as a percentage; what is almost all or almost nothing is not called all or nothing. */
function percent(share) {
  if (share === null || share === undefined) return 'not known';
  const whole = Math.round(share * 100);
  if (whole === 100 && share < 0.9999) return '>99 %';
  if (whole === 0 && share > 0) return '<1 %';
  return `${whole} %`;
}

function probability(p) {
  return p >= 0.995 && p < 1 ? '>.99' : p.toFixed(2);
}

function lag(seconds) {
  if (seconds === null || seconds === undefined) return 'not determined';
  const sign = seconds < 0 ? '−' : '+';
  const minutes = Math.round(Math.abs(seconds) / 60);
  if (minutes < 60) return `${sign}${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${sign}${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`;
  return `${sign}${Math.round(hours / 24)} d`;
}

/** A time as exactly as it is known, and no more exactly. */
function stamp(millis, precision) {
  const iso = new Date(millis).toISOString();
  const size = { month: 7, day: 10, hour: 13, none: 10 }[precision] || 16;
  return iso.slice(0, size).replace('T', ' ') + (size === 13 ? ' h' : '');
}

function whenText(article) {
  if (article.at === null) {
    if (article.latest !== null) return `undated, before ${stamp(article.latest, 'day')}`;
    return 'undated';
  }
  const shown = stamp(article.at, article.precision);
  if (shown.length <= 10) return shown;
  return article.zone === 'given' ? `${shown} UTC` : `${shown}, zone not given`;
}

function outletOf(article) {
  return article.outlet || 'no outlet given';
}

