//! The example brand: fixed ids, an administrator, a survey with answers, so that every example of the reference runs
//! as printed.

use contract::exporting::ExportRequest;
use model::account::{Caller, DivisionStatus, Role};
use model::error::codes;
use model::permissions::States;
use model::response::Answer;
use model::text::{Email, Name, PersonName, UserName};
use model::{CertificateRequest, DivisionId, SurveyId, example};

use store::access::action::{EditResponses, View};
use store::divisions::Division;
use store::groups::Group;
use store::users::User;
use store::{Allowed, FileKey};

use crate::app::App;
use crate::brands::{self, NewBrand};
use crate::context::{Access, Context};
use crate::error::Error;
use crate::{IdGenerator, certificates, jobs, responses, surveys, users};

/// The id of the example brand's survey.
pub const SURVEY_ID: &str = example::SURVEY;
/// The survey of the example brand, written by us.
const SURVEY: &[u8] = include_bytes!("example/library-visit.qsf");
/// How many responses it has.
const RESPONSES: u64 = 30;

/// Puts the example brand into an empty store, and gives the administrator's token where it is known: the given one,
/// or the random one of this start. An installation that was cut off is gone on with; one that was finished is never
/// done again, so that what a user deletes stays deleted.
///
/// # Errors
/// When the given token is none, or the store fails.
pub async fn install_once(app: &App, token: Option<&str>) -> Result<Option<String>, Error> {
    let installed = FileKey::of_server("example-planted");
    if app.store().files().get(&installed).await?.is_some() {
        return Ok(token.map(str::to_owned));
    }
    let brands = store::brands::list(&mut app.store().read()).await?;
    if brands.iter().any(|brand| brand.id.as_str() != example::BRAND) {
        return Ok(token.map(str::to_owned));
    }
    let token = install(app, token).await?;
    app.store().files().put(&installed, "planted\n".into()).await?;
    Ok(token)
}

/// Adds what is missing of the example brand, beside whatever brands there are.
///
/// # Errors
/// As [`install_once`].
pub async fn install(app: &App, token: Option<&str>) -> Result<Option<String>, Error> {
    let caller = administrator()?;
    let known = store::brands::get(&mut app.store().read(), &caller.brand).await?.is_some();
    let token = if known {
        token.map(str::to_owned)
    } else {
        let new = NewBrand {
            id: caller.brand.clone(),
            name: "Example Brand".into(),
            administrator: caller.user.clone(),
            username: UserName::stored("admin@example.org"),
            email: Email::stored("admin@example.org"),
            first_name: PersonName::stored("Robin"),
            last_name: PersonName::stored("Example"),
        };
        Some(brands::create(app, new, token).await?.1)
    };
    let survey = example::survey();
    people_and_survey(app, &caller, &survey).await?;
    answers(app, &caller, &survey).await?;
    finished_jobs(app, &caller, &survey).await?;
    client_certificate(app, &caller).await?;
    Ok(token)
}

/// The token of the example brand's administrator, where there is one that can be shown and works.
///
/// # Errors
/// When the store fails.
pub async fn token(app: &App) -> Result<Option<String>, Error> {
    let mut cx = app.begin(administrator()?, Access::Read).await?;
    let user = example::administrator();
    let Ok(user) = cx.allowed(View, &user).await else { return Ok(None) };
    let Some(token) = users::shown_token(&mut cx, &user).await? else { return Ok(None) };
    Ok(app.caller_by_token(&token).await?.is_some().then(|| token.as_str().to_owned()))
}

/// Whether the example brand's survey is there and can be taken.
///
/// # Errors
/// When the store fails.
pub async fn takes_responses(app: &App) -> Result<bool, Error> {
    let survey = app.store().read().get(&example::organization(), &example::survey()).await?;
    Ok(survey.is_some_and(|survey| survey.active))
}

fn administrator() -> Result<Caller, Error> {
    Ok(Caller::administrator(example::organization(), example::administrator()))
}

async fn people_and_survey(app: &App, caller: &Caller, survey: &SurveyId) -> Result<(), Error> {
    let sam = example::user();
    let name = Name::stored("Library visit");
    let (active, pieces) = surveys::with_id_and_name(SURVEY, survey, &name)?;
    let mut cx = app.begin(caller.clone(), Access::Change).await?;
    if cx.tx.get(&caller.brand, &sam).await?.is_some() {
        return Ok(());
    }
    let division = division(&mut cx).await?;
    let user = User {
        division: Some(division.clone()),
        last_name: PersonName::stored("Example"),
        ..users::account(&cx, sam, UserName::stored("sam@example.org"), PersonName::stored("Sam"), Role::User)
    };
    let user = users::add(&mut cx, user).await?;
    // Sam's token is told to nobody, but the reference's example of reading it works.
    users::new_token(&mut cx, &user).await?;
    group(&mut cx, division, user.into_inner()).await?;
    let new = Allowed::by_the_server(surveys::new(&cx, survey, &name, active));
    surveys::keep(&mut cx, new, &pieces, example::version()).await?;
    cx.commit().await
}

