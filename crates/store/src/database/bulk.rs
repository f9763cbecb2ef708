//! Many rows by the text that inserts one: the text for several, and the keys by which PostgreSQL says which are new.

use super::renumber::renumber;
use super::value::Param;
use crate::Error;

/// The most parameters of one statement in PostgreSQL's protocol.
const MOST_PARAMETERS: usize = 65_535;
/// Of how many rows the statements are, largest first; each is prepared once per client.
const ROWS_AT_ONCE: [usize; 3] = [64, 8, 1];

/// The sizes of statement for rows of so many parameters, largest first.
pub(super) fn sizes(width: usize) -> impl Iterator<Item = usize> {
    ROWS_AT_ONCE.into_iter().filter(move |rows| rows * width <= MOST_PARAMETERS)
}

/// An `INSERT … VALUES (…)` of one row for several: its list of values again and again, with parameters of their own.
pub(super) fn of_many_rows(sql: &str, width: usize, rows: usize) -> Result<String, Error> {
    let (before, values, after) = values(sql).ok_or_else(|| unfit(sql))?;
    if before.contains('$') || after.contains('$') {
        return Err(unfit(sql));
    }
    let mut text = before.to_owned();
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        renumber(values, row * width, &mut text);
        text.push(')');
    }
    text.push_str(after);
    Ok(text)
}

/// What stands before, in and behind the parentheses after VALUES.
fn values(sql: &str) -> Option<(&str, &str, &str)> {
    let list = sql.find("VALUES")? + "VALUES".len();
    let open = list + sql[list..].find('(')?;
    let mut depth = 0;
    for (place, letter) in sql[open..].char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let close = open + place;
            return Some((&sql[..open], &sql[open + 1..close], &sql[close + 1..]));
        }
    }
    None
}

/// Values as bytes that are the same when the values are.
pub(super) fn key<'a>(values: impl Iterator<Item = Param<'a>>) -> Vec<u8> {
    let mut key = Vec::with_capacity(24);
    for value in values {
        match value {
            Param::Null => key.push(0),
            Param::Integer(number) => {
                key.push(1);
                key.extend(number.to_le_bytes());
            }
            Param::Real(number) => {
                key.push(2);
                key.extend(number.to_le_bytes());
            }
            Param::Text(text) => with_length(3, text.as_bytes(), &mut key),
            Param::Bytes(bytes) => with_length(4, bytes, &mut key),
        }
    }
    key
}

fn with_length(kind: u8, bytes: &[u8], key: &mut Vec<u8>) {
    key.push(kind);
    key.extend(bytes.len().to_le_bytes());
    key.extend(bytes);
}

fn unfit(sql: &str) -> Error {
    Error::Other(format!(
        "rows are inserted by INSERT … VALUES (…) with all its parameters in there, not by: {sql}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_values_is_repeated_with_numbers_of_its_own() {
        let sql =
            "\n    INSERT INTO t (a, b, c)\n    VALUES ($1, lower($2), 7)\n    ON CONFLICT (a) DO NOTHING";
        assert_eq!(
            of_many_rows(sql, 2, 3).unwrap(),
            "\n    INSERT INTO t (a, b, c)\n    VALUES ($1, lower($2), 7), ($3, lower($4), 7), ($5, lower($6), 7)\n    \
             ON CONFLICT (a) DO NOTHING"
        );
        assert!(of_many_rows("INSERT INTO t SELECT $1", 1, 2).is_err());
        assert!(
            of_many_rows("INSERT INTO t VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = $2", 1, 2).is_err()
        );
    }

    #[test]
    fn a_statement_never_has_more_parameters_than_the_protocol_takes() {
        assert_eq!(sizes(15).collect::<Vec<_>>(), [64, 8, 1]);
        assert_eq!(sizes(2_000).collect::<Vec<_>>(), [8, 1]);
        assert_eq!(sizes(65_536).count(), 0);
    }

    #[test]
    fn keys_are_the_same_only_for_the_same_values() {
        let of = |texts: [&'static str; 2]| key(texts.into_iter().map(Param::Text));
        assert_eq!(of(["ab", "c"]), of(["ab", "c"]));
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
        assert_ne!(key([Param::Null].into_iter()), key([Param::Integer(0)].into_iter()));
    }
}
