//! Get Survey Preview Link.

use model::text::SecretUrl;

use crate::prelude::*;

/// A link to the preview of a survey.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewLink {
    /// The address. Whoever has it can see the draft and answer it, so give it only to those who may.
    pub url: SecretUrl,
    /// Until when it can be used, as ISO 8601 in UTC.
    pub expires: Moment,
}

/// Get Survey Preview Link.
pub struct GetSurveyPreviewLink;

impl Endpoint for GetSurveyPreviewLink {
    const OPERATION: Operation = Operation {
        id: "getSurveyPreviewLink",
        name: "Get Survey Preview Link",
        category: Category::Surveys,
        path: "/API/v3/surveys/{surveyId}/preview-link",
        permission: Permission::Thing(Action::View),
        description: "Makes a link to the preview of a survey: its draft, active or not, on the pages that respondents \
                      get. What is answered there is recorded with the status Survey Preview and the channel preview, \
                      and protections of the survey (password, invitation, referrer, dates, prevention of multiple \
                      submission) do not hold. The link can be used for seven days, without a token, by whoever has it.",
        ..Operation::ours(
            "The original shows previews to whoever is signed in on its site; here nobody is, so a link of its own proves \
             who may.",
        )
    };
    type Call = Call<SurveyId>;
    type Result = Json<PreviewLink>;

    fn example() -> Example<Self> {
        let url = SecretUrl::stored(format!(
            "https://localhost:8443/jfe/preview/{}?Q_CHL=preview&~key=AV3xQ0example00key",
            sample::survey()
        ));
        Example::of_path(sample::survey(), PreviewLink { url, expires: sample::moment() })
    }
}
