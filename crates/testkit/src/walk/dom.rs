//! HTML as a browser reads it: a tree, built by the rules of the HTML standard (`html5ever`, which the pages' own cleaner
//! stands on; it mends what authors left open or nested wrongly as browsers do).

use std::borrow::Cow;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{
    Attribute, ExpandedName, ParseOpts, QualName, local_name, namespace_url, ns, parse_document,
};

/// The place of a node in its [`Tree`].
pub(crate) type Place = usize;

/// A document. The first node is the document itself.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// The names of the elements. The first is that of whatever has none.
    names: Vec<QualName>,
}

/// A node: an element, a text, or something that nobody sees.
#[derive(Default)]
struct Node {
    /// The place of its name.
    name: usize,
    attributes: Vec<(String, String)>,
    text: String,
    parent: Option<Place>,
    children: Vec<Place>,
}

/// What is met on the way through a tree.
pub(crate) enum Step {
    /// An element begins.
    Enter(Place),
    /// It ends.
    Leave(Place),
    /// A text.
    Text(Place),
}

impl Tree {
    /// Reads a document.
    pub(crate) fn parse(html: &str) -> Self {
        let nameless = QualName::new(None, ns!(), local_name!(""));
        let empty = Self { nodes: vec![Node::default()], names: vec![nameless] };
        parse_document(empty, ParseOpts::default()).one(html)
    }

    /// The name of an element; empty for anything else.
    pub(crate) fn name(&self, place: Place) -> &str {
        &self.names[self.nodes[place].name].local
    }

    /// An attribute of an element.
    pub(crate) fn attribute(&self, place: Place, name: &str) -> Option<&str> {
        let found = self.nodes[place].attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether an element has an attribute, whatever it says.
    pub(crate) fn has(&self, place: Place, name: &str) -> bool {
        self.attribute(place, name).is_some()
    }

    /// Whether an element is of a class.
    pub(crate) fn is_of_class(&self, place: Place, class: &str) -> bool {
        self.attribute(place, "class").is_some_and(|all| all.split_ascii_whitespace().any(|one| one == class))
    }

    /// The text of a node.
    pub(crate) fn text(&self, place: Place) -> &str {
        &self.nodes[place].text
    }

    /// All texts below a node.
    pub(crate) fn all_text(&self, place: Place) -> String {
        let texts = self.way(place).into_iter().filter_map(|step| match step {
            Step::Text(text) => Some(self.text(text)),
            Step::Enter(_) | Step::Leave(_) => None,
        });
        texts.collect()
    }

    /// The way through everything from a node on, in the order of the document. Authors nest without end, so it calls
    /// nothing again and again.
    pub(crate) fn way(&self, from: Place) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut open = vec![Step::Enter(from)];
        while let Some(step) = open.pop() {
            if let Step::Enter(place) = step {
                open.push(Step::Leave(place));
                open.extend(self.nodes[place].children.iter().rev().map(|&child| {
                    if self.nodes[child].text.is_empty() { Step::Enter(child) } else { Step::Text(child) }
                }));
            }
            steps.push(step);
        }
        steps
    }

    fn add(&mut self, node: Node) -> Place {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn detach(&mut self, child: Place) {
        if let Some(parent) = self.nodes[child].parent.take() {
            self.nodes[parent].children.retain(|one| *one != child);
        }
    }

    /// Puts a child at a place among the children of a node; texts beside each other become one.
    fn put(&mut self, parent: Place, at: usize, child: NodeOrText<Place>) {
        let child = match child {
            NodeOrText::AppendNode(child) => {
                self.detach(child);
                child
            }
            NodeOrText::AppendText(text) => {
                let before = at.checked_sub(1).map(|before| self.nodes[parent].children[before]);
                if let Some(before) = before.filter(|before| !self.nodes[*before].text.is_empty()) {
                    self.nodes[before].text.push_str(&text);
                    return;
                }
                self.add(Node { text: text.to_string(), ..Node::default() })
            }
        };
        self.nodes[child].parent = Some(parent);
        let at = at.min(self.nodes[parent].children.len());
        self.nodes[parent].children.insert(at, child);
    }
}

fn written(attributes: Vec<Attribute>) -> impl Iterator<Item = (String, String)> {
    attributes.into_iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
}

impl TreeSink for Tree {
    type Handle = Place;
    type Output = Self;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&mut self, _: Cow<'static, str>) {}

    fn get_document(&mut self) -> Place {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Place) -> ExpandedName<'a> {
        self.names[self.nodes[*target].name].expanded()
    }

    fn create_element(&mut self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Place {
        self.names.push(name);
        let name = self.names.len() - 1;
        self.add(Node { name, attributes: written(attributes).collect(), ..Node::default() })
    }

    fn create_comment(&mut self, _: StrTendril) -> Place {
        self.add(Node::default())
    }

    fn create_pi(&mut self, _: StrTendril, _: StrTendril) -> Place {
        self.add(Node::default())
    }

    fn append(&mut self, parent: &Place, child: NodeOrText<Place>) {
        self.put(*parent, self.nodes[*parent].children.len(), child);
    }

    fn append_based_on_parent_node(&mut self, element: &Place, previous: &Place, child: NodeOrText<Place>) {
        if self.nodes[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&mut self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&mut self, target: &Place) -> Place {
        *target
    }

    fn same_node(&self, one: &Place, other: &Place) -> bool {
        one == other
    }

    fn set_quirks_mode(&mut self, _: QuirksMode) {}

    fn append_before_sibling(&mut self, sibling: &Place, child: NodeOrText<Place>) {
        if let NodeOrText::AppendNode(child) = child {
            self.detach(child);
        }
        let Some(parent) = self.nodes[*sibling].parent else { return };
        let at = self.nodes[parent].children.iter().position(|one| one == sibling).unwrap_or(0);
        self.put(parent, at, child);
    }

    fn add_attrs_if_missing(&mut self, target: &Place, attributes: Vec<Attribute>) {
        for (name, value) in written(attributes) {
            if !self.has(*target, &name) {
                self.nodes[*target].attributes.push((name, value));
            }
        }
    }

    fn remove_from_parent(&mut self, target: &Place) {
        self.detach(*target);
    }

    fn reparent_children(&mut self, node: &Place, new_parent: &Place) {
        for child in std::mem::take(&mut self.nodes[*node].children) {
            self.nodes[child].parent = Some(*new_parent);
            self.nodes[*new_parent].children.push(child);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_authors_left_open_is_read_as_browsers_do() {
        let tree = Tree::parse("<p>a<b>b<table>lost<tr><td>&amp;c<p>d");
        let body = tree.way(0).into_iter().find_map(|step| match step {
            Step::Enter(place) if tree.name(place) == "body" => Some(place),
            _ => None,
        });
        // Text inside a table and outside its cells stands before it.
        assert_eq!(tree.all_text(body.unwrap()), "ablost&cd");
    }

    #[test]
    fn deep_nesting_is_no_trouble() {
        let deep = "<div>".repeat(2_000);
        assert_eq!(Tree::parse(&format!("{deep}x")).all_text(0), "x");
    }
}
