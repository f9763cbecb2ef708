//! Circles in a graph of files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Which files each file uses.
#[derive(Default)]
pub(super) struct Graph<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Graph<'a> {
    pub(super) fn add(&mut self, from: &'a str, to: &'a str) {
        self.0.entry(from).or_default().insert(to);
    }

    /// Groups of files that all reach each other, the largest first.
    pub(super) fn groups(&self) -> Vec<BTreeSet<&'a str>> {
        let reach: BTreeMap<&str, BTreeSet<&str>> =
            self.0.keys().map(|file| (*file, self.reached(file))).collect();
        let mut groups: Vec<BTreeSet<&str>> = Vec::new();
        for (file, reached) in &reach {
            if groups.iter().any(|group| group.contains(file)) {
                continue;
            }
            let group: BTreeSet<&str> = reached
                .iter()
                .filter(|other| reach.get(*other).is_some_and(|back| back.contains(file)))
                .copied()
                .collect();
            if group.len() > 1 {
                groups.push(group);
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        groups
    }

    /// The shortest way around inside a group: its files in order, the first one not repeated.
    pub(super) fn shortest_circle(&self, group: &BTreeSet<&'a str>) -> Vec<&'a str> {
        group.iter().filter_map(|file| self.way_back(file)).min_by_key(Vec::len).unwrap_or_default()
    }

    fn next(&self, file: &str) -> impl Iterator<Item = &'a str> {
        self.0.get(file).into_iter().flatten().copied()
    }

    fn reached(&self, file: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            open.extend(self.next(file).filter(|next| reached.insert(*next)));
        }
        reached
    }

    /// The shortest way from a file back to itself.
    fn way_back(&self, file: &'a str) -> Option<Vec<&'a str>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut open = VecDeque::from([file]);
        while let Some(here) = open.pop_front() {
            for next in self.next(here) {
                if next == file {
                    let mut way = vec![here];
                    while let Some(before) = way.last().and_then(|last| came_from.get(last)) {
                        way.push(before);
                    }
                    way.reverse();
                    return Some(way);
                }
                if !came_from.contains_key(next) {
                    came_from.insert(next, here);
                    open.push_back(next);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_their_shortest_circles_are_found() {
        let mut graph = Graph::default();
        for (from, to) in
            [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "c"), ("d", "e"), ("x", "y"), ("y", "x")]
        {
            graph.add(from, to);
        }
        let groups = graph.groups();
        let [large, small] = groups.as_slice() else { panic!("two groups: {groups:?}") };
        assert_eq!(large.iter().copied().collect::<String>(), "abcd");
        assert_eq!(small.iter().copied().collect::<String>(), "xy");
        assert_eq!(graph.shortest_circle(large), ["c", "d"]);
    }

    #[test]
    fn a_line_is_no_circle() {
        let mut graph = Graph::default();
        graph.add("a", "b");
        graph.add("b", "c");
        assert!(graph.groups().is_empty());
    }
}
