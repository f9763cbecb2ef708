//! Calculations within texts: `$e{ ( 4 + q://QID1/SelectedChoicesRecode ) / 2 }`.
//!
//! As the vendor's guide has them: `+ - * / % ^`, brackets, `round( x , digits )`; piped values without `${` and `}`, set
//! apart by blanks. Reckoned in decimals of 28 digits, so that 0.1 + 0.2 is 0.3. What the original gives for what cannot
//! be worked out is not known; here it is nothing. A value that is empty counts as 0.

use model::limits::surveys::{CALCULATION_DEPTH, CALCULATION_LENGTH};
use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

use crate::run::numeral::{amount, shown, typed};

/// What a calculation comes to, with [`DECIMALS`] at the most; `None` where it cannot be worked out. `value_of` gives the
/// value of a token.
pub(crate) fn calculate(written: &str, value_of: impl Fn(&str) -> Option<String>) -> Option<String> {
    if written.chars().count() > CALCULATION_LENGTH {
        return None;
    }
    // Editors of rich texts write blanks so.
    let written = written.replace("&nbsp;", " ");
    let mut calculation = Calculation { rest: &written, depth: 0, value_of: &value_of };
    let result = calculation.sum()?;
    calculation.skip_blanks();
    calculation.rest.is_empty().then(|| shown(result.round_dp(DECIMALS)))
}

/// The most decimals of a result: a third of ten, times three, is ten.
const DECIMALS: u32 = 14;

struct Calculation<'a> {
    rest: &'a str,
    depth: usize,
    value_of: &'a dyn Fn(&str) -> Option<String>,
}

impl<'a> Calculation<'a> {
    fn sum(&mut self) -> Option<Decimal> {
        let mut sum = self.product()?;
        while let Some(sign) = self.take_any("+-") {
            let next = self.product()?;
            sum = if sign == '+' { sum.checked_add(next)? } else { sum.checked_sub(next)? };
        }
        Some(sum)
    }

    fn product(&mut self) -> Option<Decimal> {
        let mut product = self.signed()?;
        while let Some(sign) = self.take_any("*/%") {
            let next = self.signed()?;
            product = match sign {
                '*' => product.checked_mul(next)?,
                '/' => product.checked_div(next)?,
                _ => product.checked_rem(next)?,
            };
        }
        Some(product)
    }

    fn signed(&mut self) -> Option<Decimal> {
        self.depth += 1;
        if self.depth > CALCULATION_DEPTH {
            return None;
        }
        let value = match self.take_any("+-") {
            Some('-') => self.signed().map(|value| -value),
            Some(_) => self.signed(),
            None => self.power(),
        };
        self.depth -= 1;
        value
    }

    /// Powers bind from the right, and before a sign: -2 ^ 2 is -4.
    fn power(&mut self) -> Option<Decimal> {
        let base = self.operand()?;
        if self.take_any("^").is_none() {
            return Some(base);
        }
        let exponent = self.signed()?;
        if base.is_zero() && exponent.is_sign_negative() {
            return None;
        }
        match i64::try_from(exponent).ok().filter(|_| exponent.is_integer()) {
            Some(exponent) => base.checked_powi(exponent),
            None if base.is_sign_negative() => None,
            None => base.checked_powd(exponent),
        }
    }

