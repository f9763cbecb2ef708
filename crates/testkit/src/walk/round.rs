//! A survey file walked again and again, and its exports compared.

use std::collections::BTreeMap;
use std::fmt;

use formats::qsf;
use model::survey::Survey;
use serde_json::Value;

use super::browser::urlencoded;
use super::cells::Cells;
use super::exported::{WALK, compare_csv, compare_json};
use super::site::Site;
use super::walker::{Walk, walk};
use super::words::Knowledge;

/// What came of the walks through one survey file.
pub struct Round {
    /// The survey as the engine reads it.
    pub survey: Survey,
    /// The walks, in the order of their seeds.
    pub walks: Vec<Walk>,
    /// How many cells were compared, of both exports.
    pub cells: usize,
}

/// Puts a survey file in, answers it once for each seed, and compares what is exported, as CSV with codes and as JSON, with
/// what was given: every cell of every question.
///
/// # Errors
/// With what was wrong first: the seed, where, and what.
pub async fn walk_file(
    site: &Site<'_>,
    name: &str,
    file: &[u8],
    seeds: impl Iterator<Item = u64>,
) -> Result<Round, String> {
    let told = |why: String| format!("{name}: {why}");
    let written: Value = serde_json::from_slice(file).map_err(|why| told(why.to_string()))?;
    let survey = view(file).map_err(told)?;
    let known = Knowledge::of(&written);
    let id = site.import(name, file).await.map_err(told)?;
    let mut walks = Vec::new();
    for seed in seeds {
        let address = address(&id, seed, &known);
        walks.push(
            walk(site, &address, seed, &known).await.map_err(|why| told(format!("seed {seed}: {why}")))?,
        );
    }
    let cells = compare(site, &id, file, &walks).await.map_err(told)?;
    Ok(Round { survey, walks, cells })
}

/// The address of a survey, with what the link brings along.
#[must_use]
pub fn address(survey: &str, seed: u64, known: &Knowledge) -> String {
    let mut brought = known.brought(seed);
    brought.push((WALK.to_owned(), seed.to_string()));
    format!("/jfe/form/{survey}?{}", urlencoded(&brought))
}

/// Exports the survey of a file and compares it with the walks that answered it; gives how many cells were compared.
///
/// # Errors
/// With the first difference.
pub async fn compare(site: &Site<'_>, id: &str, file: &[u8], walks: &[Walk]) -> Result<usize, String> {
    let survey = view(file)?;
    let cells = Cells::of(&survey);
    let csv = compare_csv(&cells, walks, &site.export(id, "csv").await?)?;
    let json = compare_json(&cells, walks, &site.export(id, "json").await?)?;
    Ok(csv + json)
}

fn view(file: &[u8]) -> Result<Survey, String> {
    Ok(qsf::survey(&qsf::read(file).map_err(|why| why.to_string())?))
}

/// A survey file with the button that leads back, which few authors show. Gives the file as it is where it has no options.
#[must_use]
pub fn with_way_back(file: &[u8]) -> Vec<u8> {
    let Ok(mut written) = serde_json::from_slice::<Value>(file) else { return file.to_vec() };
    let elements = match &mut written["SurveyElements"] {
        Value::Array(list) => list.iter_mut().collect::<Vec<_>>(),
        Value::Object(map) => map.values_mut().collect(),
        _ => Vec::new(),
    };
    for element in elements {
        if element["Element"] == "SO" && element["Payload"].is_object() {
            element["Payload"]["BackButton"] = "true".into();
        }
    }
    written.to_string().into_bytes()
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |count: fn(&Walk) -> usize| self.walks.iter().map(count).sum::<usize>();
        let (pages, refused, backs) =
            (sum(|walk| walk.pages), sum(|walk| walk.refused), sum(|walk| walk.backs));
        let walks = self.walks.len();
        write!(
            f,
            "{walks} walks, {pages} pages ({refused} sent back, {backs} gone back from), {} cells",
            self.cells
        )
    }
}

impl Round {
    /// The round, where no page showed a piped text raw or empty.
    ///
    /// # Errors
    /// With the first text that did.
    pub fn well_piped(self) -> Result<Self, String> {
        let first = self.walks.iter().find_map(|walk| Some((walk.seed, walk.unpiped.iter().next()?)));
        match first {
            Some((seed, (key, text))) => {
                Err(format!("seed {seed}: {key} shows a piped text raw or empty: {text:?}"))
            }
            None => Ok(self),
        }
    }

    /// The questions that no page could ask, by their type and selector (`FileUpload FileUpload`), and how many there are.
    #[must_use]
    pub fn unanswerable(&self) -> BTreeMap<String, usize> {
        let mut kinds = BTreeMap::new();
        for question in self.survey.questions.values() {
            let has = |walk: &Walk| {
                walk.unanswerable.iter().any(|key| key.rsplit('_').next() == Some(question.id.as_str()))
            };
            if self.walks.iter().any(has) {
                let kind = question.raw.get("QuestionType").and_then(Value::as_str).unwrap_or_default();
                *kinds.entry(format!("{kind} {}", question.selector)).or_default() += 1;
            }
        }
        kinds
    }
}
