//! Surveys and their definitions.

mod survey_options;

pub use survey_options::{OptionsShape, with_texts_for_truths};

crate::category::operations! {
    list_surveys :: ListSurveys { ListedSurvey },
    import_survey :: ImportSurvey { SurveySource, SurveyUpload },
    get_survey :: GetSurvey,
    update_survey :: UpdateSurvey { ExpirationChange, SurveyChange },
    share_survey :: ShareSurvey { Sharing },
    delete_survey :: DeleteSurvey { DeleteSurveyQuery, Purge },
    create_survey_definition :: CreateSurveyDefinition { CreatedSurvey, EmptySurvey, NewDefinition, ProjectCategory },
    get_survey_definition :: GetSurveyDefinition { DefinitionFormat },
    list_survey_versions :: ListSurveyVersions { PublishEvent, SurveyVersion, SurveyVersions },
    create_survey_version :: CreateSurveyVersion { CreatedVersion, NewVersion },
    get_survey_version :: GetSurveyVersion,
    delete_survey_definition :: DeleteSurveyDefinition { DeletedDefinition },
    get_survey_metadata :: GetSurveyMetadata { SurveyDate, SurveyMetadata, SurveyStatus },
    update_survey_metadata :: UpdateSurveyMetadata { MetadataChange },
    create_block :: CreateBlock { BlockShape, BlockType, CreatedBlock },
    get_block :: GetBlock,
    update_block :: UpdateBlock,
    delete_block :: DeleteBlock,
    list_questions :: ListQuestions { Questions },
    create_question :: CreateQuestion { CreatedQuestion, QuestionShape },
    get_question :: GetQuestion,
    update_question :: UpdateQuestion,
    delete_question :: DeleteQuestion,
    get_flow :: GetFlow { FlowElementShape, FlowShape },
    update_flow :: UpdateFlow,
    update_flow_element :: UpdateFlowElement,
    get_options :: GetOptions,
    update_options :: UpdateOptions,
}
