//! The flow as it is edited: what must be right in one that is sent, and the changes that follow from other edits.

use std::collections::{HashMap, HashSet};

use model::FlowId;
use model::limits::surveys::FLOW_DEPTH;
use model::survey::FLOW_TYPES;
use serde_json::{Map, Value, json};

use super::tolerant::{objects, text_of};

/// What is wrong with a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowFault {
    /// The member.
    pub member: &'static str,
    /// What is wrong with it, and at which element.
    pub fault: String,
}

/// Checks a flow from its root on: types, ids that come once, blocks that are there. Files of other makers have flows that are
/// wrong in this way: what was so `before` may stay.
///
/// # Errors
/// What is wrong, and where.
pub fn check_flow(
    root: &Map<String, Value>,
    before: &Map<String, Value>,
    has_block: impl Fn(&str) -> bool,
) -> Result<(), FlowFault> {
    let former = Former::of(before);
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut open = vec![(root, 0)];
    while let Some((element, depth)) = open.pop() {
        let fault = |member, fault: String| Err(FlowFault { member, fault });
        let id = text_of(element, "FlowID");
        let times = seen.entry(id.clone()).or_default();
        *times += 1;
        if *times > former.times(&id) {
            // Files of other programs hold negative numbers, and letters.
            if FlowId::parse(&id).is_err() {
                return fault(
                    "FlowID",
                    format!("`{id}` is no id of a flow element: FL_ and a number is expected"),
                );
            }
            if *times > 1 {
                return fault("FlowID", format!("there are two elements {id}"));
            }
        }
        let kind = text_of(element, "Type");
        let types = if depth == 0 { &["Root"] } else { FLOW_TYPES };
        if !types.contains(&kind.as_str()) && (depth == 0 || !former.types.contains(&kind)) {
            let expected = types.join(", ");
            return fault("Type", format!("{id} is of the type `{kind}`; expected is {expected}"));
        }
        if depth > FLOW_DEPTH {
            return fault("Flow", format!("{id} stands within {depth} other elements; {FLOW_DEPTH} at most"));
        }
        let block = text_of(element, "ID");
        if matches!(kind.as_str(), "Block" | "Standard") && !has_block(&block) {
            return fault("ID", format!("{id} shows the block `{block}`, which the survey does not have"));
        }
        for (member, fits, expected) in MEMBERS {
            if let Some(value) =
                element.get(*member).filter(|value| !fits(value) && !former.has(member, value))
            {
                return fault(member, format!("{id} has {value:.40}; {expected} is expected"));
            }
        }
        match element.get("Flow") {
            None => {}
            Some(Value::Array(children)) => {
                for child in children {
                    let Some(child) = child.as_object() else {
                        return fault("Flow", format!("what stands in {id} is a list of objects"));
                    };
                    open.push((child, depth + 1));
                }
            }
            Some(_) => return fault("Flow", format!("what stands in {id} is a list")),
        }
    }
    Ok(())
}

/// A member of an element, what fits it, and the words for that.
type FlowRule = (&'static str, fn(&Value) -> bool, &'static str);

/// Members of elements that are held to a form, and its words.
const MEMBERS: &[FlowRule] =
    &[("BranchLogic", is_expression, "an expression"), ("SubSet", is_count, "how many elements are shown")];

fn is_expression(value: &Value) -> bool {
    match value {
        Value::Null | Value::Object(_) => true,
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn is_count(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Number(number) => number.as_u64().is_some(),
        Value::String(text) => text.trim().is_empty() || text.trim().parse::<u64>().is_ok(),
        _ => false,
    }
}

/// What a flow had before it was changed.
struct Former<'f> {
    elements: Vec<&'f Map<String, Value>>,
    times: HashMap<String, usize>,
    types: HashSet<String>,
}

impl<'f> Former<'f> {
    fn of(root: &'f Map<String, Value>) -> Self {
        let (mut elements, mut open) = (Vec::new(), vec![root]);
        while let Some(element) = open.pop() {
            elements.push(element);
            open.extend(children(element));
        }
        let mut times = HashMap::new();
        elements.iter().for_each(|element| *times.entry(text_of(element, "FlowID")).or_default() += 1);
        // The first is the root, which stands nowhere else.
        let types = elements.iter().skip(1).map(|element| text_of(element, "Type")).collect();
        Self { elements, times, types }
    }

    /// How often an element had this id.
    fn times(&self, id: &str) -> usize {
        self.times.get(id).copied().unwrap_or(0)
    }

