//! Surveys and their definitions.

crate::category::operations! {
    list_surveys :: ListSurveys { ListedSurvey },
    import_survey :: ImportSurvey { ImportReport, ImportSurveyHeaders, ImportedSurvey, ReportedUse, SurveyFormat, SurveySource, SurveyUpload },
    get_survey :: GetSurvey,
    update_survey :: UpdateSurvey { ExpirationChange, SurveyChange },
    share_survey :: ShareSurvey { Sharing },
    delete_survey :: DeleteSurvey { DeleteSurveyQuery, Purge },
    get_survey_definition :: GetSurveyDefinition { DefinitionFormat },
    delete_survey_definition :: DeleteSurveyDefinition { DeletedDefinition },
}
