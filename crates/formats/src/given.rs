//! What a file or a request tells of a response, before the server adds what it decides itself.

use indexmap::IndexMap;
use model::column::Meta;
use model::response::{Answer, Response, ResponseMeta};
use model::{Moment, ResponseId};

/// A response as it was given: everything that was not given is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// The id it had, unchecked.
    pub id: Option<String>,
    /// When it was recorded, in milliseconds since 1970.
    pub recorded_ms: Option<i64>,
    /// When it was last changed, in milliseconds since 1970.
    pub modified_ms: Option<i64>,
    /// When the respondent began, in milliseconds since 1970.
    pub started_ms: Option<i64>,
    /// When the respondent ended, in milliseconds since 1970.
    pub ended_ms: Option<i64>,
    /// 0 to 100.
    pub progress: Option<i64>,
    /// Seconds.
    pub duration: Option<i64>,
    /// Answered to the end.
    pub finished: Option<bool>,
    /// The wire's number of the sort of response.
    pub status: Option<i64>,
    /// The text metadata; its numbers and dates are not used.
    pub texts: ResponseMeta,
    /// The answers by field key.
    pub answers: IndexMap<String, Answer>,
    /// The keys of the fields that were shown, where that was given.
    pub displayed: Option<Vec<String>>,
}

impl Given {
    /// The response, with what was not given filled in: it began and ended when it was recorded, is complete, and of
    /// the ordinary sort.
    #[must_use]
    pub fn into_response(self, id: ResponseId, recorded: Moment, modified: Moment) -> Response {
        let ended_ms = self.ended_ms.or(self.started_ms).unwrap_or(recorded.0);
        let started_ms = self.started_ms.unwrap_or(ended_ms);
        let finished = self.finished.unwrap_or(true);
        let meta = ResponseMeta {
            started_ms,
            ended_ms,
            progress: self.progress.unwrap_or(if finished { 100 } else { 0 }),
            duration: self.duration.unwrap_or_else(|| ended_ms.saturating_sub(started_ms).max(0) / 1000),
            finished,
            status: self.status.unwrap_or(0),
            ..self.texts
        };
        Response { id, recorded, modified, meta, answers: self.answers, displayed: self.displayed }
    }

    /// Sets a metadata value that is text; `false` where `meta` is not one of these.
    pub(crate) fn set_text(&mut self, meta: Meta, text: &str) -> bool {
        let texts = &mut self.texts;
        let place = match meta {
            Meta::ResponseId => self.id.get_or_insert_default(),
            Meta::IpAddress => &mut texts.ip_address,
            Meta::RecipientLastName => &mut texts.recipient_last_name,
            Meta::RecipientFirstName => &mut texts.recipient_first_name,
            Meta::RecipientEmail => &mut texts.recipient_email,
            Meta::ExternalReference => &mut texts.external_reference,
            Meta::LocationLatitude => &mut texts.latitude,
            Meta::LocationLongitude => &mut texts.longitude,
            Meta::DistributionChannel => &mut texts.channel,
            Meta::UserLanguage => &mut texts.language,
            _ => return false,
        };
        text.clone_into(place);
        true
    }

    /// Sets a metadata value that is a date; `false` where `meta` is none.
    pub(crate) fn set_date(&mut self, meta: Meta, moment_ms: i64) -> bool {
        let place = match meta {
            Meta::StartDate => &mut self.started_ms,
            Meta::EndDate => &mut self.ended_ms,
            Meta::RecordedDate => &mut self.recorded_ms,
            Meta::LastModifiedDate => &mut self.modified_ms,
            _ => return false,
        };
        *place = Some(moment_ms);
        true
    }
}

/// The number of a status by its label; `None` for a text that is no status.
pub(crate) fn status_of(label: &str) -> Option<i64> {
    const KNOWN: [i64; 11] = [0, 1, 2, 4, 8, 9, 12, 16, 17, 32, 256];
    KNOWN.into_iter().find(|status| model::response::status_label(*status) == label)
}
