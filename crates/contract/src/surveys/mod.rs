//! Surveys and their definitions.

crate::category::operations! {
    list_surveys :: ListSurveys { ListedSurvey },
    import_survey :: ImportSurvey { SurveySource, SurveyUpload },
    get_survey :: GetSurvey,
    update_survey :: UpdateSurvey { ExpirationChange, SurveyChange },
    share_survey :: ShareSurvey { Sharing },
    delete_survey :: DeleteSurvey { DeleteSurveyQuery, Purge },
    get_survey_definition :: GetSurveyDefinition { DefinitionFormat },
    list_survey_versions :: ListSurveyVersions { PublishEvent, SurveyVersion, SurveyVersions },
    create_survey_version :: CreateSurveyVersion { CreatedVersion, NewVersion },
    get_survey_version :: GetSurveyVersion,
    delete_survey_definition :: DeleteSurveyDefinition { DeletedDefinition },
}