async fn division(cx: &mut Context) -> Result<DivisionId, Error> {
    let division = Division {
        id: example::division(),
        brand: cx.caller.brand.clone(),
        name: Name::stored("Branch libraries"),
        status: DivisionStatus::Active,
        creator: cx.caller.user.clone(),
        created: cx.now,
        permissions: States::NOTHING,
    };
    let division = Allowed::by_the_server(division);
    cx.tx.insert(&division).await?;
    Ok(division.into_inner().id)
}

async fn group(cx: &mut Context, division: DivisionId, member: User) -> Result<(), Error> {
    let group = Group {
        id: example::group(),
        brand: cx.caller.brand.clone(),
        division: Some(division),
        kind: example::group_type(),
        name: Name::stored("Panel team"),
        creator: cx.caller.user.clone(),
        created: cx.now,
        permissions: States::NOTHING,
    };
    cx.tx.insert(&Allowed::by_the_server(group.clone())).await?;
    let (group, member) = (Allowed::by_the_server(group), Allowed::by_the_server(member));
    Ok(store::groups::add(&mut cx.tx, &group, &member).await?)
}

/// Answers that follow from their number: the same in every example brand, but for their dates.
async fn answers(app: &App, caller: &Caller, survey: &SurveyId) -> Result<(), Error> {
    let mut cx = app.begin(caller.clone(), Access::Read).await?;
    let (row, definition) = surveys::known(&mut cx, EditResponses, survey).await?;
    let comments = ["Thank you.", "Longer hours on Sundays, please.", "A calm place to read.", ""];
    let purposes: [&[&str]; 3] = [&["1"], &["1", "3"], &["2"]];
    for number in 1..=RESPONSES {
        let recorded = cx.now.plus(-(RESPONSES as i64 - number as i64 + 1) * 5_400_000);
        let id = match number {
            1 => example::response(),
            _ => IdGenerator::response_of_key(example::SURVEY, &number.to_string()),
        };
        let values = serde_json::json!({
            "startDate": recorded.plus(-42_000).iso(),
            "endDate": recorded.iso(),
            "recordedDate": recorded.iso(),
            "duration": 30 + number % 40,
            "status": if number % 5 == 0 { 2 } else { 0 },
            "distributionChannel": if number % 5 == 0 { "test" } else { "anonymous" },
            "userLanguage": "EN",
            "QID1": 1 + number % 4,
            "QID2": purposes[(number % 3) as usize],
            "QID4_1": 1 + number % 5,
            "QID4_2": 1 + (number + 2) % 5,
            "branch": if number % 2 == 0 { "main" } else { "harbour" },
        });
        let values = values.as_object().cloned().unwrap_or_default();
        let given = formats::values::read(values, &definition.schema)
            .map_err(|error| Error::internal(error.message))?;
        let mut response = given.into_response(id, recorded, recorded);
        let comment = comments[(number % 4) as usize];
        if !comment.is_empty() {
            response.answers.insert("QID3_TEXT".into(), Answer::Text(comment.into()));
        }
        match responses::record(&mut cx, &row, &definition, &response).await {
            // Added before this installation was cut off.
            Err(error) if error.is(codes::CONFLICT) => {}
            other => other?,
        }
    }
    Ok(())
}

/// A client certificate, made of the request that the reference shows. Nobody has its key.
async fn client_certificate(app: &App, caller: &Caller) -> Result<(), Error> {
    let id = example::certificate();
    if app.store().read().get(&caller.brand, &id).await?.is_some() {
        return Ok(());
    }
    let request = CertificateRequest::parse(example::CERTIFICATE_REQUEST).map_err(Error::internal)?;
    certificates::issue(app, caller, id, &request).await.map(drop)
}

/// An export and an import that are done, under the ids the reference shows.
async fn finished_jobs(app: &App, caller: &Caller, survey: &SurveyId) -> Result<(), Error> {
    let mut cx = app.begin(caller.clone(), Access::Change).await?;
    if store::jobs::get(&mut cx.tx, &caller.brand, example::EXPORT).await?.is_some() {
        return Ok(());
    }
    let export = example::export();
    let file = example::export_file();
    let job = jobs::ExportJob::new(survey.clone(), caller.user.clone(), file, ExportRequest::default());
    jobs::add(&mut cx, export.as_str(), &job, 0).await?;
    let import = example::import();
    let options = jobs::ImportOptions { tabs: false, utf16: None, migrate: false };
    let job = jobs::ImportJob { survey: survey.clone(), user: caller.user.clone(), options, bytes: 0 };
    let rows = "Q1,Q3\nHow did you like your visit?,Is there anything you would like to tell us?\n\
                \"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID3_TEXT\"\"}\"\n2,Found my book at once.\n";
    let key = FileKey::of_brand(&caller.brand, crate::jobs::UPLOADS, import.as_str());
    app.store().files().put(&key, rows.into()).await?;
    jobs::add(&mut cx, import.as_str(), &job, 0).await?;
    cx.commit().await
}
