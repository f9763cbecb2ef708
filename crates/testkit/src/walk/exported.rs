//! What was exported beside what was given, cell by cell.

use std::collections::HashMap;

use model::column::Column;
use serde_json::Value;

use super::cells::{Cells, Expected};
use super::hand::Entered;
use super::walker::Walk;

/// An embedded data field by which a response is found, where a survey declares it: a link that brings it along says which
/// walk it is.
pub const WALK: &str = "walk";

/// What an export says of each walk, and how many cells were compared.
///
/// # Errors
/// With the first difference.
pub(super) fn compare_csv(cells: &Cells<'_>, walks: &[Walk], file: &str) -> Result<usize, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_bytes());
    let rows: Vec<csv::StringRecord> =
        reader.records().collect::<Result<_, _>>().map_err(|why| why.to_string())?;
    let [names, _, _, rows @ ..] = rows.as_slice() else {
        return Err("an export without its three headers".to_owned());
    };
    let ours: Vec<&str> = cells.table.iter().map(|column| column.name.as_str()).collect();
    let theirs: Vec<&str> = names.iter().take(ours.len()).collect();
    if ours != theirs {
        return Err(format!("columns: {theirs:?} for {ours:?}"));
    }
    let key = names.iter().position(|name| name == WALK);
    let rows = rows_of(rows, walks, |row| key.and_then(|key| row.get(key)).map(str::to_owned))?;
    let mut compared = 0;
    for (walk, row) in rows {
        let kept = cells.kept(&walk.given).map_err(|why| format!("seed {}: {why}", walk.seed))?;
        for (place, column) in cells.table.iter().enumerate().filter(|(_, column)| column.question.is_some())
        {
            let found = row.get(place).unwrap_or_default();
            compared += usize::from(
                holds(&cells.cell(column, &kept), &found.to_owned(), &String::new())
                    .map_err(|expected| different(walk, column, &kept, found, &expected))?,
            );
        }
    }
    Ok(compared)
}

fn different(walk: &Walk, column: &Column, kept: &Entered, found: &str, expected: &str) -> String {
    let Walk { seed, way, .. } = walk;
    let id = &column.import.id;
    format!(
        "CSV, seed {seed}: {} ({id}) is {found:?} for {expected:?}; kept {:?}, way {way:?}",
        column.name,
        kept.get(id)
    )
}

/// The same of an export in JSON.
///
/// # Errors
/// With the first difference.
pub(super) fn compare_json(cells: &Cells<'_>, walks: &[Walk], file: &str) -> Result<usize, String> {
    let file: Value = serde_json::from_str(file).map_err(|why| why.to_string())?;
    let rows = file["responses"].as_array().ok_or("an export without responses")?;
    let rows = rows_of(rows, walks, |row| row["values"][WALK].as_str().map(str::to_owned))?;
    let mut compared = 0;
    for (walk, row) in rows {
        let kept = cells.kept(&walk.given).map_err(|why| format!("seed {}: {why}", walk.seed))?;
        for field in cells.fields() {
            let found = &row["values"][field];
            compared +=
                usize::from(holds(&cells.value(field, &kept), found, &Value::Null).map_err(|expected| {
                    format!("JSON, seed {}: {field} is {found} for {expected}", walk.seed)
                })?);
        }
    }
    Ok(compared)
}

/// Whether the cell was compared; what was expected where it is another.
fn holds<T: PartialEq + ToString>(expected: &Expected<T>, found: &T, nothing: &T) -> Result<bool, String> {
    match expected {
        Expected::Is(expected) if expected != found => Err(expected.to_string()),
        Expected::OrNothing(expected) if expected != found && found != nothing => Err(expected.to_string()),
        Expected::Is(_) | Expected::OrNothing(_) => Ok(true),
        Expected::Unknown => Ok(false),
    }
}

/// Each walk with its row: by the field [`WALK`] where the survey has it, else in the order of the walks.
fn rows_of<'w, 'r, R>(
    rows: &'r [R],
    walks: &'w [Walk],
    key: impl Fn(&R) -> Option<String>,
) -> Result<Vec<(&'w Walk, &'r R)>, String> {
    if rows.len() != walks.len() {
        return Err(format!("{} responses of {} walks", rows.len(), walks.len()));
    }
    let by_key: HashMap<String, &R> = rows.iter().filter_map(|row| Some((key(row)?, row))).collect();
    if by_key.is_empty() {
        return Ok(walks.iter().zip(rows).collect());
    }
    let row = |walk: &'w Walk| {
        let found = by_key.get(&walk.seed.to_string());
        found.map(|row| (walk, *row)).ok_or_else(|| format!("the response of seed {} is missing", walk.seed))
    };
    walks.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use formats::qsf;
    use serde_json::json;

    use super::*;
    use crate::generate::large;

    fn walked(seed: u64, given: &[(&str, &str)]) -> Walk {
        let given =
            given.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect();
        let (seen, unanswerable, unpiped) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        let (pages, refused, backs, requests) = (1, 0, 0, 2);
        Walk {
            seed,
            given,
            seen,
            way: Vec::new(),
            unanswerable,
            unpiped,
            leads_to: None,
            pages,
            refused,
            backs,
            requests,
        }
    }

    #[test]
    fn what_is_missing_wrong_or_too_much_is_found() {
        let survey = qsf::survey(&qsf::read(&large(2)).unwrap());
        let cells = Cells::of(&survey);
        let names: Vec<&str> = cells.table.iter().map(|column| column.name.as_str()).collect();
        let csv = |rows: &[(&str, &str, &str)]| {
            let mut file = format!("{0}\n{0}\n{0}\n", names.join(","));
            for (first, second, walk) in rows {
                let cell = |name: &&str| match *name {
                    "Q1" => *first,
                    "Q2" => *second,
                    WALK => *walk,
                    _ => "",
                };
                file += &(names.iter().map(cell).collect::<Vec<_>>().join(",") + "\n");
            }
            file
        };
        let walks = [walked(7, &[("QID1", "2")]), walked(8, &[("QID2", "1")])];
        let csv_of = |rows: &[_]| compare_csv(&cells, &walks, &csv(rows));
        assert_eq!(csv_of(&[("", "1", "8"), ("2", "", "7")]), Ok(4));
        for wrong in [
            vec![("2", "", "7")],
            vec![("2", "", "7"), ("", "2", "8")],
            vec![("2", "", "7"), ("", "", "8")],
            vec![("2", "2", "7"), ("", "1", "8")],
            vec![("2", "", "7"), ("", "1", "9")],
        ] {
            assert!(csv_of(&wrong).is_err(), "{wrong:?}");
        }
        let json_of = |first: Value, second: Value| {
            let rows = json!({ "responses": [{ "values": first }, { "values": second }] });
            compare_json(&cells, &walks, &rows.to_string())
        };
        let right = json!({ "QID1": 2, "walk": "7" });
        assert_eq!(json_of(right.clone(), json!({ "QID2": 1, "walk": "8" })), Ok(4));
        for wrong in [
            json!({ "QID2": "1", "walk": "8" }),
            json!({ "QID1": 1, "QID2": 1, "walk": "8" }),
            json!({ "walk": "8" }),
        ] {
            assert!(json_of(right.clone(), wrong.clone()).is_err(), "{wrong}");
        }
        assert!(cells.kept(&walked(1, &[("QID9", "1")]).given).is_err(), "an answer without a column");
    }
}
