//! JSON and NDJSON: the members of response objects, compiled (api/responses.md section 8).

use indexmap::IndexMap;
use model::column::{Code, Column, Meta, Source};
use model::embedded;
use model::field::FieldList;

use super::bound::BoundPlan;
use super::codes::CodeTable;
use super::json::{json_code, json_string};

/// The members of the objects, compiled.
#[derive(Debug)]
pub(super) struct ObjectPlan {
    pub(super) lines: bool,
    pub(super) metas: Vec<Meta>,
    pub(super) members: Vec<ObjectMember>,
}

/// A member of `values`: everything that is written for one field.
#[derive(Debug)]
pub(super) struct ObjectMember {
    field: String,
    /// `"QID1"`.
    pub(super) key: Box<[u8]>,
    pub(super) shape: MemberShape,
    /// `"QID1":[1,2]`, for `displayedValues`; empty where nothing is offered.
    pub(super) offered: Box<[u8]>,
}

/// How the value of a member is written.
#[derive(Debug)]
pub(super) enum MemberShape {
    Text,
    Number,
    /// Codes and labels of one choice, as JSON.
    Choice(CodeTable, CodeTable),
    /// The same of several.
    Choices(CodeTable, CodeTable),
    /// Ids joined by `|`.
    Order,
}

impl ObjectPlan {
    pub(super) fn new(columns: &[Column], lines: bool) -> Self {
        let metas = columns.iter().filter_map(|column| match &column.source {
            Source::Meta(meta) => Some(*meta),
            _ => None,
        });
        // Several columns may stand for one field (a column per choice): they are one member.
        let mut fields: IndexMap<&str, (MemberKind, Vec<&Code>)> = IndexMap::new();
        for column in columns {
            let (field, kind, codes): (_, _, &[Code]) = match &column.source {
                Source::Meta(_) => continue,
                Source::Text { field } => (field, MemberKind::Text, &[]),
                Source::Number { field } => (field, MemberKind::Number, &[]),
                Source::Choice { field, codes } => (field, MemberKind::Choice, codes),
                Source::Choices { field, codes } => (field, MemberKind::Choices, codes),
                Source::Picked { field, code } => (field, MemberKind::Choices, std::slice::from_ref(code)),
                Source::Position { field, .. } | Source::Order { field, .. } => {
                    (field, MemberKind::Order, &[])
                }
            };
            fields.entry(field.as_str()).or_insert((kind, Vec::new())).1.extend(codes);
        }
        let members = fields.into_iter().map(|(field, (kind, codes))| member(field, kind, &codes));
        Self { lines, metas: metas.collect(), members: members.collect() }
    }

    pub(super) fn bind(&self, list: &FieldList) -> BoundPlan {
        BoundPlan::new(list, self.members.iter().map(|member| (member.field.as_str(), None)))
    }

    pub(super) fn opening(&self) -> &'static [u8] {
        if self.lines { b"" } else { b"{\"responses\":[" }
    }

    pub(super) fn separator(&self) -> &'static [u8] {
        if self.lines { b"" } else { b"," }
    }

    pub(super) fn closing(&self) -> &'static [u8] {
        if self.lines { b"" } else { b"]}" }
    }
}

#[derive(Clone, Copy)]
enum MemberKind {
    Text,
    Number,
    Choice,
    Choices,
    Order,
}

fn member(field: &str, kind: MemberKind, codes: &[&Code]) -> ObjectMember {
    let table = |written: &dyn Fn(&Code) -> Vec<u8>| {
        CodeTable::new(codes.iter().map(|code| (code.id.as_str(), written(code).into())))
    };
    let labels = || table(&|code| json_string(&code.label));
    let shape = match kind {
        MemberKind::Text => MemberShape::Text,
        MemberKind::Number => MemberShape::Number,
        MemberKind::Order => MemberShape::Order,
        MemberKind::Choice => MemberShape::Choice(table(&|code| json_code(&code.recode)), labels()),
        MemberKind::Choices => MemberShape::Choices(table(&|code| json_string(&code.recode)), labels()),
    };
    let key = json_string(&embedded::key_of(field));
    let mut offered = Vec::new();
    if !codes.is_empty() {
        offered.extend_from_slice(&key);
        offered.extend_from_slice(b":[");
        for (place, code) in codes.iter().enumerate() {
            if place > 0 {
                offered.push(b',');
            }
            let single = matches!(kind, MemberKind::Choice);
            offered.extend(if single { json_code(&code.recode) } else { json_string(&code.recode) });
        }
        offered.push(b']');
    }
    ObjectMember { field: field.to_owned(), key: key.into(), shape, offered: offered.into() }
}
