//! What became of groups (clusters of articles, printings of one thing said) between two runs.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Section};

/// The members of each group.
pub(super) type Groups = BTreeMap<String, BTreeSet<String>>;

/// The changes between two ways to group. Groups that share a member are looked at together: one that became several was split, several
/// that became one were merged, and several that became several others were regrouped.
pub(super) fn section(name: &'static str, before: &Groups, after: &Groups) -> Section {
    let before: Vec<&BTreeSet<String>> = before.values().collect();
    let after: Vec<&BTreeSet<String>> = after.values().collect();
    let holder = |groups: &[&BTreeSet<String>]| -> BTreeMap<String, usize> {
        groups.iter().enumerate().flat_map(|(n, group)| group.iter().map(move |member| (member.clone(), n))).collect()
    };
    let (in_before, in_after) = (holder(&before), holder(&after));
    let mut section = Section::new(name, &["appeared", "vanished", "split", "merged", "regrouped", "grew", "shrank", "changed"]);
    let mut seen = (vec![false; before.len()], vec![false; after.len()]);
    for n in 0..before.len() {
        if seen.0[n] {
            continue;
        }
        // Everything that hangs together with this group.
        let (mut olds, mut news) = (BTreeSet::from([n]), BTreeSet::new());
        let mut open = vec![(true, n)];
        while let Some((is_old, at)) = open.pop() {
            let (members, others, seen) =
                if is_old { (before[at], &in_after, &mut seen.0) } else { (after[at], &in_before, &mut seen.1) };
            seen[at] = true;
            for other in members.iter().filter_map(|member| others.get(member)) {
                let found = if is_old { &mut news } else { &mut olds };
                if found.insert(*other) {
                    open.push((!is_old, *other));
                }
            }
        }
        let pick = |groups: &[&BTreeSet<String>], of: &BTreeSet<usize>| -> Vec<Vec<String>> {
            of.iter().map(|n| groups[*n].iter().cloned().collect()).collect()
        };
        let (olds, news) = (pick(&before, &olds), pick(&after, &news));
        let change = match (olds.as_slice(), news.as_slice()) {
            (_, []) => "vanished",
            ([old], [new]) if old == new => {
                section.same += 1;
                continue;
            }
            ([old], [new]) => {
                let lost = old.iter().any(|member| !new.contains(member));
                let gained = new.iter().any(|member| !old.contains(member));
                match (lost, gained) {
                    (false, _) => "grew",
                    (true, false) => "shrank",
                    (true, true) => "changed",
                }
            }
            ([_], _) => "split",
            (_, [_]) => "merged",
            _ => "regrouped",
        };
        section.push(change, sizes(&olds).max(sizes(&news)), olds, news, String::new());
    }
    for group in after.iter().zip(&seen.1).filter(|(_, seen)| !**seen).map(|(group, _)| group) {
        section.push("appeared", group.len(), Vec::new(), vec![group.iter().cloned().collect()], String::new());
    }
    section.sort();
    section
}

fn sizes(groups: &[Vec<String>]) -> usize {
    groups.iter().map(Vec::len).sum()
}

impl Change {
    /// The sizes of the groups on both sides, as `5 -> 3 + 2`.
    #[must_use]
    pub fn sizes(&self) -> String {
        let side = |groups: &[Vec<String>]| match groups {
            [] => "none".to_owned(),
            groups => groups.iter().map(|group| group.len().to_string()).collect::<Vec<_>>().join(" + "),
        };
        format!("{} -> {}", side(&self.before), side(&self.after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> Groups {
        let groups = text.split_whitespace();
        groups.map(|group| (group.to_owned(), group.chars().map(|c| c.to_string()).collect())).collect()
    }

    #[test]
    fn each_kind_of_change_is_told() {
        let section = section("clusters", &groups("ab cdef gh ij kl mn op"), &groups("ab cd ef ghij klx m no p yz"));
        let told: Vec<(&str, String)> = section.changes.iter().map(|change| (change.change, change.sizes())).collect();
        assert_eq!(section.same, 1);
        assert!(told.contains(&("split", "4 -> 2 + 2".to_owned())), "{told:?}");
        assert!(told.contains(&("merged", "2 + 2 -> 4".to_owned())), "{told:?}");
        assert!(told.contains(&("grew", "2 -> 3".to_owned())), "{told:?}");
        assert!(told.contains(&("regrouped", "2 + 2 -> 1 + 2 + 1".to_owned())), "{told:?}");
        assert!(told.contains(&("appeared", "none -> 2".to_owned())), "{told:?}");
        let none = super::section("clusters", &groups("ab"), &groups(""));
        assert_eq!((none.changes[0].change, none.count("vanished")), ("vanished", 1));
    }
}
