//! The articles that a corpus is made of: the user's own as long as there are any, then invented ones.
//!
//! Of the user's articles only those are taken that share no run of some words with one taken before: what two articles share by nature
//! would be false in any truth that does not list it.

use ahash::AHashSet;

use crate::article::Article;
use crate::text::with_word_hashes;

use super::super::dice::Dice;
use super::prose::{Fresh, Prose, capital, run};

/// Fewest and most words of an article that is taken: it must have room for what is planted, and a page, not a book.
const FEWEST_WORDS: usize = 80;
const MOST_WORDS: usize = 3000;

/// A title and a text that nothing was done to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Base {
    pub(crate) title: String,
    pub(crate) text: String,
}

#[derive(Debug)]
pub(crate) struct Pool {
    given: Vec<Base>,
    dice: Dice,
    fresh: Fresh,
    /// Articles taken from the input, and invented ones.
    pub(crate) taken: usize,
    pub(crate) invented: usize,
    /// Articles of the input that share text with another, and that are too short or too long.
    pub(crate) unclean: usize,
    pub(crate) unfit: usize,
}

impl Pool {
    /// Articles that share no run of `clean` words.
    pub(crate) fn new(articles: &[Article], clean: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed, "pool");
        let mut order: Vec<usize> = (0..articles.len()).collect();
        dice.shuffle(&mut order);
        let mut pool = Self { given: Vec::new(), dice, fresh: Fresh::default(), taken: 0, invented: 0, unclean: 0, unfit: 0 };
        let mut seen: AHashSet<u64> = AHashSet::new();
        for article in order.into_iter().map(|i| &articles[i]) {
            let runs = with_word_hashes(&article.text, |words| {
                let fits = (FEWEST_WORDS..=MOST_WORDS).contains(&words.len());
                fits.then(|| words.windows(clean).map(run).collect::<Vec<u64>>())
            });
            match runs {
                None => pool.unfit += 1,
                Some(runs) if runs.iter().any(|run| seen.contains(run)) => pool.unclean += 1,
                Some(runs) => {
                    seen.extend(runs);
                    let title = article.title.clone().unwrap_or_default();
                    pool.given.push(Base { title, text: article.text.trim().to_owned() });
                }
            }
        }
        // Taken from the end.
        pool.given.reverse();
        pool
    }

    pub(crate) fn next(&mut self) -> Base {
        if let Some(base) = self.given.pop() {
            self.taken += 1;
            return base;
        }
        self.invented += 1;
        let prose = Prose::shipped();
        let words = self.dice.within(140..520);
        let text = prose.article(words, &mut self.fresh, &mut self.dice);
        Base { title: capital(&prose.make("title", &mut self.dice)), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_that_share_text_or_are_too_short_are_left_out() {
        let prose = Prose::shipped();
        let (mut dice, mut fresh) = (Dice::new(2, "pool"), Fresh::default());
        let mut articles: Vec<Article> = (0..4)
            .map(|i| Article { id: i.to_string(), text: prose.article(150, &mut fresh, &mut dice), ..Article::default() })
            .collect();
        let shared: String = articles[0].text.split(' ').take(9).collect::<Vec<_>>().join(" ");
        articles[3].text.push_str(&shared);
        articles.push(Article { text: "Too short.".into(), ..Article::default() });
        let mut pool = Pool::new(&articles, 6, 1);
        assert_eq!((pool.given.len(), pool.unclean, pool.unfit), (3, 1, 1));
        for _ in 0..5 {
            assert!(pool.next().text.len() > 300);
        }
        assert_eq!((pool.taken, pool.invented), (3, 2));
    }
}
