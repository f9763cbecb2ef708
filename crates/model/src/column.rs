//! Export columns: their names, labels, import ids, and where each cell comes from.
//!
//! `engine` computes them from a survey; `formats` writes and reads files by them. Facts: api/responses.md sections
//! 3 to 6.

/// One column of an export.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Row 1: the name, from export tags.
    pub name: String,
    /// Row 2: the question's text and what the column adds to it, without HTML.
    pub label: String,
    /// Row 3: the import id.
    pub import: ImportKey,
    /// The question the column belongs to (`QID5`), for the choice of columns by `questionIds`.
    pub question: Option<String>,
    /// Where the cell comes from.
    pub source: Source,
}

/// The third header: what a column is, independent of names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ImportKey {
    /// `ImportId`: `QID5`, `QID9_TEXT`, `startDate`, a field name.
    pub id: String,
    /// `choiceId`, for one choice of a field that holds several.
    pub choice: Option<String>,
}

/// Where a cell comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Metadata of the response.
    Meta(Meta),
    /// A text field.
    Text {
        /// The field's key.
        field: String,
    },
    /// A number.
    Number {
        /// The field's key.
        field: String,
    },
    /// One picked choice, written as its code or its label.
    Choice {
        /// The field's key.
        field: String,
        /// The choices that can be picked.
        codes: Vec<Code>,
    },
    /// Several picked choices in one cell, joined by commas.
    Choices {
        /// The field's key.
        field: String,
        /// The choices that can be picked.
        codes: Vec<Code>,
    },
    /// Whether one choice of several was picked: `1` or its label, blank otherwise.
    Picked {
        /// The field's key.
        field: String,
        /// The choice.
        code: Code,
    },
    /// The position at which a choice was shown; the field holds the shown ids joined by `|`.
    Position {
        /// The field's key (`QID5_DO`).
        field: String,
        /// The choice (or block, or question tag) whose position is told.
        id: String,
    },
    /// The order in which things were shown, joined by `|`.
    Order {
        /// The field's key (`QID5_DO`).
        field: String,
        /// What to write for each id with labels.
        codes: Vec<Code>,
    },
}

/// A choice as exports write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The choice's id, as it is kept.
    pub id: String,
    /// What codes write: the recode value.
    pub recode: String,
    /// What labels write: the variable name if set, else the text without HTML.
    pub label: String,
}

/// The metadata of a response, in the order of the export (api/responses.md section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The names are those of the table and say it all.
pub enum Meta {
    StartDate,
    EndDate,
    Status,
    IpAddress,
    Progress,
    Duration,
    Finished,
    RecordedDate,
    ResponseId,
    RecipientLastName,
    RecipientFirstName,
    RecipientEmail,
    ExternalReference,
    LocationLatitude,
    LocationLongitude,
    DistributionChannel,
    UserLanguage,
    LastModifiedDate,
}

impl Meta {
    /// All of them that an export has without being asked, in order.
    pub const ALL: [Self; 17] = [
        Self::StartDate,
        Self::EndDate,
        Self::Status,
        Self::IpAddress,
        Self::Progress,
        Self::Duration,
        Self::Finished,
        Self::RecordedDate,
        Self::ResponseId,
        Self::RecipientLastName,
        Self::RecipientFirstName,
        Self::RecipientEmail,
        Self::ExternalReference,
        Self::LocationLatitude,
        Self::LocationLongitude,
        Self::DistributionChannel,
        Self::UserLanguage,
    ];

    /// The column's name, its label and its import id (which is also the key in `values`).
    #[must_use]
    pub fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::StartDate => ("StartDate", "Start Date", "startDate"),
            Self::EndDate => ("EndDate", "End Date", "endDate"),
            Self::Status => ("Status", "Response Type", "status"),
            Self::IpAddress => ("IPAddress", "IP Address", "ipAddress"),
            Self::Progress => ("Progress", "Progress", "progress"),
            Self::Duration => ("Duration (in seconds)", "Duration (in seconds)", "duration"),
            Self::Finished => ("Finished", "Finished", "finished"),
            Self::RecordedDate => ("RecordedDate", "Recorded Date", "recordedDate"),
            Self::ResponseId => ("ResponseId", "Response ID", "_recordId"),
            Self::RecipientLastName => ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
            Self::RecipientFirstName => ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
            Self::RecipientEmail => ("RecipientEmail", "Recipient Email", "recipientEmail"),
            Self::ExternalReference => {
                ("ExternalReference", "External Data Reference", "externalDataReference")
            }
            Self::LocationLatitude => ("LocationLatitude", "Location Latitude", "locationLatitude"),
            Self::LocationLongitude => ("LocationLongitude", "Location Longitude", "locationLongitude"),
            Self::DistributionChannel => {
                ("DistributionChannel", "Distribution Channel", "distributionChannel")
            }
            Self::UserLanguage => ("UserLanguage", "User Language", "userLanguage"),
            Self::LastModifiedDate => ("LastModifiedDate", "Last Modified Date", "_lastModifiedDate"),
        }
    }

    /// Whether the cell is a date, whose third header also tells the zone.
    #[must_use]
    pub fn is_date(self) -> bool {
        matches!(self, Self::StartDate | Self::EndDate | Self::RecordedDate | Self::LastModifiedDate)
    }
}
