//! The operators of conditions.

use std::cmp::Ordering;

use model::survey::Condition;

/// Whether the value stands to the right side of the condition as its operator asks; `right` is that side with piped
/// values. Two numbers are compared as numbers, anything else as text. Patterns are another matter.
pub(crate) fn compare(value: &str, right: &str, condition: &Condition) -> bool {
    let (left, right) = (value.trim(), right.trim());
    let ordering = match (left.parse::<f64>(), right.parse::<f64>()) {
        (Ok(left), Ok(right)) => left.partial_cmp(&right),
        _ if condition.ignore_case => Some(left.to_lowercase().cmp(&right.to_lowercase())),
        _ => Some(left.cmp(right)),
    };
    let contains = || {
        if condition.ignore_case {
            left.to_lowercase().contains(&right.to_lowercase())
        } else {
            left.contains(right)
        }
    };
    let ordered = ordering.filter(|_| !left.is_empty());
    match condition.operator.as_str() {
        "EqualTo" | "Is" => ordering == Some(Ordering::Equal),
        "NotEqualTo" | "IsNot" => ordering != Some(Ordering::Equal),
        "GreaterThan" => ordered == Some(Ordering::Greater),
        "LessThan" => ordered == Some(Ordering::Less),
        "GreaterThanOrEqual" => matches!(ordered, Some(Ordering::Greater | Ordering::Equal)),
        "LessThanOrEqual" => matches!(ordered, Some(Ordering::Less | Ordering::Equal)),
        "Empty" => left.is_empty(),
        "NotEmpty" => !left.is_empty(),
        "Contains" => contains(),
        "DoesNotContain" => !contains(),
        _ => false,
    }
}
