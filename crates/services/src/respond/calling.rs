//! Web services that surveys call: before any transaction, because an answer takes its time.

use std::time::Duration;

use engine::run::{Call, Known};
use model::limits::surveys::{WEB_ANSWER, WEB_SECONDS};
use outgoing::Limits;
use store::surveys::SurveyRow;
use tokio::time::Instant;

use crate::app::App;

/// The calls on the way from one page to the next. They share one time, so that no service keeps a respondent longer than that.
pub(super) struct Calling<'a> {
    app: &'a App,
    until: Instant,
}

impl<'a> Calling<'a> {
    pub(super) fn new(app: &'a App) -> Self {
        Self { app, until: Instant::now() + Duration::from_secs(WEB_SECONDS) }
    }

    /// Makes a call and adds what was answered to what the run knows. A service that fails has answered nothing, which is told in
    /// the log and stops nobody. Gives whether anything was sent: not where surveys may call none.
    pub(super) async fn make(&self, survey: &SurveyRow, call: &Call, known: &mut Known) -> bool {
        let settings = self.app.settings();
        if !settings.survey_web_services {
            known.hear(call, None);
            return false;
        }
        let limits = Limits {
            size: WEB_ANSWER,
            time: self.until.saturating_duration_since(Instant::now()),
            allow_private: settings.fetch_private,
        };
        let answered =
            outgoing::call(&call.method, &call.address, &call.headers, call.body.clone(), &limits).await;
        // The address is not told: answers of respondents may stand in it.
        let (survey, flow) = (survey.id.as_str(), call.flow.as_str());
        match answered {
            Ok(answer) => {
                if !known.hear(call, Some(&answer)) {
                    tracing::warn!(
                        survey,
                        flow,
                        "values that a web service answered are too long and left out"
                    );
                }
            }
            Err(error) => {
                tracing::warn!(survey, flow, ?error, "a web service has not answered");
                known.hear(call, None);
            }
        }
        true
    }
}
