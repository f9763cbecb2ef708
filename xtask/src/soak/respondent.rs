//! A person who answers the survey of the acceptance tests in a browser, and who tries again when the server is away.

use crate::http::{Answer, Client};
use crate::process::Outcome;

/// What came of one step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The next page is there.
    Moved,
    /// The survey said thank you: from now on the response must be there.
    Ended,
    /// The server asked to come back later, with this status.
    Later(u16),
}

/// One respondent; the text it writes tells it from all others.
pub(super) struct Respondent {
    pub(super) text: String,
    survey: String,
    place: Place,
}

enum Place {
    /// An address to be opened.
    At(String),
    /// A form to be sent: where to, and with what.
    Form { action: String, body: String },
}

impl Respondent {
    /// Somebody who got the link.
    pub(super) fn new(survey: &str, text: String) -> Self {
        Self { text, survey: survey.to_owned(), place: Place::At(format!("/jfe/form/{survey}")) }
    }

    /// Somebody else with the same link.
    pub(super) fn next(&self, text: String) -> Self {
        Self::new(&self.survey, text)
    }

    /// Opens a page or sends one. When the connection breaks, the step can be made again, as a browser's reload does.
    ///
    /// # Errors
    /// When the connection breaks, or with a sentence that begins with `fault` when the answer is none a browser may get.
    pub(super) fn step(&mut self, client: &mut Client) -> Outcome<Step> {
        let answer = match &self.place {
            Place::At(address) => client.get(address)?,
            Place::Form { action, body } => {
                client.send("POST", action, "application/x-www-form-urlencoded", body.as_bytes())?
            }
        };
        match answer.status {
            200 => self.read(&answer),
            303 => {
                let address = answer.location.ok_or("fault: a redirect leads nowhere")?;
                self.place = Place::At(address);
                Ok(Step::Moved)
            }
            429 | 503 => Ok(Step::Later(answer.status)),
            other => Err(format!("fault: {} was answered {other}", self.text).into()),
        }
    }

    fn read(&mut self, answer: &Answer) -> Outcome<Step> {
        let page = String::from_utf8_lossy(&answer.body);
        let Some(action) = after(&page, " method=\"post\" action=\"") else {
            return if page.contains("<h1>Thank you</h1>") {
                Ok(Step::Ended)
            } else {
                Err(format!("fault: {} was shown neither a question nor the end: {page}", self.text).into())
            };
        };
        let mut body = String::from("direction=next");
        for input in page.split("<input type=\"hidden\"").skip(1) {
            if let (Some(name), Some(value)) = (after(input, "name=\""), after(input, "value=\"")) {
                body += &format!("&{name}={value}");
            }
        }
        for (input, value) in [("QID1", "1"), ("QID2", "1"), ("QID3", &*self.text)] {
            if let Some(rest) = page.split(&format!("name=\"{input}")).nth(1) {
                let name = rest.split('"').next().unwrap_or_default();
                body += &format!("&{input}{name}={value}");
            }
        }
        self.place = Place::Form { action: action.to_owned(), body };
        Ok(Step::Moved)
    }
}

/// What stands between the first `before` and the next quotation mark.
fn after<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Answer {
        Answer { status: 200, location: None, headers: Vec::new(), body: text.as_bytes().to_vec() }
    }

    #[test]
    fn a_form_is_filled_in_and_the_end_is_known() {
        let mut respondent = Respondent::new("SV_1", "v-1".to_owned());
        let form = "<form id=\"survey\" method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"~token\" value=\"T\">\
                    <input type=\"radio\" id=\"QID1\" name=\"QID1\" value=\"1\"><textarea name=\"QID3_TEXT\">";
        assert_eq!(respondent.read(&page(form)).unwrap(), Step::Moved);
        let Place::Form { action, body } = &respondent.place else { panic!("no form") };
        assert_eq!((action.as_str(), body.as_str()), ("/a", "direction=next&~token=T&QID1=1&QID3_TEXT=v-1"));
        assert_eq!(respondent.read(&page("<h1>Thank you</h1>")).unwrap(), Step::Ended);
        assert!(respondent.read(&page("<h1>Closed</h1>")).is_err());
    }
}