    /// Whether an element had this value in this member.
    fn has(&self, member: &str, value: &Value) -> bool {
        self.elements.iter().any(|element| element.get(member) == Some(value))
    }
}

/// The highest number among the ids of a flow's elements.
#[must_use]
pub fn highest_flow_number(root: &Map<String, Value>) -> u64 {
    let (mut highest, mut open) = (0, vec![root]);
    while let Some(element) = open.pop() {
        let id = text_of(element, "FlowID");
        let number = id.strip_prefix("FL_").and_then(|number| number.parse().ok());
        // What could never have been counted up to is passed over.
        highest = highest.max(number.filter(|number| *number < 1_000_000_000).unwrap_or(0));
        open.extend(children(element));
    }
    highest
}

/// The names of the embedded data fields that a flow declares, in small letters: their case does not matter.
#[must_use]
pub fn fields_of_flow(root: &Map<String, Value>) -> HashSet<String> {
    let (mut names, mut open) = (HashSet::new(), vec![root]);
    while let Some(element) = open.pop() {
        let fields = objects(element.get("EmbeddedData"));
        names.extend(fields.map(|field| text_of(field, "Field").to_lowercase()));
        open.extend(children(element));
    }
    names
}

/// Puts a block at the end of the flow, and gives the id of its element: the next number, which becomes the count.
pub fn append_block(root: &mut Map<String, Value>, block: &str) -> String {
    let id = count_one_more(root);
    let element = json!({ "Type": "Standard", "ID": block, "FlowID": id, "Autofill": [] });
    if let Some(Value::Array(children)) = root.get_mut("Flow") {
        children.push(element);
    }
    id
}

/// Puts an element that declares fields of embedded data at the beginning of the flow.
pub fn declare_fields(root: &mut Map<String, Value>, fields: &[Value]) {
    let id = count_one_more(root);
    let element = json!({ "Type": "EmbeddedData", "FlowID": id, "EmbeddedData": fields });
    if let Some(Value::Array(children)) = root.get_mut("Flow") {
        children.insert(0, element);
    }
}

/// Takes every element of a block out of the flow.
pub fn remove_block(element: &mut Map<String, Value>, block: &str) {
    let Some(Value::Array(children)) = element.get_mut("Flow") else { return };
    let shows = |child: &Value| {
        matches!(child["Type"].as_str(), Some("Block" | "Standard")) && child["ID"].as_str() == Some(block)
    };
    children.retain(|child| !shows(child));
    for child in children.iter_mut().filter_map(Value::as_object_mut) {
        remove_block(child, block);
    }
}

/// The element of a flow with this id, the root itself included.
#[must_use]
pub fn element_of_flow<'a>(root: &'a Map<String, Value>, id: &str) -> Option<&'a Map<String, Value>> {
    let mut open = vec![root];
    while let Some(element) = open.pop() {
        if text_of(element, "FlowID") == id {
            return Some(element);
        }
        open.extend(children(element));
    }
    None
}

/// Puts another element in place of the one with this id. False where there is none.
pub fn replace_element(root: &mut Map<String, Value>, id: &str, new: &Map<String, Value>) -> bool {
    let Some(Value::Array(children)) = root.get_mut("Flow") else { return false };
    for child in children.iter_mut().filter_map(Value::as_object_mut) {
        if text_of(child, "FlowID") == id {
            *child = new.clone();
            return true;
        }
        if replace_element(child, id, new) {
            return true;
        }
    }
    false
}

/// The id of a new element: its number, which becomes the count, is above all that the flow has and had.
fn count_one_more(root: &mut Map<String, Value>) -> String {
    let counted = root.get("Properties").and_then(|properties| properties.get("Count")?.as_u64());
    let counted = counted.filter(|count| *count < 1_000_000_000).unwrap_or(0);
    let number = highest_flow_number(root).max(counted) + 1;
    root["Properties"]["Count"] = json!(number);
    format!("FL_{number}")
}

