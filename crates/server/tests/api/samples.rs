//! A survey of our own writing, with one question of each kind that the stories need.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use testkit::{Answer, Ask, TestServer};

/// A server with the sample survey under the name "Sample", and the survey's id.
pub(crate) async fn server_with(options: Value) -> (TestServer, String) {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &survey(&options)).await;
    (server, id)
}

/// A survey of two pages: QID1 (one choice, must be answered, recoded by ten, the third with a text) and QID2 (several
/// choices, shown in chance order); then QID3 (text), QID4 (a matrix of two rows), QID5 (a slider). The field `branch`
/// is declared. `options` are added to the survey's.
pub(crate) fn survey(options: &Value) -> Vec<u8> {
    let force =
        |on: &str| json!({ "Settings": { "ForceResponse": on, "ForceResponseType": on, "Type": "None" } });
    let shown = |id: &str| json!({ "Type": "Question", "QuestionID": id });
    let blocks = json!([
        {
            "Type": "Default", "ID": "BL_aaaaaaaaaaaaaaa", "Description": "All",
            "BlockElements": [
                shown("QID1"), shown("QID2"), { "Type": "Page Break" }, shown("QID3"), shown("QID4"), shown("QID5")
            ],
        },
        { "Type": "Trash", "ID": "BL_bbbbbbbbbbbbbbb", "Description": "Trash", "BlockElements": [] },
    ]);
    let flow = json!({
        "Type": "Root", "FlowID": "FL_1",
        "Flow": [
            {
                "Type": "EmbeddedData", "FlowID": "FL_2",
                "EmbeddedData": [{ "Description": "branch", "Type": "Recipient", "Field": "branch" }],
            },
            { "Type": "Block", "ID": "BL_aaaaaaaaaaaaaaa", "FlowID": "FL_3" },
        ],
    });
    let mut survey_options =
        json!({ "BackButton": "true", "PartialData": "+1 week", "SaveAndContinue": "true" });
    survey_options.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
    let questions = [
        json!({
            "QuestionID": "QID1", "QuestionType": "MC", "Selector": "SAVR", "SubSelector": "TX", "DataExportTag": "Q1",
            "QuestionText": "How was it?", "QuestionDescription": "How was it?", "Validation": force("ON"),
            "Choices": { "1": { "Display": "Good" }, "2": { "Display": "Bad" },
                         "3": { "Display": "Other", "TextEntry": "true" } },
            "ChoiceOrder": ["1", "2", "3"], "RecodeValues": { "1": "10", "2": "20", "3": "30" },
        }),
        json!({
            "QuestionID": "QID2", "QuestionType": "MC", "Selector": "MAVR", "SubSelector": "TX", "DataExportTag": "Q2",
            "QuestionText": "Which?", "QuestionDescription": "Which?", "Validation": force("OFF"),
            "Choices": { "1": { "Display": "Red" }, "2": { "Display": "Green" }, "3": { "Display": "Blue" } },
            "ChoiceOrder": ["1", "2", "3"], "Randomization": { "Type": "All", "Advanced": null, "TotalRandSubset": "" },
        }),
        json!({
            "QuestionID": "QID3", "QuestionType": "TE", "Selector": "ESTB", "DataExportTag": "Q3",
            "QuestionText": "Why?", "QuestionDescription": "Why?", "Validation": force("OFF"),
        }),
        json!({
            "QuestionID": "QID4", "QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "SingleAnswer",
            "DataExportTag": "Q4", "QuestionText": "Rate", "QuestionDescription": "Rate", "Validation": force("OFF"),
            "Choices": { "1": { "Display": "Price" }, "2": { "Display": "Taste" } }, "ChoiceOrder": ["1", "2"],
            "Answers": { "1": { "Display": "Low" }, "2": { "Display": "High" } }, "AnswerOrder": ["1", "2"],
        }),
        json!({
            "QuestionID": "QID5", "QuestionType": "Slider", "Selector": "HSLIDER", "DataExportTag": "Q5",
            "QuestionText": "How much?", "QuestionDescription": "How much?", "Validation": force("OFF"),
            "Choices": { "1": { "Display": "Amount" } }, "ChoiceOrder": ["1"],
            "Configuration": { "CSSliderMin": 0, "CSSliderMax": 100, "GridLines": 10, "NumDecimals": "1" },
        }),
    ];
    let element = |code: &str, primary: &str, payload: Value| {
        json!({
            "SurveyID": "SV_aaaaaaaaaaaaaaa", "Element": code, "PrimaryAttribute": primary,
            "SecondaryAttribute": null, "TertiaryAttribute": null, "Payload": payload,
        })
    };
    let mut elements = vec![
        element("BL", "Survey Blocks", blocks),
        element("FL", "Survey Flow", flow),
        element("SO", "Survey Options", survey_options),
    ];
    elements.extend(
        questions.map(|payload| element("SQ", payload["QuestionID"].clone().as_str().unwrap(), payload)),
    );
    let entry = json!({
        "SurveyID": "SV_aaaaaaaaaaaaaaa", "SurveyName": "Sample", "SurveyLanguage": "EN", "SurveyStatus": "Active",
    });
    json!({ "SurveyEntry": entry, "SurveyElements": elements }).to_string().into_bytes()
}

