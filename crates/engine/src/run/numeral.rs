//! Numbers as people write them, compared digit by digit: no double stands between, so that two ids of 18 digits that
//! differ in the last are two numbers.

use std::cmp::Ordering;
use std::str::FromStr;

use rust_decimal::Decimal;

/// A decimal number of any length as it is written: digits with or without a sign and a decimal point. Everything else
/// is a text, such as `NaN`, `inf`, `1e3`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numeral<'a> {
    is_negative: bool,
    /// Without zeros at its beginning.
    whole: &'a str,
    /// What follows the point, as it was written.
    part: &'a str,
}

impl<'a> Numeral<'a> {
    /// Reads a number; what stands around it in blanks does not count.
    pub(super) fn read(written: &'a str) -> Option<Self> {
        let written = written.trim();
        let (is_negative, digits) = match written.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, written.strip_prefix('+').unwrap_or(written)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !are_digits(whole) || !are_digits(part) || (whole.is_empty() && part.is_empty()) {
            return None;
        }
        let number = Self { is_negative, whole: whole.trim_start_matches('0'), part };
        // Zero has no sign.
        Some(Self { is_negative: is_negative && !number.is_zero(), ..number })
    }

    /// How many decimals were written.
    pub(super) fn decimals(&self) -> usize {
        self.part.len()
    }

    /// How many of something it asks for: none where it is negative, what stands behind the point left out, and as many
    /// as can be where it is larger.
    pub(super) fn count(&self) -> usize {
        match self.whole {
            _ if self.is_negative => 0,
            "" => 0,
            digits => digits.parse().unwrap_or(usize::MAX),
        }
    }

    fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.part.bytes().all(|digit| digit == b'0')
    }

    fn size_to(&self, other: &Self) -> Ordering {
        // More digits before the point make the larger number; as many are compared from the first on, like texts.
        self.whole
            .len()
            .cmp(&other.whole.len())
            .then_with(|| self.whole.cmp(other.whole))
            .then_with(|| self.part.trim_end_matches('0').cmp(other.part.trim_end_matches('0')))
    }
}

impl Ord for Numeral<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.size_to(other),
            (true, true) => other.size_to(self),
        }
    }
}

impl PartialOrd for Numeral<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Numeral<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Numeral<'_> {}

/// The number to calculate with, of 28 digits: further decimals are rounded. `None` where the text is no number, or is a
/// larger one.
pub(super) fn amount(written: &str) -> Option<Decimal> {
    Numeral::read(written)?;
    let written = written.trim();
    Decimal::from_str(written.strip_prefix('+').unwrap_or(written)).ok()
}

/// A number as it is shown: without zeros at its end.
pub(super) fn shown(number: Decimal) -> String {
    number.normalize().to_string()
}

/// What numbers that were typed come to; what is none counts as nothing.
#[must_use]
pub fn total<'a>(typed: impl IntoIterator<Item = &'a str>) -> String {
    let sum = |sum: Decimal, number| sum.checked_add(number).unwrap_or(sum);
    shown(typed.into_iter().filter_map(amount).fold(Decimal::ZERO, sum))
}

/// Why a text that was typed is not taken as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoNumber {
    /// It is none.
    No,
    /// It may be read in two ways: `1,500` is one and a half here, and fifteen hundred there.
    Unclear,
}

/// A number as a respondent types it, written with a decimal point and without anything between its thousands:
/// `1,5`, `1 500`, `1.500,25` and `1,500.25` can be meant in one way only.
pub(super) fn typed(written: &str) -> Result<String, NoNumber> {
    let written = written.trim();
    let is_space = |character: char| matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let (points, commas) = (written.matches('.').count(), written.matches(',').count());
    let plain = match (points, commas) {
        (0 | 1, 0) => in_thousands(written, is_space, '.')?,
        (0, 1) => {
            let (whole, part) = written.split_once(',').unwrap_or((written, ""));
            let digits = whole.trim_start_matches(['+', '-']);
            let could_be_thousands =
                part.len() == 3 && (1..=3).contains(&digits.len()) && !digits.starts_with('0');
            if could_be_thousands && Numeral::read(whole).is_some() && Numeral::read(part).is_some() {
                return Err(NoNumber::Unclear);
            }
            in_thousands(written, is_space, ',')?
        }
        (0, _) => in_thousands(written, |character| character == ',', '.')?,
        (_, 0) => in_thousands(written, |character| character == '.', ',')?,
        _ if written.rfind(',') > written.rfind('.') => {
            in_thousands(written, |character| character == '.', ',')?
        }
        _ => in_thousands(written, |character| character == ',', '.')?,
    };
    Numeral::read(&plain).map(|_| plain.clone()).ok_or(NoNumber::No)
}

