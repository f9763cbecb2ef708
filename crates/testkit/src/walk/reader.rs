//! Reads a page from its HTML.

use std::collections::HashMap;

use super::dom::{Place, Step, Tree};
use super::field::{Field, Hints, Offer, Takes};
use super::page::{Asked, Form, Page};

/// Reads a page.
#[must_use]
pub(crate) fn read(html: &str) -> Page {
    let tree = Tree::parse(html);
    let mut reader = Reader {
        tree: &tree,
        page: Page::default(),
        open: Vec::new(),
        forms: Vec::new(),
        fields: HashMap::new(),
    };
    for step in tree.way(0) {
        match step {
            Step::Enter(place) => reader.enter(place),
            Step::Leave(place) => reader.leave(place),
            Step::Text(place) => reader.text(place),
        }
    }
    // The survey's own form brings back where the respondent is; one that chooses a language is another.
    let is_survey = |form: &Form| form.hidden.iter().any(|(name, _)| name == "~token");
    let place = reader.forms.iter().position(is_survey).unwrap_or(0);
    let form = (place < reader.forms.len()).then(|| reader.forms.swap_remove(place));
    Page { form, ..reader.page }
}

/// What an open element is to the reader.
enum Part {
    Title,
    Form,
    Question,
    Text,
    Required,
    Problem,
    Hint,
    Rank,
    Area(usize),
    Select(usize),
}

struct Reader<'t> {
    tree: &'t Tree,
    page: Page,
    /// The open elements that mean something, innermost last.
    open: Vec<(Place, Part)>,
    /// All forms so far.
    forms: Vec<Form>,
    /// The places of the fields of the last form by name.
    fields: HashMap<String, usize>,
}

