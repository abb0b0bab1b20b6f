//! Near-duplicate clusters as stars: every member was verified against the survivor.
//!
//! Responsible for who survives and who belongs to whom. Not responsible for verifying a pair ([`crate::verify`]): it asks for that.
//! A~B~C does not make A~C: an article joins a survivor only on a verified link to it.

use rayon::prelude::*;

use crate::passages::Union;

/// A verified near pair, `a` < `b`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    pub a: u32,
    pub b: u32,
    /// The larger containment of the two, or the Jaccard where that is larger.
    pub strength: f64,
}

/// One cluster: its survivor, and the members with the strength of their link to it, in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Star {
    pub survivor: u32,
    pub members: Vec<(u32, f64)>,
}

impl Star {
    #[must_use]
    pub fn size(&self) -> usize {
        self.members.len() + 1
    }

    /// The survivor, and then the members.
    pub fn texts(&self) -> impl Iterator<Item = u32> {
        std::iter::once(self.survivor).chain(self.members.iter().map(|&(text, _)| text))
    }
}

/// Makes stars of links. `rank[i]` orders the articles: the one with the smallest rank of its neighbourhood survives.
///
/// In rank order an article joins, of the survivors it is linked to, the one with the strongest link (ties: the one of smaller
/// rank), and survives itself where there is none. Hot families come as chains, so every article of a component is first verified
/// against the component's first article by `verify`, which gives the strength where the pair is near: linear in the family.
///
/// # Errors
/// What `verify` returns.
pub fn stars<E: Send>(
    rank: &[u32],
    links: &[Link],
    verify: impl Fn(u32, u32) -> Result<Option<f64>, E> + Sync,
) -> Result<Vec<Star>, E> {
    let mut components = Union::new(rank.len());
    for link in links {
        components.join(link.a, link.b);
    }
    let mut first: Vec<u32> = (0..).take(rank.len()).collect();
    for article in (0u32..).take(rank.len()) {
        let root = components.root(article) as usize;
        if rank[article as usize] < rank[first[root] as usize] {
            first[root] = article;
        }
    }
    let mut near: Vec<(u32, u32, f64)> = links.iter().flat_map(|l| [(l.a, l.b, l.strength), (l.b, l.a, l.strength)]).collect();
    near.par_sort_unstable_by_key(|&(from, to, _)| (from, to));
    let direct = |from: u32, to: u32| near.binary_search_by_key(&(from, to), |&(x, y, _)| (x, y)).is_ok();
    let asked: Vec<(u32, u32)> = (0u32..)
        .take(rank.len())
        .map(|article| (article, first[components.root(article) as usize]))
        .filter(|&(article, survivor)| article != survivor && !direct(article, survivor))
        .collect();
    let verified = |(article, survivor)| Ok(verify(article, survivor)?.map(|strength| (article, survivor, strength)));
    near.extend(asked.into_par_iter().map(verified).filter_map(Result::transpose).collect::<Result<Vec<_>, E>>()?);
    near.par_sort_unstable_by_key(|&(from, to, _)| (from, to));

    let mut order: Vec<u32> = (0..).take(rank.len()).collect();
    order.sort_unstable_by_key(|&article| rank[article as usize]);
    let mut survivor_of: Vec<Option<u32>> = vec![None; rank.len()];
    let mut stars: Vec<Star> = Vec::new();
    let mut star_of: Vec<Option<usize>> = vec![None; rank.len()];
    for article in order {
        let own = near.partition_point(|&(from, ..)| from < article);
        let best = near[own..]
            .iter()
            .take_while(|&&(from, ..)| from == article)
            .filter(|&&(_, to, _)| star_of[to as usize].is_some())
            .max_by(|x, y| x.2.total_cmp(&y.2).then(rank[y.1 as usize].cmp(&rank[x.1 as usize])));
        if let Some(&(_, survivor, strength)) = best {
            survivor_of[article as usize] = Some(survivor);
            if let Some(star) = star_of[survivor as usize] {
                stars[star].members.push((article, strength));
            }
        } else {
            star_of[article as usize] = Some(stars.len());
            stars.push(Star { survivor: article, members: Vec::new() });
        }
    }
    stars.retain(|star| !star.members.is_empty());
    // Most texts are stars of their own until here.
    stars.shrink_to_fit();
    for star in &mut stars {
        star.members.shrink_to_fit();
        star.members.sort_unstable_by_key(|&(article, _)| article);
    }
    stars.sort_unstable_by_key(|star| star.survivor);
    Ok(stars)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: u32, b: u32, strength: f64) -> Link {
        Link { a, b, strength }
    }

    /// The stars of links where all other pairs are as near as `others` says.
    fn stars_of(rank: &[u32], links: &[Link], others: Option<f64>) -> Vec<Star> {
        stars(rank, links, |_, _| Ok::<_, ()>(others)).unwrap()
    }

    #[test]
    fn a_chain_is_not_a_cluster() {
        // 0~1~2, and 0 and 2 are not near.
        let stars = stars_of(&[0, 1, 2], &[link(0, 1, 0.9), link(1, 2, 0.9)], None);
        assert_eq!(stars, [Star { survivor: 0, members: vec![(1, 0.9)] }]);
    }

    #[test]
    fn a_member_joins_the_survivor_it_is_most_like() {
        let stars = stars_of(&[0, 1, 2], &[link(0, 2, 0.7), link(1, 2, 0.8)], None);
        assert_eq!(stars, [Star { survivor: 1, members: vec![(2, 0.8)] }]);
    }

    #[test]
    fn the_earliest_survives_whatever_its_number() {
        let stars = stars_of(&[2, 1, 0], &[link(0, 2, 0.7), link(1, 2, 0.8)], None);
        assert_eq!(stars, [Star { survivor: 2, members: vec![(0, 0.7), (1, 0.8)] }]);
    }

    #[test]
    fn a_hot_family_is_verified_against_its_survivor() {
        let chain: Vec<Link> = (0..99).map(|i| link(i, i + 1, 0.9)).collect();
        let rank: Vec<u32> = (0..100).collect();
        let stars = stars_of(&rank, &chain, Some(0.85));
        assert_eq!((stars.len(), stars[0].size()), (1, 100));
    }
}