/// The number without the marks between its thousands, which must stand before every three digits or nowhere, and with a
/// point for its decimal mark.
fn in_thousands(
    written: &str,
    is_mark: impl Fn(char) -> bool,
    decimal_mark: char,
) -> Result<String, NoNumber> {
    let (whole, part) = match written.split_once(decimal_mark) {
        Some((whole, part)) => (whole, Some(part)),
        None => (written, None),
    };
    let mut groups = whole.trim_start_matches(['+', '-']).split(&is_mark);
    let first = groups.next().unwrap_or_default();
    let mut thousands = groups.peekable();
    let is_grouped = thousands.peek().is_some();
    if is_grouped && (!(1..=3).contains(&first.len()) || !thousands.all(|group| group.len() == 3)) {
        return Err(NoNumber::No);
    }
    let digits: String = whole.chars().filter(|character| !is_mark(*character)).collect();
    Ok(match part {
        Some(part) => format!("{digits}.{part}"),
        None => digits,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(written: &str) -> Numeral<'_> {
        Numeral::read(written).unwrap()
    }

    #[test]
    fn only_digits_with_a_sign_and_a_point_are_numbers() {
        for written in
            ["0", "-0", "+7", "007", ".5", "5.", " 12 ", "1234567890123456789012345678901234567890.1"]
        {
            assert!(Numeral::read(written).is_some(), "{written}");
        }
        for written in
            ["", ".", "-", "NaN", "inf", "Infinity", "1e3", "0x1F", "1,5", "1_000", "--1", "1.2.3", "٣"]
        {
            assert!(Numeral::read(written).is_none(), "{written}");
        }
    }

    #[test]
    fn numbers_of_any_length_are_told_apart() {
        let rising = [
            "-12345678901234567.2",
            "-12345678901234567.1",
            "-100",
            "-1.5",
            "-1.05",
            "0",
            "0.0000000000000000000001",
            "1",
            "2",
            "10",
            "12345678901234567",
            "12345678901234568",
            "1234567890123456789012345678901234567890",
        ];
        for (place, lower) in rising.iter().enumerate() {
            assert_eq!(number(lower).cmp(&number(lower)), Ordering::Equal);
            for higher in &rising[place + 1..] {
                assert_eq!(number(lower).cmp(&number(higher)), Ordering::Less, "{lower} {higher}");
                assert_eq!(number(higher).cmp(&number(lower)), Ordering::Greater, "{higher} {lower}");
            }
        }
        for (one, other) in [("1", "1.00"), ("007", "7"), ("-0", "0"), (".5", "0.5"), ("+3", "3")] {
            assert_eq!(number(one), number(other));
        }
    }

    #[test]
    fn a_total_has_no_digits_that_nobody_typed() {
        assert_eq!(total(["0.1", "0.2", "", "many"]), "0.3");
        assert_eq!(total(["99.50", "0.5"]), "100");
        assert_eq!(total([]), "0");
    }

    #[test]
    fn a_typed_number_is_read_in_the_one_way_it_can_be_meant_or_not_at_all() {
        for (written, read) in [
            ("1,5", "1.5"),
            ("1.5", "1.5"),
            ("1500", "1500"),
            ("1 500", "1500"),
            ("1\u{a0}500,5", "1500.5"),
            ("1,500.25", "1500.25"),
            ("1.500,25", "1500.25"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("0,500", "0.500"),
            ("1,5000", "1.5000"),
            ("-2,25", "-2.25"),
            ("1.500", "1.500"),
            ("12345,678", "12345.678"),
            (",5", ".5"),
            ("1’500", "1500"),
        ] {
            assert_eq!(typed(written).as_deref(), Ok(read), "{written}");
        }
        for written in ["1,500", "-12,000", "999,999"] {
            assert_eq!(typed(written), Err(NoNumber::Unclear), "{written}");
        }
        for written in
            ["", "many", "1,50,000", "1 50", "12 3456", "1/2", "5%", "$5", "NaN", "1e3", "1,2,3", "1.2.3"]
        {
            assert_eq!(typed(written), Err(NoNumber::No), "{written}");
        }
    }

    proptest! {
        #[test]
        fn comparison_is_a_total_order(texts in prop::collection::vec("-?[0-9]{0,25}\\.?[0-9]{0,25}", 3)) {
            let numbers: Option<Vec<Numeral<'_>>> = texts.iter().map(|text| Numeral::read(text)).collect();
            if let Some(numbers) = numbers {
                let (a, b, c) = (numbers[0], numbers[1], numbers[2]);
                prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
                if a <= b && b <= c {
                    prop_assert!(a <= c);
                }
                if a == b {
                    prop_assert_eq!(a.cmp(&c), b.cmp(&c));
                }
            }
        }

        #[test]
        fn whole_numbers_compare_as_they_do_elsewhere(a in any::<i128>(), b in any::<i128>()) {
            let (left, right) = (a.to_string(), b.to_string());
            prop_assert_eq!(number(&left).cmp(&number(&right)), a.cmp(&b));
        }

        #[test]
        fn what_is_read_of_a_typed_number_reads_as_itself(written in "\\PC{0,20}") {
            if let Ok(read) = typed(&written) {
                prop_assert_eq!(typed(&read), Ok(read.clone()));
            }
        }
    }
}