/// Records a response and gives its id.
pub(crate) async fn record(server: &TestServer, survey: &str, values: Value) -> String {
    let body = json!({ "values": values });
    let result = server.post(&format!("/surveys/{survey}/responses")).json(&body).send().await.result();
    result["responseId"].as_str().unwrap().to_owned()
}

/// A browser: what it says with every request, and its cookies, which all its windows share.
#[derive(Clone)]
pub(crate) struct Browser<'s> {
    server: &'s TestServer,
    headers: Vec<(String, String)>,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl<'s> Browser<'s> {
    pub(crate) fn new(server: &'s TestServer) -> Self {
        Self { server, headers: Vec::new(), cookies: Arc::default() }
    }

    /// Says this with every request.
    pub(crate) fn saying(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The cookies it has, as it sends them.
    pub(crate) fn cookies(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Asks for a page, and for the one that it is sent to.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        let answer = self.keep(self.asks(Method::GET, path).send().await);
        if answer.status == 303 {
            let address = answer.header("location").to_owned();
            return self.keep(self.asks(Method::GET, &address).send().await);
        }
        answer
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        let asks = self.asks(Method::POST, path).bytes("application/x-www-form-urlencoded", form.to_owned());
        self.keep(asks.send().await)
    }

    fn asks(&self, method: Method, path: &str) -> Ask<'s> {
        let mut asks = self.server.ask(method, path);
        for (name, value) in &self.headers {
            asks = asks.header(name, value);
        }
        let cookies = self.cookies();
        if cookies.is_empty() { asks } else { asks.header("Cookie", &cookies) }
    }

    fn keep(&self, answer: Answer) -> Answer {
        let mut cookies = self.cookies.lock().unwrap();
        for set in answer.headers.get_all("set-cookie") {
            let set = set.to_str().unwrap();
            let (pair, attributes) = set.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        drop(cookies);
        answer
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// One who answers a survey in a browser that knows no JavaScript. A copy is another window with the same page.
#[derive(Clone)]
pub(crate) struct Respondent<'s> {
    browser: Browser<'s>,
    path: String,
    /// What the form brings back.
    pub(crate) token: String,
    /// Which page it is.
    mark: String,
    /// The page at hand.
    pub(crate) page: String,
    /// Where the browser was sent last; empty before.
    pub(crate) address: String,
}

impl<'s> Respondent<'s> {
    /// Opens the survey in a browser of its own; `query` follows its address.
    pub(crate) async fn open(server: &'s TestServer, survey: &str, query: &str) -> Self {
        Self::open_in(&Browser::new(server), &format!("/jfe/form/{survey}"), query).await
    }

    /// Opens the survey at this path in another window of a browser.
    pub(crate) async fn open_in(browser: &Browser<'s>, path: &str, query: &str) -> Self {
        let answer = browser.get(&format!("{path}{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let opened = Self::at(browser, path, answer.text());
        assert!(!opened.token.is_empty(), "no token: {}", opened.page);
        opened
    }

    /// Stands at a page.
    pub(crate) fn at(browser: &Browser<'s>, path: &str, page: String) -> Self {
        let (browser, path, empty) = (browser.clone(), path.to_owned(), String::new);
        let mut opened = Self { browser, path, token: empty(), mark: empty(), page, address: empty() };
        opened.read_form();
        opened
    }

    /// Sends the page on, and gives the page that comes next.
    pub(crate) async fn next(&mut self, answers: &[(&str, &str)]) -> Answer {
        self.send("next", answers).await
    }

    /// Sends the page back.
    pub(crate) async fn back(&mut self, answers: &[(&str, &str)]) -> Answer {
        self.send("back", answers).await
    }

    /// Chooses another language, without a script.
    pub(crate) async fn speak(&mut self, code: &str, answers: &[(&str, &str)]) -> Answer {
        let chosen = [&[("~language", code)], answers].concat();
        self.send("language", &chosen).await
    }

    async fn send(&mut self, direction: &str, answers: &[(&str, &str)]) -> Answer {
        let sent = self.post(direction, answers).await;
        if sent.status != 303 {
            self.page = sent.text();
            return sent;
        }
        self.address = sent.header("location").to_owned();
        self.reload().await
    }

    /// Sends the page and goes nowhere.
    pub(crate) async fn post(&self, direction: &str, answers: &[(&str, &str)]) -> Answer {
        let answers = answers.iter().map(|(name, value)| format!("&{name}={}", encoded(value)));
        self.post_raw(direction, &answers.collect::<String>()).await
    }

    /// The same with answers that are encoded already, or wrongly.
    pub(crate) async fn post_raw(&self, direction: &str, answers: &str) -> Answer {
        let (token, mark) = (encoded(&self.token), encoded(&self.mark));
        let form = format!("~token={token}&~page={mark}&direction={direction}{answers}");
        self.browser.post(&self.path, &form).await
    }

    /// Loads the page again that the browser was sent to.
    pub(crate) async fn reload(&mut self) -> Answer {
        let answer = self.browser.get(&self.address).await;
        self.page = answer.text();
        self.read_form();
        answer
    }

    /// Keeps what the form of the page brings back; the end has none.
    fn read_form(&mut self) {
        let field = |name: &str| {
            let (_, rest) = self.page.split_once(&format!("name=\"{name}\" value=\""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        if let (Some(token), Some(mark)) = (field("~token"), field("~page")) {
            (self.token, self.mark) = (token, mark);
        }
    }
}
