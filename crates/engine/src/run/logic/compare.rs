//! The operators of conditions.

use std::cmp::Ordering;

use model::survey::Condition;

use crate::run::numeral::Numeral;

/// Whether the value stands to the right side of the condition as its operator asks; `right` is that side with piped
/// values. Two numbers are compared as numbers, anything else as text; blanks around either do not count. What is empty is
/// neither above nor below anything, and neither holds anything nor is held. Patterns are another matter.
pub(crate) fn compare(value: &str, right: &str, condition: &Condition) -> bool {
    let (left, right) = (value.trim(), right.trim());
    let ordering = match (Numeral::read(left), Numeral::read(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ if condition.ignore_case => left.to_lowercase().cmp(&right.to_lowercase()),
        _ => left.cmp(right),
    };
    let contains = || {
        if condition.ignore_case {
            left.to_lowercase().contains(&right.to_lowercase())
        } else {
            left.contains(right)
        }
    };
    let is_filled = !left.is_empty();
    let are_filled = is_filled && !right.is_empty();
    match condition.operator.as_str() {
        "EqualTo" | "Is" => ordering == Ordering::Equal,
        "NotEqualTo" | "IsNot" => ordering != Ordering::Equal,
        "GreaterThan" => are_filled && ordering == Ordering::Greater,
        "LessThan" => are_filled && ordering == Ordering::Less,
        "GreaterThanOrEqual" => are_filled && ordering != Ordering::Less,
        "LessThanOrEqual" => are_filled && ordering != Ordering::Greater,
        "Empty" => !is_filled,
        "NotEmpty" => is_filled,
        "Contains" => are_filled && contains(),
        "DoesNotContain" => !are_filled || !contains(),
        _ => false,
    }
}

/// Whether an operator asks that something is not so: it holds of what is not known.
pub(crate) fn is_negation(operator: &str) -> bool {
    matches!(
        operator,
        "IsNot"
            | "NotEqualTo"
            | "Empty"
            | "NotSelected"
            | "NotDisplayed"
            | "NotUploaded"
            | "NotClickedIn"
            | "DoesNotContain"
            | "QuotaNotMet"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(value: &str, operator: &str, right: &str, ignore_case: bool) -> bool {
        let condition = Condition {
            logic: "EmbeddedField".into(),
            left: "x".into(),
            operator: operator.into(),
            right: right.into(),
            ignore_case,
        };
        compare(value, right, &condition)
    }

    /// The value, the right side, and what holds of: EqualTo, GreaterThan, LessThan, Contains, Empty.
    #[test]
    fn every_operator_holds_for_every_kind_of_value() {
        let rows = [
            ("7", "7", [true, false, false, true, false]),
            ("7.0", "7", [true, false, false, true, false]),
            ("10", "9", [false, true, false, false, false]),
            ("-1", "0.5", [false, false, true, false, false]),
            (" 12 ", "12", [true, false, false, true, false]),
            ("123456789012345678", "123456789012345679", [false, false, true, false, false]),
            ("0.1000000000000000001", "0.1", [false, true, false, true, false]),
            ("Nan", "nan", [true, false, false, true, false]),
            ("Nan", "5", [false, true, false, false, false]),
            ("inf", "5", [false, true, false, false, false]),
            ("1e3", "1000", [false, true, false, false, false]),
            ("1,5", "1.5", [false, false, true, false, false]),
            ("tea", "tea", [true, false, false, true, false]),
            ("Tea", "tea", [true, false, false, true, false]),
            ("Ärger", "ärger", [true, false, false, true, false]),
            ("green tea", "tea", [false, false, true, true, false]),
            ("tea", "green tea", [false, true, false, false, false]),
            ("", "", [true, false, false, false, true]),
            ("", "5", [false, false, false, false, true]),
            ("", "tea", [false, false, false, false, true]),
            ("  ", "tea", [false, false, false, false, true]),
            ("5", "", [false, false, false, false, false]),
        ];
        for (value, right, [equal, greater, less, contains, empty]) in rows {
            let filled = !empty;
            let both = filled && !right.is_empty();
            for (operator, expected) in [
                ("EqualTo", equal),
                ("Is", equal),
                ("NotEqualTo", !equal),
                ("IsNot", !equal),
                ("GreaterThan", greater),
                ("LessThan", less),
                ("GreaterThanOrEqual", both && (greater || equal)),
                ("LessThanOrEqual", both && (less || equal)),
                ("Empty", empty),
                ("NotEmpty", filled),
                ("Contains", contains),
                ("DoesNotContain", !contains),
                ("Unheard", false),
            ] {
                assert_eq!(holds(value, operator, right, true), expected, "{value:?} {operator} {right:?}");
            }
        }
    }

    #[test]
    fn case_counts_where_the_author_says_so() {
        for (operator, with_case, without) in
            [("EqualTo", false, true), ("Contains", false, true), ("NotEqualTo", true, false)]
        {
            assert_eq!(holds("Tea", operator, "tea", false), with_case, "{operator}");
            assert_eq!(holds("Tea", operator, "tea", true), without, "{operator}");
        }
    }

    #[test]
    fn what_is_not_known_is_not() {
        for operator in
            ["IsNot", "NotEqualTo", "Empty", "NotSelected", "NotDisplayed", "NotUploaded", "DoesNotContain"]
        {
            assert!(is_negation(operator), "{operator}");
        }
        for operator in
            ["Is", "EqualTo", "NotEmpty", "Selected", "GreaterThan", "LessThanOrEqual", "MatchesRegex"]
        {
            assert!(!is_negation(operator), "{operator}");
        }
    }
}
