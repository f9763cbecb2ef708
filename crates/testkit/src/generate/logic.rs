//! Conditions and piped texts about what was asked before.

use serde_json::{Value, json};

use super::author::{Asked, Author, Kind};

/// An expression of one to three conditions; none where nothing was asked yet that it could look at.
pub(super) fn expression(author: &mut Author) -> Option<Value> {
    let mut group = json!({ "Type": "If" });
    for place in 0..=author.chance.below(2) {
        let mut condition = condition(author)?;
        if place > 0 {
            condition["Conjuction"] = if author.chance.percent(50) { "Or" } else { "And" }.into();
        }
        group[place.to_string()] = condition;
    }
    let mut expression = json!({ "0": group, "Type": "BooleanExpression" });
    if author.may("logic: groups joined by or", 20) {
        let kind = if author.chance.percent(50) { "OrIf" } else { "AndIf" };
        expression["1"] = json!({ "0": condition(author)?, "Type": kind });
    }
    Some(expression)
}

/// One condition.
pub(super) fn condition(author: &mut Author) -> Option<Value> {
    let other = [
        ("operand: embedded data", "EmbeddedField", "colour", "EqualTo", "red"),
        ("operand: quota", "Quota", "qo://QO_1/QuotaMet", "QuotaMet", ""),
        ("operand: score", "Scoring", "gr://SC_0/Score", "GreaterThan", "1"),
        ("operand: device", "DeviceType", "mobile", "Is", "mobile"),
    ];
    for (feature, kind, left, operator, right) in other {
        if author.may(feature, 4) {
            return Some(json!({
                "LogicType": kind, "LeftOperand": left, "Operator": operator, "RightOperand": right, "Type": "Expression",
                "QuotaID": "QO_1",
            }));
        }
    }
    let Asked { id, kind, .. } = author.asked_that(|_| true)?;
    let (path, operators, right): (String, &[&str], String) = match &kind {
        Kind::Choices(ids, _) => match author.chance.below(4) {
            0 => (
                "QuestionDisplayed".into(),
                &["operator: Displayed", "operator: NotDisplayed"],
                String::new(),
            ),
            1 if author.may("operand: count of choices", 100) => {
                ("SelectedChoicesCount".into(), ORDERING, "1".into())
            }
            _ => (format!("SelectableChoice/{}", author.chance.pick(ids)?), PICKING, String::new()),
        },
        Kind::Matrix(rows, answers) => {
            let row = author.chance.pick(rows)?.clone();
            (format!("SelectableChoice/{row}/{}", author.chance.pick(answers)?), PICKING, String::new())
        }
        Kind::Text => {
            ("ChoiceTextEntryValue".into(), TEXTS, author.chance.pick(&["a", "gold", "Ohio"])?.to_string())
        }
        Kind::Number => ("ChoiceTextEntryValue".into(), ORDERING, author.chance.below(60).to_string()),
        Kind::Numbers(ids) => (
            format!("ChoiceNumericEntryValue/{}", author.chance.pick(ids)?),
            ORDERING,
            author.chance.below(60).to_string(),
        ),
    };
    let operator = author.one_of(operators)?.trim_start_matches("operator: ");
    let right = if operator == "MatchesRegex" { "^[A-Za-z].*".to_owned() } else { right };
    let locator = format!("q://{id}/{path}");
    Some(json!({
        "LogicType": "Question", "QuestionID": id, "QuestionIsInLoop": "no", "ChoiceLocator": locator,
        "Operator": operator, "QuestionIDFromLocator": id, "LeftOperand": locator, "RightOperand": right,
        "Type": "Expression",
    }))
}

const PICKING: &[&str] = &["operator: Selected", "operator: NotSelected"];
const ORDERING: &[&str] = &[
    "operator: EqualTo",
    "operator: NotEqualTo",
    "operator: GreaterThan",
    "operator: GreaterThanOrEqual",
    "operator: LessThan",
    "operator: LessThanOrEqual",
];
const TEXTS: &[&str] = &[
    "operator: EqualTo",
    "operator: NotEqualTo",
    "operator: Empty",
    "operator: NotEmpty",
    "operator: Contains",
    "operator: DoesNotContain",
    "operator: MatchesRegex",
];

/// A text with something piped into it, or without.
pub(super) fn text(author: &mut Author, plain: &str, in_loop: bool) -> String {
    if !author.chance.percent(45) {
        return plain.to_owned();
    }
    let deep = author.may("pipe: of a text that pipes", 50);
    let choices =
        author.asked_that(|kind| matches!(kind, Kind::Choices(..))).filter(|asked| deep || !asked.pipes);
    let choices = choices.map(|asked| asked.id);
    let texts = author.asked_that(|kind| matches!(kind, Kind::Text | Kind::Number)).map(|asked| asked.id);
    let numbers = author.asked_that(|kind| matches!(kind, Kind::Numbers(_)));
    let mut pipes: Vec<(&str, String)> = vec![
        ("pipe: embedded data", "${e://Field/colour}".into()),
        ("pipe: random number", "${rand://int/1:100}".into()),
        ("pipe: date", "${date://CurrentDate/PT}".into()),
        ("pipe: score", "${gr://SC_0/Score}".into()),
        ("pipe: quota count", "${qo://QO_1/QuotaCount}".into()),
        ("pipe: math", "$e{ 2 * ( 3 + 4 ) }".into()),
    ];
    if let Some(id) = choices {
        pipes.extend([
            ("pipe: selected choices", format!("${{q://{id}/ChoiceGroup/SelectedChoices}}")),
            ("pipe: unselected choices", format!("${{q://{id}/ChoiceGroup/UnselectedChoices}}")),
            ("pipe: displayed choices", format!("${{q://{id}/ChoiceGroup/DisplayedChoices}}")),
            ("pipe: selected choices, recode", format!("${{q://{id}/SelectedChoicesRecode}}")),
            ("pipe: question text", format!("${{q://{id}/QuestionText}}")),
            ("pipe: description of a choice", format!("${{q://{id}/ChoiceDescription/1}}")),
        ]);
    }
    pipes.extend(texts.map(|id| ("pipe: text", format!("${{q://{id}/ChoiceTextEntryValue}}"))));
    if let Some(Asked { id, kind: Kind::Numbers(ids), .. }) = numbers {
        let first = ids.first().cloned().unwrap_or_default();
        pipes.push(("pipe: number", format!("${{q://{id}/ChoiceNumericEntryValue/{first}}}")));
        pipes.push(("pipe: total", format!("${{q://{id}/TotalSum}}")));
    }
    if in_loop {
        pipes.push(("pipe: loop field", "${lm://Field/1}".into()));
        pipes.push(("pipe: loop number", "${lm://CurrentLoopNumber} of ${lm://TotalLoops}".into()));
    }
    let names: Vec<&str> = pipes.iter().map(|(name, _)| *name).collect();
    let Some(name) = author.one_of(&names) else { return plain.to_owned() };
    let pipe = pipes.into_iter().find(|(known, _)| *known == name).map(|(_, pipe)| pipe).unwrap_or_default();
    // What always has a value stands in brackets: a walk fails where they are empty.
    let always = [
        "pipe: random number",
        "pipe: date",
        "pipe: quota count",
        "pipe: math",
        "pipe: question text",
        "pipe: description of a choice",
        "pipe: loop number",
    ];
    if always.contains(&name) {
        format!("{plain} [<b>{pipe}</b>]?")
    } else {
        format!("{plain} <b>{pipe}</b>?")
    }
}
