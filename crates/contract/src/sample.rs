//! Values for the examples of operations: ids of the example brand, and a moment.

use std::str::FromStr;

use model::{
    BrandId, DivisionId, ExportId, FileId, GroupId, GroupTypeId, ImportId, Moment, ResponseId, SurveyId,
    UserId, example,
};

/// A moment that examples show.
pub(crate) fn moment() -> Moment {
    // 2024-03-05T10:11:12Z
    Moment(1_709_633_472_000)
}

/// An id of the example brand. The ids are constants of ours, each of them tested.
#[allow(clippy::expect_used)] // A constant that is no id is a fault of this crate, found by its first test.
fn id<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("the ids of the example brand are valid")
}

/// A function for each thing of the example brand.
macro_rules! things {
    ($($name:ident: $id:ty = $text:ident),+ $(,)?) => {
        $(pub(crate) fn $name() -> $id { id(example::$text) })+
    };
}

things! {
    organization: BrandId = BRAND,
    division: DivisionId = DIVISION,
    group: GroupId = GROUP,
    group_type: GroupTypeId = GROUP_TYPE,
    administrator: UserId = ADMINISTRATOR,
    user: UserId = USER,
    survey: SurveyId = SURVEY,
    response: ResponseId = RESPONSE,
    export: ExportId = EXPORT,
    export_file: FileId = EXPORT_FILE,
    import: ImportId = IMPORT,
}
