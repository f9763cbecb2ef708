//! The fixed ids of the example brand: every example of the reference runs against them as printed.

use std::str::FromStr;

use crate::{
    BlockId, BrandId, CertificateId, DivisionId, ExportId, FileId, FlowId, GroupId, GroupTypeId, ImportId,
    Moment, QuestionId, QuotaGroupId, QuotaId, ResponseId, SurveyId, SurveyLanguageCode, UserId, VersionId,
};

/// Makes of each thing its id as a constant text and as a function that gives it typed.
macro_rules! things {
    ($($(#[$doc:meta])+ $constant:ident $function:ident: $id:ty = $text:literal, $length:literal;)+) => {
        $(
            $(#[$doc])+
            pub const $constant: &str = $text;
            $(#[$doc])+
            #[must_use]
            pub fn $function() -> $id {
                id($constant)
            }
        )+

        #[cfg(test)]
        mod tests {
            #[test]
            fn every_example_id_is_of_its_kind_and_length() {
                $(assert_eq!((super::$function().to_string().as_str(), super::$constant.len()), ($text, $length));)+
            }
        }
    };
}

things! {
    /// The example brand.
    BRAND organization: BrandId = "example", 7;
    /// Its administrator.
    ADMINISTRATOR administrator: UserId = "UR_3exampleAdmin00", 18;
    /// A second user of the brand, without an administrator's rights.
    USER user: UserId = "UR_3exampleUser000", 18;
    /// One of its divisions.
    DIVISION division: DivisionId = "DV_3exampleDivis00", 18;
    /// One of its groups, with the second user in it.
    GROUP group: GroupId = "GR_3exampleGroup00", 18;
    /// The type of group that every organization has.
    GROUP_TYPE group_type: GroupTypeId = "GT_3exampleType000", 18;
    /// One of its client certificates.
    CERTIFICATE certificate: CertificateId = "CC_3exampleCertif0", 18;
    /// Its survey, with answers.
    SURVEY survey: SurveyId = "SV_3exampleSurvey0", 18;
    /// The second of its languages.
    SURVEY_LANGUAGE survey_language: SurveyLanguageCode = "DE", 2;
    /// One of its quotas.
    QUOTA quota: QuotaId = "QO_3exampleQuota00", 18;
    /// The group of that quota.
    QUOTA_GROUP quota_group: QuotaGroupId = "QG_3exampleQuotas0", 18;
    /// The version of the survey that was published first.
    VERSION version: VersionId = "1000000000000001", 16;
    /// One of the survey's blocks, which is not its default block.
    BLOCK block: BlockId = "BL_3exampleBlock01", 18;
    /// One of the elements of its flow, which sets embedded data.
    FLOW_ELEMENT flow_element: FlowId = "FL_3", 4;
    /// The element that a new block gets.
    NEW_FLOW_ELEMENT new_flow_element: FlowId = "FL_5", 4;
    /// One of its questions, which no logic names.
    QUESTION question: QuestionId = "QID3", 4;
    /// The question that is made next.
    NEW_QUESTION new_question: QuestionId = "QID6", 4;
    /// One of the survey's responses.
    RESPONSE response: ResponseId = "R_3exampleRespon1", 17;
    /// A finished export of the survey: its progress id.
    EXPORT export: ExportId = "ES_3exampleExport0", 18;
    /// The file of that export.
    EXPORT_FILE export_file: FileId = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d-def", 40;
    /// A finished import into the survey: its progress id.
    IMPORT import: ImportId = "PGRS_3exampleImport0", 20;
}

/// A certificate signing request with a key of P-256 that nobody has kept.
pub const CERTIFICATE_REQUEST: &str = "\
-----BEGIN CERTIFICATE REQUEST-----\n\
MIHQMHkCAQAwFzEVMBMGA1UEAwwMTmlnaHQgZXhwb3J0MFkwEwYHKoZIzj0CAQYI\n\
KoZIzj0DAQcDQgAEYpaaYOkv3XuHejjic+T3fOkh5EXQM2fUYKT1AqrytOWEt3ok\n\
MXtl86sRd4voDdzp7O4NVtAh4ZmM4AUdrXy6Y6AAMAoGCCqGSM49BAMCA0cAMEQC\n\
IC/Q8tKAlbGxl4WysdVwpuqMWeUY5aJumJkO1uAQ/vs9AiA6Vc2pHryOqdOK5R3K\n\
1aPd4FsCwAFWdhermNjz7+wvCg==\n\
-----END CERTIFICATE REQUEST-----\n";

/// A moment that examples show: 2024-03-05T10:11:12Z.
#[must_use]
pub fn moment() -> Moment {
    Moment(1_709_633_472_000)
}

/// The ids are constants of ours, each of them tested.
#[allow(clippy::expect_used)] // A constant that is no id is a fault of this file, found by its test.
fn id<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("the ids of the example brand are valid")
}