impl Reader<'_> {
    fn enter(&mut self, place: Place) {
        let tree = self.tree;
        let attribute = |name: &str| tree.attribute(place, name).unwrap_or_default().to_owned();
        let is = |class: &str| tree.is_of_class(place, class);
        let part = match tree.name(place) {
            "html" => {
                self.page.language = attribute("lang");
                None
            }
            "title" => Some(Part::Title),
            "meta" if attribute("http-equiv").eq_ignore_ascii_case("refresh") => {
                let address = attribute("content").split_once("url=").map(|(_, address)| address.to_owned());
                self.page.leads_to = address;
                None
            }
            "form" => {
                self.forms.push(Form { action: attribute("action"), ..Form::default() });
                self.fields.clear();
                Some(Part::Form)
            }
            "input" => self.input(place),
            "button" => {
                if let Some(form) = self.form() {
                    form.buttons.push((attribute("name"), attribute("value")));
                }
                None
            }
            "textarea" => self.text_field(place, "textarea").map(Part::Area),
            "select" => {
                let several = tree.has(place, "multiple");
                let takes = if several { Takes::Several(Vec::new()) } else { Takes::One(Vec::new()) };
                self.field(place, takes).map(Part::Select)
            }
            "option" => {
                self.option(place);
                None
            }
            _ if is("question") => {
                self.page.questions.push(Asked::default());
                Some(Part::Question)
            }
            _ if is("sign") => {
                let classes = attribute("class");
                self.page.sign =
                    classes.split_ascii_whitespace().find(|word| *word != "sign").unwrap_or("").into();
                None
            }
            _ if !self.is_in_question() => None,
            _ if is("text") => {
                let key = attribute("id").strip_suffix("-text").unwrap_or_default().to_owned();
                self.asked(|asked| asked.key = key);
                Some(Part::Text)
            }
            _ if is("required") => {
                self.asked(|asked| asked.required = true);
                Some(Part::Required)
            }
            _ if is("error") => Some(Part::Problem),
            "p" if matches!(self.open.last(), Some((_, Part::Problem))) => {
                self.asked(|asked| asked.problems.push(String::new()));
                None
            }
            _ if is("hint") => {
                self.asked(|asked| asked.hints.push(String::new()));
                Some(Part::Hint)
            }
            _ if is("rank") => Some(Part::Rank),
            _ if is("unsupported") => {
                self.asked(|asked| asked.unsupported = true);
                None
            }
            _ => None,
        };
        self.open.extend(part.map(|part| (place, part)));
    }

    fn leave(&mut self, place: Place) {
        if self.open.last().is_some_and(|(open, _)| *open == place) {
            self.open.pop();
        }
    }

    fn text(&mut self, place: Place) {
        let text = self.tree.text(place);
        match self.open.last() {
            Some((_, Part::Title)) => self.page.title.push_str(text),
            Some((_, Part::Text)) => self.asked(|asked| asked.text.push_str(text)),
            Some((_, Part::Problem)) => self.asked(|asked| {
                if let Some(last) = asked.problems.last_mut() {
                    last.push_str(text);
                }
            }),
            Some((_, Part::Hint)) => self.asked(|asked| {
                if let Some(last) = asked.hints.last_mut() {
                    last.push_str(text);
                }
            }),
            Some((_, Part::Area(field))) => {
                let field = *field;
                if let Some(field) = self.form().and_then(|form| form.fields.get_mut(field)) {
                    field.preset = vec![text.to_owned()];
                }
            }
            _ => {}
        }
    }

    /// The form that is open.
    fn form(&mut self) -> Option<&mut Form> {
        let is_open = self.open.iter().any(|(_, part)| matches!(part, Part::Form));
        self.forms.last_mut().filter(|_| is_open)
    }

    fn is_in_question(&self) -> bool {
        self.open.iter().any(|(_, part)| matches!(part, Part::Question))
    }

    fn asked(&mut self, change: impl FnOnce(&mut Asked)) {
        if let Some(asked) = self.page.questions.last_mut() {
            change(asked);
        }
    }

    fn input(&mut self, place: Place) -> Option<Part> {
        let value = || self.tree.attribute(place, "value");
        let kind = self.tree.attribute(place, "type").unwrap_or("text").to_ascii_lowercase();
        match kind.as_str() {
            "hidden" => {
                let name = self.tree.attribute(place, "name")?.to_owned();
                let pair = (name, value().unwrap_or_default().to_owned());
                self.form()?.hidden.push(pair);
            }
            "submit" => {
                let pair = (self.tree.attribute(place, "name")?.to_owned(), value()?.to_owned());
                self.form()?.buttons.push(pair);
            }
            "button" | "reset" | "image" => {}
            "radio" | "checkbox" => {
                let takes = if kind == "radio" { Takes::One(Vec::new()) } else { Takes::Several(Vec::new()) };
                let value = value().unwrap_or("on").to_owned();
                let alone = self.tree.has(place, "data-alone");
                let is_picked = self.tree.has(place, "checked");
                let field = self.field(place, takes)?;
                self.offer(field, Offer { value, alone }, is_picked);
            }
            "file" => {
                self.field(place, Takes::File);
            }
            _ => {
                let value = value().unwrap_or_default().to_owned();
                let field = self.text_field(place, &kind)?;
                let field = self.form()?.fields.get_mut(field)?;
                field.preset = Some(value).filter(|value| !value.is_empty()).into_iter().collect();
            }
        }
        None
    }

    fn text_field(&mut self, place: Place, kind: &str) -> Option<usize> {
        let attribute = |name: &str| self.tree.attribute(place, name);
        let number = |name: &str| attribute(name).and_then(|text| text.parse::<f64>().ok());
        let hints = Hints {
            kind: kind.to_owned(),
            keys: attribute("inputmode").unwrap_or_default().to_owned(),
            longest: attribute("maxlength").and_then(|text| text.parse().ok()),
            shortest: attribute("minlength").and_then(|text| text.parse().ok()),
            least: number("min").or_else(|| number("data-least")),
            most: number("max").or_else(|| number("data-most")),
            step: number("step").or_else(|| number("data-step")),
            pattern: attribute("pattern").map(str::to_owned),
        };
        self.field(place, Takes::Text(hints))
    }

    fn option(&mut self, place: Place) {
        let Some(field) = self.open.iter().rev().find_map(|(_, part)| match part {
            Part::Select(field) => Some(*field),
            _ => None,
        }) else {
            return;
        };
        let text = || self.tree.all_text(place).split_whitespace().collect::<Vec<_>>().join(" ");
        let value = self.tree.attribute(place, "value").map_or_else(text, str::to_owned);
        // The entry that asks for a choice is none.
        if !value.is_empty() {
            self.offer(field, Offer { value, alone: false }, self.tree.has(place, "selected"));
        }
    }

    fn offer(&mut self, field: usize, offer: Offer, is_picked: bool) {
        let Some(field) = self.form().and_then(|form| form.fields.get_mut(field)) else { return };
        if is_picked {
            field.preset.push(offer.value.clone());
        }
        if let Takes::One(offers) | Takes::Several(offers) = &mut field.takes {
            offers.push(offer);
        }
    }

    /// The field with the name of this control, made where it is not there yet. A control without a name, outside the form
    /// or one that cannot be used is none.
    fn field(&mut self, place: Place, takes: Takes) -> Option<usize> {
        let name = self.tree.attribute(place, "name").filter(|name| !name.is_empty())?.to_owned();
        if self.tree.has(place, "disabled") {
            return None;
        }
        let question = if self.is_in_question() { self.page.questions.len().checked_sub(1) } else { None };
        let wrong = self.tree.attribute(place, "aria-invalid") == Some("true");
        let rank = self.open.iter().any(|(_, part)| matches!(part, Part::Rank));
        let known = self.fields.get(&name).copied();
        let fields = &mut self.form()?.fields;
        let known = known.unwrap_or(fields.len());
        if known == fields.len() {
            fields.push(Field { name: name.clone(), takes, preset: Vec::new(), question, rank, wrong });
        }
        fields[known].wrong |= wrong;
        self.fields.insert(name, known);
        Some(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r##"<!DOCTYPE html><html lang="de"><title>A &amp; B</title>
        <form method="get"><select name="lang"><option value="EN">English</select></form>
        <form method="post" action="/f"><input type="hidden" name="~token" value="T"><input type="hidden" name="~page" value="1.2.0">
        <div class="question wrong"><div class="text" id="QID1-text">Why?<span class="required"> (required)</span></div>
          <div class="error" id="QID1-error"><p>Please answer.</p></div>
          <input type="radio" name="QID1" value="1"><input type="radio" name="QID1" value="2" checked>
          <input type="text" name="QID1_2_TEXT" value="a &quot;b&quot;" aria-invalid="true" maxlength="9"></div>
        <div class="question"><div class="text" id="QID2-text">Which?</div><p class="hint">Sum: 100</p>
          <input type="checkbox" name="QID2" value="1" checked><input type="checkbox" name="QID2" value="2" checked data-alone>
          <textarea name="QID3_TEXT">

two</textarea><select name="QID4"><option value="">Choose<option value="1" selected>One<option>Two</select>
          <div class="number rank"><input name="QID5_1" data-least="1" data-most="3"></div></div>
        <div class="question"><p class="unsupported">No</p></div>
        <button name="direction" value="next">Next</button></form>"##;

    #[test]
    fn a_page_is_read_as_a_browser_shows_it() {
        let page = read(PAGE);
        assert_eq!((page.title.as_str(), page.language.as_str(), page.mark()), ("A & B", "de", "1.2.0"));
        assert_eq!(
            (page.hidden("~token"), page.has_button("next"), page.has_button("back")),
            ("T", true, false)
        );
        let [first, second, third] = &page.questions[..] else { panic!("{:?}", page.questions) };
        assert_eq!((first.key.as_str(), first.text.as_str(), first.required), ("QID1", "Why?", true));
        assert_eq!(
            (&first.problems[..], &second.hints[..]),
            (&["Please answer.".to_owned()][..], &["Sum: 100".to_owned()][..])
        );
        assert!(third.unsupported && !second.unsupported && page.has_problems());
        let preset: Vec<(&str, String)> =
            page.fields().iter().map(|field| (field.name.as_str(), field.preset.join("|"))).collect();
        let expected = [
            ("QID1", "2"),
            ("QID1_2_TEXT", "a \"b\""),
            ("QID2", "1|2"),
            ("QID3_TEXT", "\ntwo"),
            ("QID4", "1"),
            ("QID5_1", ""),
        ];
        assert_eq!(preset, expected.map(|(name, value)| (name, value.to_owned())));
        let field = |name: &str| page.fields().iter().find(|field| field.name == name).unwrap();
        assert!(field("QID1_2_TEXT").wrong && field("QID5_1").rank && !field("QID1").wrong);
        assert!(field("QID2").offers()[1].alone && field("QID4").offers()[1].value == "Two");
        let Takes::Text(hints) = &field("QID5_1").takes else { panic!() };
        assert_eq!((hints.least, hints.most), (Some(1.0), Some(3.0)));
    }
}