fn children(element: &Map<String, Value>) -> impl Iterator<Item = &Map<String, Value>> {
    element.get("Flow").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(children: Value) -> Map<String, Value> {
        let root =
            json!({ "Type": "Root", "FlowID": "FL_1", "Flow": children, "Properties": { "Count": 2 } });
        root.as_object().unwrap().clone()
    }

    #[test]
    fn what_is_wrong_with_a_flow_is_told_with_its_element() {
        let block = |flow: &str, id: &str| json!({ "Type": "Block", "ID": id, "FlowID": flow });
        let mut deep = block("FL_900", "BL_1");
        for number in 2..=FLOW_DEPTH + 2 {
            deep = json!({ "Type": "Group", "FlowID": format!("FL_{number}"), "Flow": [deep] });
        }
        for (children, member, told) in [
            (json!([block("FL_2", "BL_9")]), "ID", "FL_2 shows the block `BL_9`"),
            (json!([block("FL_2", "BL_1"), block("FL_2", "BL_1")]), "FlowID", "two elements FL_2"),
            (json!([block("FL_1", "BL_1")]), "FlowID", "two elements FL_1"),
            (json!([{ "Type": "Block", "ID": "BL_1" }]), "FlowID", "`` is no id"),
            (json!([{ "Type": "Loop", "FlowID": "FL_2" }]), "Type", "FL_2 is of the type `Loop`"),
            (json!([{ "Type": "Root", "FlowID": "FL_2" }]), "Type", "FL_2 is of the type `Root`"),
            (json!([7]), "Flow", "a list of objects"),
            (json!({ "a": 1 }), "Flow", "a list"),
            (json!([deep]), "Flow", "41 other elements; 40 at most"),
            (
                json!([{ "Type": "Branch", "FlowID": "FL_2", "BranchLogic": "x" }]),
                "BranchLogic",
                "FL_2 has \"x\"",
            ),
            (json!([{ "Type": "BlockRandomizer", "FlowID": "FL_2", "SubSet": -1 }]), "SubSet", "FL_2 has -1"),
        ] {
            let fault = check_flow(&root(children), &root(json!([])), |id| id == "BL_1").unwrap_err();
            assert_eq!(fault.member, member, "{fault:?}");
            assert!(fault.fault.contains(told), "{fault:?}");
        }
        let right = root(json!([block("FL_2", "BL_1"), block("FL_-3", "BL_1")]));
        assert_eq!(check_flow(&right, &root(json!([])), |id| id == "BL_1"), Ok(()));
    }

    #[test]
    fn what_was_wrong_before_may_stay_and_come_no_more_often() {
        let wrong = [
            json!({ "Type": "Group", "FlowID": "FL_2", "Flow": [{ "Type": "Group", "FlowID": "FL_2" }] }),
            json!({ "Type": "Group" }),
            json!({ "Type": "Mystery", "FlowID": "FL_4" }),
            json!({ "Type": "Branch", "FlowID": "FL_5", "BranchLogic": "x" }),
            json!({ "Type": "BlockRandomizer", "FlowID": "FL_6", "SubSet": "-1" }),
        ];
        let before = root(json!(wrong));
        assert_eq!(check_flow(&before, &before, |_| true), Ok(()));
        for (more, member) in [(&wrong[0], "FlowID"), (&wrong[1], "FlowID")] {
            let mut children = wrong.to_vec();
            children.push(more.clone());
            assert_eq!(check_flow(&root(json!(children)), &before, |_| true).unwrap_err().member, member);
        }
    }

    #[test]
    fn a_new_block_goes_to_the_end_above_every_number_there_was() {
        let mut flow = root(json!([{ "Type": "Group", "FlowID": "FL_7", "Flow": [] }]));
        assert_eq!(append_block(&mut flow, "BL_2"), "FL_8");
        assert_eq!((&flow["Properties"]["Count"], &flow["Flow"][1]["ID"]), (&json!(8), &json!("BL_2")));
        flow["Properties"]["Count"] = json!(20);
        assert_eq!(append_block(&mut flow, "BL_3"), "FL_21");
        remove_block(&mut flow, "BL_2");
        assert_eq!(flow["Flow"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn declared_fields_come_first_whatever_a_file_says_it_counted() {
        let mut flow = root(json!([{ "Type": "Group", "FlowID": "FL_7", "Flow": [] }]));
        flow["Properties"]["Count"] = json!(u64::MAX);
        declare_fields(&mut flow, &[json!({ "Field": "branch" })]);
        let first =
            json!({ "Type": "EmbeddedData", "FlowID": "FL_8", "EmbeddedData": [{ "Field": "branch" }] });
        assert_eq!((&flow["Properties"]["Count"], &flow["Flow"][0]), (&json!(8), &first));
        assert_eq!(flow["Flow"][1]["FlowID"], "FL_7");
    }
}