    fn operand(&mut self) -> Option<Decimal> {
        self.skip_blanks();
        if self.take_any("(").is_some() {
            let value = self.sum()?;
            return self.take_any(")").map(|_| value);
        }
        if let Some(inner) = self.rest.strip_prefix("${") {
            let (name, rest) = inner.split_once('}')?;
            self.rest = rest;
            return self.value(name);
        }
        if self.rest.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
            return amount(self.take_while(|character| character.is_ascii_digit() || character == '.'));
        }
        let scheme =
            self.rest.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        if self.rest[scheme..].starts_with("://") {
            let name = self.token();
            return self.value(name);
        }
        match self.take_while(|character| character.is_ascii_alphabetic()) {
            "round" => self.rounded(),
            _ => None,
        }
    }

    /// What stands in the brackets of `round`: a value, and how many decimals are left of it (none, if that is not said).
    fn rounded(&mut self) -> Option<Decimal> {
        self.take_any("(")?;
        let value = self.sum()?;
        let decimals = match self.take_any(",") {
            Some(_) => u32::try_from(self.sum()?).ok().filter(|decimals| *decimals <= DECIMALS)?,
            None => 0,
        };
        self.take_any(")")?;
        Some(value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
    }

    fn value(&self, name: &str) -> Option<Decimal> {
        let value = (self.value_of)(name.trim())?;
        if value.trim().is_empty() { Some(Decimal::ZERO) } else { amount(&typed(&value).ok()?) }
    }

    /// A token without brackets of its own: up to a blank or a sign that no token has in it.
    fn token(&mut self) -> &'a str {
        let mut hexes = 0;
        self.take_while(|character| {
            // `%23` is a letter of an address, `%` alone the rest of a division.
            if hexes > 0 {
                hexes -= 1;
                return character.is_ascii_hexdigit();
            }
            hexes = if character == '%' { 2 } else { 0 };
            !character.is_whitespace() && !"()+*^,".contains(character)
        })
    }

    fn take_while(&mut self, mut belongs: impl FnMut(char) -> bool) -> &'a str {
        let end = self.rest.find(|character| !belongs(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn take_any(&mut self, wanted: &str) -> Option<char> {
        self.skip_blanks();
        let next = self.rest.chars().next().filter(|next| wanted.contains(*next))?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(written: &str) -> Option<String> {
        calculate(written, |name| match name {
            "e://Field/a" => Some("7".into()),
            "e://Field/half" => Some("0,5".into()),
            "e://Field/empty" => Some(String::new()),
            "e://Field/text" => Some("2 * 3".into()),
            "e://Field/long" => Some("123456789012345678".into()),
            "q://QID5%232/SelectedAnswerRecode/1" => Some("4".into()),
            _ => None,
        })
    }

    #[test]
    fn what_can_be_worked_out_is() {
        for (written, result) in [
            ("4 + 4", "8"),
            ("2 * 3 + 1", "7"),
            ("2 + 3 * 4", "14"),
            ("( 2 + 3 ) * 4", "20"),
            ("10 - 2 - 3", "5"),
            ("7 / 2", "3.5"),
            ("10 / 3", "3.33333333333333"),
            ("10 / 3 * 3", "10"),
            ("0.1 + 0.2", "0.3"),
            ("17 % 5", "2"),
            ("2 ^ 10", "1024"),
            ("2 ^ 3 ^ 2", "512"),
            ("-2 ^ 2", "-4"),
            ("2 ^ -1", "0.5"),
            ("9 ^ 0.5", "3"),
            ("- ( 3 - 5 )", "2"),
            ("3 * -2", "-6"),
            ("5-3", "2"),
            ("2*(3+4)", "14"),
            ("100 * 0.07", "7"),
            ("round( 2.345 , 2 )", "2.35"),
            ("round(2.5)", "3"),
            ("round( -2.5 )", "-3"),
            ("round( 10 / 4 , 0 ) + 1", "4"),
            ("e://Field/a * 2", "14"),
            ("${e://Field/a} * 2", "14"),
            ("( e://Field/a + 1 )", "8"),
            ("(e://Field/a+1)", "8"),
            ("e://Field/half + 1", "1.5"),
            ("e://Field/empty + 1", "1"),
            ("e://Field/long + 1", "123456789012345679"),
            ("q://QID5%232/SelectedAnswerRecode/1 % 3", "1"),
            ("&nbsp;4 +\u{a0}4&nbsp;", "8"),
            ("007", "7"),
        ] {
            assert_eq!(of(written).as_deref(), Some(result), "{written}");
        }
    }

    #[test]
    fn what_cannot_be_worked_out_is_nothing() {
        for written in [
            "",
            " ",
            "4 +",
            "+",
            "4 4",
            "( 4",
            "4 )",
            "()",
            "1 / 0",
            "1 % 0",
            "0 ^ -1",
            "-4 ^ 0.5 ^",
            "( 0 - 4 ) ^ 0.5",
            "e://Field/text + 1",
            "e://Field/unknown",
            "1 / e://Field/empty",
            "eval( 1 )",
            "round",
            "round( 1 , 99 )",
            "round( 1 , -1 )",
            "1.2.3",
            "1e3",
            "10 ^ 40",
            "4 = 4",
            "1 < 2",
            "$e{ 1 }",
            "${open",
            "x://",
        ] {
            assert_eq!(of(written), None, "{written}");
        }
    }

    #[test]
    fn length_and_depth_are_bounded() {
        for deep in [
            format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000)),
            format!("{}1{}", "(".repeat(4_000), ")".repeat(4_000)),
            format!("{}1", "-".repeat(9_000)),
            format!("1{}", " ^ 1".repeat(2_000)),
            "round(".repeat(1_000),
        ] {
            assert_eq!(of(&deep), None);
        }
        assert_eq!(of(&format!("1{}", " + 1".repeat(2_000))).as_deref(), Some("2001"));
        assert_eq!(of(&format!("{}1{}", "( ".repeat(40), " )".repeat(40))).as_deref(), Some("1"));
    }
}
