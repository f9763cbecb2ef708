//! The fixed ids of the example brand: every example of the reference runs against them as printed.

/// The example brand.
pub const BRAND: &str = "example";
/// Its administrator.
pub const ADMINISTRATOR: &str = "UR_3exampleAdmin00";
/// A second user of the brand, without an administrator's rights.
pub const USER: &str = "UR_3exampleUser000";
/// One of its divisions.
pub const DIVISION: &str = "DV_3exampleDivis00";
/// One of its groups, with the second user in it.
pub const GROUP: &str = "GR_3exampleGroup00";
/// The type of group that every organization has.
pub const GROUP_TYPE: &str = "GT_3exampleType000";
/// Its survey, with answers.
pub const SURVEY: &str = "SV_3exampleSurvey0";
/// One of the survey's responses.
pub const RESPONSE: &str = "R_3exampleRespon1";
/// A finished export of the survey: its progress id.
pub const EXPORT: &str = "ES_3exampleExport0";
/// The file of that export.
pub const EXPORT_FILE: &str = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d-def";
/// A finished import into the survey: its progress id.
pub const IMPORT: &str = "PGRS_3exampleImport0";

#[cfg(test)]
mod tests {
    use crate::{
        BrandId, DivisionId, ExportId, FileId, GroupId, GroupTypeId, ImportId, ResponseId, SurveyId, UserId,
    };

    #[test]
    fn every_example_id_is_of_its_kind_and_length() {
        assert!(BrandId::parse(super::BRAND).is_ok());
        for (text, length) in [(super::ADMINISTRATOR, 18), (super::USER, 18)] {
            assert_eq!(UserId::parse(text).unwrap().as_str().len(), length);
        }
        assert_eq!(DivisionId::parse(super::DIVISION).unwrap().as_str().len(), 18);
        assert_eq!(GroupId::parse(super::GROUP).unwrap().as_str().len(), 18);
        assert_eq!(GroupTypeId::parse(super::GROUP_TYPE).unwrap().as_str().len(), 18);
        assert_eq!(SurveyId::parse(super::SURVEY).unwrap().as_str().len(), 18);
        assert_eq!(ResponseId::parse(super::RESPONSE).unwrap().as_str().len(), 17);
        assert_eq!(ExportId::parse(super::EXPORT).unwrap().as_str().len(), 18);
        assert_eq!(ImportId::parse(super::IMPORT).unwrap().as_str().len(), 20);
        assert!(FileId::parse(super::EXPORT_FILE).is_ok());
    }
}
