//! One who answers a survey from its first page to its end.

use std::collections::{BTreeMap, BTreeSet};

use super::browser::Browser;
use super::chance::Chance;
use super::hand::{self, Entered};
use super::mend::mend;
use super::page::Page;
use super::site::Site;
use super::way::Way;
use super::words::{Knowledge, TYPED_PIPE};

/// A survey that was answered.
#[derive(Debug, Clone)]
pub struct Walk {
    /// What it followed from.
    pub seed: u64,
    /// What was answered on the way that counts, by field.
    pub given: Entered,
    /// The keys of all questions that were seen.
    pub seen: BTreeSet<String>,
    /// The keys of the questions on the way that counts, in their order.
    pub way: Vec<String>,
    /// The keys of questions that the page said cannot be answered there.
    pub unanswerable: BTreeSet<String>,
    /// Texts of questions, by key, that showed a piped text raw, or empty where the author's brackets always have something.
    pub unpiped: BTreeMap<String, String>,
    /// Where the respondent was sent at the end, if anywhere.
    pub leads_to: Option<String>,
    /// How many pages were shown, and how many of them because something was wrong.
    pub pages: usize,
    /// See [`Walk::pages`].
    pub refused: usize,
    /// How often the respondent went back.
    pub backs: usize,
    /// How many requests it took.
    pub requests: usize,
}

/// The most pages that are sent: a survey of 10,000 questions has fewer, and one that goes round in a circle has more.
const MOST_PAGES: usize = 12_000;
/// How often somebody tries to get past one page.
const MOST_TRIES: usize = 80;
/// How often somebody goes back.
const MOST_BACKS: usize = 6;

/// Answers a survey as chance will have it; `address` is the survey's, with what the link brings along. Going back and
/// loading a page again keep what was entered, and show nothing else.
///
/// # Errors
/// With what was wrong: an answer that is no page, a page that cannot be left, one that forgot what was entered, one that
/// demands what cannot be answered.
pub async fn walk(site: &Site<'_>, address: &str, seed: u64, known: &Knowledge) -> Result<Walk, String> {
    let mut chance = Chance::of(seed);
    let mut browser = Browser::new(site);
    let mut walker = Walker::default();
    let mut page = browser.open(address).await?;
    for _ in 0..MOST_PAGES {
        let Some(form) = page.form.clone().filter(|_| !page.fields().is_empty() || page.has_button("next"))
        else {
            return walker.end(&page, seed, browser.requests);
        };
        let entered = walker.look(&page, &mut chance, known)?;
        if walker.way.has_begun() && chance.percent(2) {
            let again = browser.reload().await?;
            if again != page {
                return Err(format!("page {} is another when it is loaded again", page.mark()));
            }
        }
        let back = page.has_button("back") && walker.backs < MOST_BACKS && chance.percent(12);
        let direction = if back { "back" } else { "next" };
        walker.send(&page, &entered, back);
        let pairs = pairs(&page, &entered, direction);
        page = browser.submit(&form.action, &pairs).await?;
    }
    Err(format!("no end after {MOST_PAGES} pages"))
}

/// What a browser sends: what is hidden, what is entered, the button.
fn pairs(page: &Page, entered: &Entered, direction: &str) -> Vec<(String, String)> {
    let mut pairs = page.form.as_ref().map(|form| form.hidden.clone()).unwrap_or_default();
    for field in page.fields() {
        let values = entered.get(&field.name).map_or(&[][..], Vec::as_slice);
        pairs.extend(values.iter().map(|value| (field.name.clone(), value.clone())));
        if values.is_empty() && field.offers().is_empty() {
            pairs.push((field.name.clone(), String::new()));
        }
    }
    let buttons = page.form.iter().flat_map(|form| &form.buttons);
    pairs.extend(buttons.into_iter().find(|(_, value)| value == direction).cloned());
    pairs
}

#[derive(Default)]
struct Walker {
    way: Way,
    seen: BTreeSet<String>,
    unanswerable: BTreeSet<String>,
    unpiped: BTreeMap<String, String>,
    /// The page that was sent last, and how often it came back.
    sent: Option<(String, Entered)>,
    tries: usize,
    pages: usize,
    refused: usize,
    backs: usize,
}

impl Walker {
    /// Looks at a page and decides what to enter.
    fn look(&mut self, page: &Page, chance: &mut Chance, known: &Knowledge) -> Result<Entered, String> {
        self.pages += 1;
        for asked in page.questions.iter().filter(|asked| !asked.is_of_page()) {
            self.seen.insert(asked.key.clone());
            let text = asked.text.replace(TYPED_PIPE, "");
            if ["${", "$e{", "[]"].iter().any(|raw| text.contains(raw)) {
                self.unpiped.insert(asked.key.clone(), text);
            }
            if asked.unsupported {
                self.unanswerable.insert(asked.key.clone());
                if asked.required {
                    return Err(format!("{} cannot be answered and is demanded", asked.key));
                }
            }
        }
        // A timer is there without being seen.
        let hidden = page.form.iter().flat_map(|form| &form.hidden);
        let measured = hidden.filter_map(|(name, _)| {
            Some(name.split_once("QID")?.0.len()).map(|start| {
                let end = name[start..].find('_').map_or(name.len(), |end| start + end);
                name[..end].to_owned()
            })
        });
        self.seen.extend(measured);
        let is_wrong = page.has_problems();
        self.way.arrive(page)?;
        let came_back = self.sent.as_ref().filter(|(mark, _)| mark == page.mark());
        self.tries = if came_back.is_some() { self.tries + 1 } else { 0 };
        if self.tries > MOST_TRIES {
            let problems: Vec<_> = page
                .questions
                .iter()
                .map(|asked| (&asked.key, &asked.problems))
                .filter(|(_, all)| !all.is_empty())
                .collect();
            return Err(format!("page {} cannot be left: {problems:?}, sent {came_back:?}", page.mark()));
        }
        Ok(match came_back {
            Some(_) if is_wrong => {
                self.refused += 1;
                mend(page, self.tries - 1, chance, known)
            }
            Some((_, before)) => hand::answer_new(page, before, chance, known),
            None => hand::answer(page, chance, known),
        })
    }

    fn send(&mut self, page: &Page, entered: &Entered, back: bool) {
        self.backs += usize::from(back);
        self.way.send(entered, back);
        // Who goes back and comes again has not been refused.
        self.sent = (!back).then(|| (page.mark().to_owned(), entered.clone()));
    }

    fn end(self, page: &Page, seed: u64, requests: usize) -> Result<Walk, String> {
        if page.sign != "done" {
            return Err(format!("neither a question nor the end: {:?} ({})", page.title, page.sign));
        }
        let (way, given) = self.way.given();
        Ok(Walk {
            seed,
            given,
            seen: self.seen,
            way,
            unanswerable: self.unanswerable,
            unpiped: self.unpiped,
            leads_to: page.leads_to.clone(),
            pages: self.pages,
            refused: self.refused,
            backs: self.backs,
            requests,
        })
    }
}
