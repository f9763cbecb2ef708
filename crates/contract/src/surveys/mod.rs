//! Surveys and their definitions.

crate::catalogue::operations! {
    list_surveys :: ListSurveys,
    import_survey :: ImportSurvey,
    get_survey :: GetSurvey,
    update_survey :: UpdateSurvey,
    delete_survey :: DeleteSurvey,
    get_survey_definition :: GetSurveyDefinition,
    delete_survey_definition :: DeleteSurveyDefinition,
}
