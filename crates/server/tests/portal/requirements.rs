//! The requirements of the documentation, P-01 to P-44: the pages. Try It has its own file, feedback too.

use contract::{Category, Description, Place, ResultKind, Verb, catalogue};
use testkit::TestServer;

use crate::pages::{every_page, heading_ids, links, page, text, within};

fn of(category: Category) -> impl Iterator<Item = &'static Description> {
    catalogue().iter().filter(move |description| description.operation.category == category)
}

fn address(description: &Description) -> String {
    let name = description.operation.name.to_lowercase().replace(' ', "-");
    format!("/docs/reference/{}/{name}", description.operation.category.slug())
}

#[tokio::test]
async fn p_01_the_skip_link_is_the_first_thing_that_takes_the_focus() {
    let server = TestServer::start().await;
    for (path, html) in every_page(&server).await {
        let body = html.split_once("<body>").unwrap().1;
        let first = ["<a ", "<button", "<input", "<summary", "<select", "<textarea", "tabindex=\"0\""]
            .iter()
            .filter_map(|element| body.find(element))
            .min()
            .unwrap();
        assert!(
            body[first..].starts_with("<a class=\"skip\" href=\"#main\">Skip to main content</a>"),
            "{path}"
        );
        assert_eq!(html.matches("id=\"main\"").count(), 1, "{path}: it leads to the content");
    }
}

#[tokio::test]
async fn p_02_the_sections_stand_across_the_head_of_every_page() {
    let server = TestServer::start().await;
    for (path, html) in every_page(&server).await {
        let row = within(&html, "<nav class=\"sections\"", "</nav>");
        let shown: Vec<String> = row.split("</a>").map(text).filter(|title| !title.is_empty()).collect();
        assert_eq!(shown, ["Guides", "Reference", "Snippets", "Changelog", "Status", "Admin"], "{path}");
        assert_eq!(links(row).len(), 6);
    }
}

#[tokio::test]
async fn p_03_whats_on_this_page_lists_the_pages_own_headings() {
    let server = TestServer::start().await;
    let mut seen = 0;
    for (path, html) in every_page(&server).await {
        let Some(at) = html.find("aria-label=\"What's on this page\"") else { continue };
        seen += 1;
        let contents = &html[at..at + html[at..].find("</nav>").unwrap()];
        let known = heading_ids(&html);
        let shown: Vec<String> =
            links(contents).into_iter().map(|link| link.trim_start_matches('#').to_owned()).collect();
        assert!(
            shown.len() > 1 && shown.iter().all(|id| known.contains(id)),
            "{path}: {shown:?} of {known:?}"
        );
        let first_heading = html.find("<h2").unwrap();
        assert!(at < first_heading, "{path}: it stands near the top");
    }
    // The first page, every guide and every request have one.
    assert!(seen >= 1 + 14 + catalogue().len(), "{seen}");
}

#[tokio::test]
async fn p_08_figures_carry_captions_that_name_what_they_show() {
    let server = TestServer::start().await;
    let mut captions = String::new();
    for (path, html) in every_page(&server).await {
        for figure in html.split("<figure").skip(1) {
            let figure = figure.split("</figure>").next().unwrap();
            let caption = text(within(figure, "<figcaption", "</figcaption>"));
            assert!(caption.len() > 10, "{path}: a figure without words");
            captions.push_str(&caption.to_lowercase());
        }
    }
    let parts =
        ["name and description", "parameter", "definition", "curl", "result", "try it", "output", "metadata"];
    for part in parts {
        assert!(captions.contains(part), "no figure shows {part}: {captions}");
    }
}

#[tokio::test]
async fn p_09_there_are_three_kinds_of_callouts() {
    let server = TestServer::start().await;
    let all: String = every_page(&server).await.into_iter().map(|(_, html)| html).collect();
    for (kind, word) in [("tip", "Tip"), ("attention", "Attention"), ("warning", "Warning")] {
        let class = format!("class=\"callout {kind}\"");
        assert!(all.contains(&class), "{kind} is used nowhere");
        for block in all.split(&class).skip(1) {
            assert!(text(&block[..200.min(block.len())]).contains(word), "{kind} says its name");
        }
    }
}

#[tokio::test]
async fn p_10_summaries_lead_to_the_detailed_pages() {
    let server = TestServer::start().await;
    let authentication = page(&server, "/docs/guides/authentication").await;
    assert!(links(&authentication).iter().any(|link| link.ends_with("/users/create-user-api-token")));
    let ids = page(&server, "/docs/guides/base-url").await;
    assert!(links(&ids).iter().any(|link| link.contains("who-am-i")));
    for description in catalogue() {
        let html = page(&server, &address(description)).await;
        let main = within(&html, "<main", "</main>");
        let all = links(main);
        assert!(
            all.iter().any(|link| link.starts_with("/docs/guides/responses#error-")),
            "{}",
            description.operation.id
        );
        assert!(all.iter().any(|link| link == "/docs/guides/request-limits"), "{}", description.operation.id);
    }
}

#[tokio::test]
async fn p_11_the_first_page_leads_to_all_documentation() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs").await;
    let shown = links(within(&html, "<main", "</main>"));
    for (path, _) in every_page(&server).await {
        let known = shown.iter().any(|link| link.split('#').next() == Some(path.as_str()));
        // A request is reached through its category.
        let through = path.strip_prefix("/docs/reference/").is_some_and(|rest| rest.contains('/'));
        assert!(known || through || path == "/docs", "{path} is not on the first page");
    }
    for document in ["/openapi.json", "/openapi.yaml", "/postman.json", "/llms.txt", "/llms-full.txt"] {
        assert!(shown.iter().any(|link| link == document), "{document}");
    }
}

#[tokio::test]
async fn p_12_the_overview_tells_of_the_api_in_general() {
    let server = TestServer::start().await;
    let shown = text(within(&page(&server, "/docs/guides/overview").await, "<main", "</main>"));
    for part in ["API", "JSON", "HTTP", "GET", "POST", "PUT", "DELETE", "/API/v3/whoami"] {
        assert!(shown.contains(part), "{part}");
    }
}

#[tokio::test]
async fn p_13_the_overview_tells_of_pages_and_every_list_comes_in_them() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/overview").await;
    let shown = text(within(&html, "<main", "</main>"));
    for part in ["Pagination", "at most 100 elements", "nextPage", "null"] {
        assert!(shown.contains(part), "{part}");
    }
    let lists: Vec<&Description> = catalogue().iter().filter(|known| known.is_list()).collect();
    assert!(!lists.is_empty());
    for list in lists {
        assert!(links(&html).contains(&address(list)), "{} is not named", list.operation.name);
    }
}

#[tokio::test]
async fn p_14_the_base_url_holds_the_datacenter() {
    let server = TestServer::start().await;
    let shown = text(&page(&server, "/docs/guides/base-url").await);
    for part in ["http://canvass.test/API/v3", "datacenter", "qualtrics.com", "Who Am I"] {
        assert!(shown.contains(part), "{part}");
    }
    assert!(shown.contains(&server.app.settings().datacenter));
}

#[tokio::test]
async fn p_15_every_kind_of_id_has_its_place() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/finding-ids").await;
    let shown = text(&html);
    for prefix in ["SV_", "UR_", "R_", "ES_", "PGRS_", "QID"] {
        assert!(shown.contains(prefix), "{prefix}");
    }
    for reader in ["/surveys/list-surveys", "/users/list-users", "/users/who-am-i"] {
        assert!(links(&html).iter().any(|link| link.ends_with(reader)), "{reader} tells ids");
    }
}

#[tokio::test]
async fn p_16_ids_that_are_listed_nowhere_are_found_in_a_page() {
    let server = TestServer::start().await;
    let shown =
        text(within(&page(&server, "/docs/guides/finding-ids").await, "<main", "</main>")).to_lowercase();
    assert!(shown.contains("inspect") || shown.contains("address bar"), "{shown}");
}

#[tokio::test]
async fn p_17_authentication_says_what_a_request_needs() {
    let server = TestServer::start().await;
    let shown = text(&page(&server, "/docs/guides/authentication").await);
    for part in ["X-API-TOKEN", "Authorization: Bearer", "ATP_2", "DCD_7"] {
        assert!(shown.contains(part), "{part}");
    }
}

#[tokio::test]
async fn p_18_the_token_is_protected_and_its_making_is_linked() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/authentication").await;
    let headings = text(&html.split("<h2").skip(1).collect::<String>()).to_lowercase();
    assert!(headings.contains("keeping the token safe") && text(&html).contains("environment variable"));
    assert!(headings.contains("where a token comes from"));
    assert!(links(&html).iter().any(|link| link.ends_with("/users/create-user-api-token")));
}

#[tokio::test]
async fn p_19_parameters_are_told_for_each_verb() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/parameters").await;
    let headings: Vec<String> =
        html.split("<h2").skip(1).map(|rest| text(rest.split("</h2>").next().unwrap())).collect();
    for verb in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        assert!(headings.iter().any(|heading| heading.contains(verb)), "{verb}: {headings:?}");
    }
}

#[tokio::test]
async fn p_20_every_status_has_an_example_and_its_reasons() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/responses").await;
    let mut statuses: Vec<u16> = contract::every_error().iter().map(|code| code.status).collect();
    statuses.extend(catalogue().iter().map(|description| description.operation.success));
    statuses.sort_unstable();
    statuses.dedup();
    for status in statuses {
        let at =
            html.find(&format!("id=\"status-{status}\"")).unwrap_or_else(|| panic!("{status} is not told"));
        let section = &html[at..];
        let section = &section[..section[4..].find("id=\"status-").map_or(section.len(), |end| end + 4)];
        assert!(section.contains("<pre"), "{status}: an example");
        let words = text(section);
        for code in contract::every_error().iter().filter(|code| code.status == status) {
            assert!(words.contains(code.reason), "{status}: {}", code.reason);
        }
    }
}

#[tokio::test]
async fn p_21_responses_are_json_but_for_the_files_of_exports() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/responses").await;
    let shown = text(within(&html, "<main", "</main>"));
    assert!(shown.contains("application/json") && shown.contains("The one exception"), "{shown}");
    for known in catalogue().iter().filter(|known| matches!(known.result.kind, ResultKind::File { .. })) {
        assert!(links(&html).contains(&address(known)), "{} answers a file", known.operation.name);
    }
}

#[tokio::test]
async fn p_22_there_is_a_page_for_those_who_upgrade() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/upgrading").await;
    assert_eq!(text(within(&html, "<h1", "</h1>")), "Upgrading from previous versions");
}

#[tokio::test]
async fn p_23_the_sidebar_shows_the_first_few_and_all_when_asked() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs").await;
    let side = within(&html, "<nav class=\"side\"", "</nav>");
    let list = &side[..side.find("Requests</p>").unwrap()];
    let (shown, rest) = list.split_once("<details class=\"all\"").unwrap();
    let rest = rest.split("</details>").next().unwrap();
    let titles =
        |part: &str| links(part).into_iter().filter(|link| link.starts_with("/docs/guides/")).count();
    let all = titles(shown) + titles(rest);
    assert!(titles(shown) == 5 && all > 5, "the first few, and more when asked: {all}");
    assert!(text(rest).contains(&format!("View All {all}")), "the true number: {}", text(rest));
    assert!(rest.contains("/docs/guides/responses") && rest.contains("/docs/guides/upgrading"));
}

/// The pages of the section "Using the APIs".
const JOBS: [&str; 3] = ["managing-surveys", "managing-users", "getting-survey-results"];

async fn programs(server: &TestServer, slug: &str) -> String {
    let html = page(server, &format!("/docs/snippets/{slug}")).await;
    text(within(&html, "<fieldset class=\"tabs programs\"", "</fieldset>"))
}

#[tokio::test]
async fn p_24_the_programs_are_written_in_python() {
    let server = TestServer::start().await;
    for slug in JOBS {
        let shown = programs(&server, slug).await;
        let others = shown.find("java.net.http").unwrap();
        assert!(
            shown.find("import requests").is_some_and(|place| place < others),
            "{slug}: Python comes first"
        );
    }
}

#[tokio::test]
async fn p_25_the_programs_are_written_in_java() {
    let server = TestServer::start().await;
    for slug in JOBS {
        let shown = programs(&server, slug).await;
        let others = shown.find("library(httr2)").unwrap();
        assert!(shown.find("java.net.http").is_some_and(|place| place < others), "{slug}: Java comes second");
        assert!(shown.contains(" fetch("), "{slug}: JavaScript comes too");
    }
}

#[tokio::test]
async fn p_26_the_programs_manage_surveys_and_users_and_get_results() {
    let server = TestServer::start().await;
    let list = links(within(&page(&server, "/docs/snippets").await, "<main", "</main>"));
    for slug in JOBS {
        assert!(list.contains(&format!("/docs/snippets/{slug}")), "{slug}");
    }
    for (slug, part) in JOBS.iter().zip(["/surveys", "/users", "/export-responses"]) {
        assert!(
            programs(&server, slug).await.matches(part).count() >= 4,
            "{slug} calls {part} in each language"
        );
    }
}

#[tokio::test]
async fn p_27_the_programs_come_with_their_warning() {
    let server = TestServer::start().await;
    for slug in JOBS {
        let html = page(&server, &format!("/docs/snippets/{slug}")).await;
        let warning = text(within(&html, "class=\"callout warning\"", "</aside>"));
        for part in ["as they are", "knowledge of programming", "without any promise of support", "issues"] {
            assert!(warning.contains(part), "{slug}: {part} in {warning}");
        }
    }
}

#[tokio::test]
async fn p_28_the_formats_of_dates_and_times() {
    let server = TestServer::start().await;
    let shown = text(&page(&server, "/docs/guides/dates-and-times").await);
    assert!(shown.contains("ISO 8601") && shown.contains("UTC"));
}

#[tokio::test]
async fn p_29_the_codes_of_languages() {
    let server = TestServer::start().await;
    let shown = text(&page(&server, "/docs/guides/language-codes").await);
    for pair in ["EN English", "ES Spanish", "DE German", "FR French"] {
        let (code, name) = pair.split_once(' ').unwrap();
        assert!(shown.contains(code) && shown.contains(name), "{pair}");
    }
}

#[tokio::test]
async fn p_30_the_limits_are_those_the_limiter_counts_by() {
    let server = TestServer::start().await;
    let shown = text(&page(&server, "/docs/guides/request-limits").await);
    for known in catalogue() {
        assert!(shown.contains(known.operation.name), "{}", known.operation.name);
    }
    let table = "listSurveys = 17\nbrand = 1234\n";
    let settings =
        server::Settings { limits: server::Limits::parse(table).unwrap(), ..server::Settings::default() };
    let shown = text(&page(&TestServer::with(settings).await, "/docs/guides/request-limits").await);
    assert!(shown.contains("1234") && shown.contains("17"), "what this server was told: {shown}");
}

/// Event subscriptions are not served yet, so nothing promises them. When they are, this fails, and the page is due.
#[tokio::test]
async fn p_31_waits_for_its_category() {
    assert_eq!(of(Category::EventSubscriptions).count(), 0, "P-31: the page on event subscriptions is due");
    let server = TestServer::start().await;
    let html = page(&server, "/docs/reference/event-subscriptions").await;
    assert!(text(within(&html, "<main", "</main>")).contains("No request of this category is served yet"));
}

#[tokio::test]
async fn p_32_requests_are_grouped_in_categories() {
    let server = TestServer::start().await;
    for description in catalogue() {
        let html = page(&server, &address(description)).await;
        let crumbs = links(within(&html, "<nav class=\"crumbs\"", "</nav>"));
        assert_eq!(
            crumbs,
            [
                "/docs/reference".to_owned(),
                format!("/docs/reference/{}", description.operation.category.slug())
            ]
        );
    }
}

#[tokio::test]
async fn p_33_the_fourteen_categories_stand_in_their_order() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/reference").await;
    let cards = within(&html, "<ul class=\"cards\"", "</main>");
    let titles: Vec<String> =
        cards.split("<li").skip(1).map(|card| text(within(card, "<a ", "</a>"))).collect();
    assert_eq!(
        titles,
        [
            "Organizations",
            "Divisions",
            "Groups",
            "Users",
            "Surveys",
            "Exporting Survey Responses",
            "Responses",
            "Response Imports",
            "Message Library",
            "Graphic Library",
            "Distributions",
            "Insights Platform Contacts",
            "Event Subscriptions",
            "XM Directory (Target Audience)",
        ]
    );
    let side = within(&html, ">Requests</p>", "</nav>");
    let places: Vec<usize> =
        Category::ALL.iter().map(|category| side.find(&format!(">{}<", category.title())).unwrap()).collect();
    assert!(places.is_sorted(), "beside every page as well");
    // Those that are not served stand in their place with the number to come.
    for category in Category::ALL.into_iter().filter(|category| of(*category).count() == 0) {
        let card = &cards[cards.find(&format!(">{}<", category.title())).unwrap()..];
        assert!(text(&card[..card.find("</li>").unwrap()]).contains("to come"), "{}", category.title());
    }
}

#[tokio::test]
async fn p_34_each_category_lists_its_requests() {
    let server = TestServer::start().await;
    for category in Category::ALL {
        let html = page(&server, &format!("/docs/reference/{}", category.slug())).await;
        let shown = links(within(&html, "<main", "</main>"));
        for operation in of(category) {
            assert!(shown.contains(&address(operation)), "{}", operation.operation.name);
        }
    }
}

#[tokio::test]
async fn p_35_verb_name_and_description_come_first() {
    let server = TestServer::start().await;
    for known in catalogue() {
        let html = page(&server, &address(known)).await;
        let main = within(&html, "<main", "</main>");
        let head = text(&main[main.find("<h1").unwrap()..]);
        let verb = head.find(known.operation.verb.as_str()).unwrap();
        let name = head.find(known.operation.name).unwrap();
        let description = head.find(&known.operation.description.replace('`', "")).unwrap();
        assert!(verb == 0 && verb < name && name < description, "{head:.200}");
        assert!(description < head.find("Parameters").unwrap());
    }
}

/// Every operation with parameters or a body, and its page.
async fn pages_with_tables(server: &TestServer) -> Vec<(&'static Description, String)> {
    let mut found = Vec::new();
    for description in catalogue() {
        let html = page(server, &address(description)).await;
        if description.parameters.is_empty() && description.bodies.is_empty() {
            assert!(html.contains("This request takes no parameters."));
        } else {
            found.push((description, html));
        }
    }
    found
}

#[tokio::test]
async fn p_36_the_table_lists_all_parameters() {
    let server = TestServer::start().await;
    for (description, html) in pages_with_tables(&server).await {
        let table = within(&html, "<table class=\"parameters\"", "<h2");
        for parameter in &description.parameters {
            let row = format!("id=\"p-{}-{}\"", parameter.place.as_str(), parameter.name);
            assert!(table.contains(&row), "{}: {row}", description.operation.id);
        }
        for (number, body) in description.bodies.iter().enumerate() {
            for (name, _) in contract::schema::properties(&body.schema) {
                assert!(
                    table.contains(&format!("id=\"p-body-{number}-{name}\"")),
                    "{}: {name}",
                    description.operation.id
                );
            }
        }
    }
}

#[tokio::test]
async fn p_37_its_columns_are_name_formats_required_and_description() {
    let server = TestServer::start().await;
    for (description, html) in pages_with_tables(&server).await {
        let table = within(&html, "<table class=\"parameters\"", "<h2");
        let head = within(table, "<thead", "</thead>");
        let columns: Vec<String> = head.split("</th>").map(text).filter(|title| !title.is_empty()).collect();
        assert_eq!(columns, ["Name", "Accepted formats", "Required", "Description"]);
        for parameter in &description.parameters {
            let row = format!("id=\"p-{}-{}\"", parameter.place.as_str(), parameter.name);
            let words = text(within(table, &row, "</tr>"));
            assert!(words.contains(if parameter.required { "Required" } else { "Optional" }), "{words}");
            let text = parameter.description.replace('`', "");
            assert!(words.contains(&text.split_whitespace().collect::<Vec<_>>().join(" ")), "{words}");
            for value in &parameter.allowed {
                assert!(words.contains(value.as_str()), "{words}: {value}");
            }
        }
    }
}

#[tokio::test]
async fn p_38_all_names_and_values_are_case_sensitive_and_the_page_says_so() {
    let server = TestServer::start().await;
    for (description, html) in pages_with_tables(&server).await {
        let before = &html[..html.find("<table class=\"parameters\"").unwrap()];
        assert!(
            text(before).contains("All names and values are case sensitive."),
            "{}",
            description.operation.id
        );
    }
}

#[tokio::test]
async fn p_39_the_definition_is_the_address_that_is_used() {
    let server = TestServer::start().await;
    for description in catalogue() {
        let html = page(&server, &address(description)).await;
        let words = text(within(&html, "<div class=\"definition\"", "</div>")).replace(' ', "");
        let expected = format!(
            "{}http://canvass.test{}",
            description.operation.verb.as_str(),
            description.operation.path
        );
        assert!(words.contains(&expected), "{words}");
    }
}

#[tokio::test]
async fn p_40_the_definition_drills_down_and_each_level_leads_to_its_reader() {
    let server = TestServer::start().await;
    for description in catalogue() {
        let html = page(&server, &address(description)).await;
        let list = within(&html, "<ol class=\"levels\"", "</ol>");
        let levels = description.operation.path.trim_start_matches("/API/v3/").split('/').count();
        assert_eq!(list.matches("<li").count(), levels, "{}", description.operation.path);
    }
    let html = page(&server, "/docs/reference/responses/get-response").await;
    let levels = links(within(&html, "<ol class=\"levels\"", "</ol>"));
    assert_eq!(levels, ["/docs/reference/surveys/list-surveys", "/docs/reference/surveys/get-survey"]);
}

#[tokio::test]
async fn p_41_the_example_has_the_whole_address_and_all_that_is_required() {
    let server = TestServer::start().await;
    for description in catalogue() {
        let html = page(&server, &address(description)).await;
        let example = text(within(&html, "aria-label=\"cURL, this request\"", "</pre>"));
        assert!(example.contains("http://canvass.test/API/v3/"), "{example}");
        for parameter in description.placed(Place::Path) {
            assert!(example.contains(parameter.example.as_deref().unwrap()), "{example}");
        }
        if description.operation.verb != Verb::Get {
            assert!(example.contains(description.operation.verb.as_str()), "{example}");
        }
        let required = description.bodies.first().and_then(|body| body.schema["required"].as_array());
        for name in required.into_iter().flatten() {
            assert!(example.contains(name.as_str().unwrap()), "{example}");
        }
    }
}

#[tokio::test]
async fn p_42_the_tip_says_whose_ids_the_example_names() {
    let server = TestServer::start().await;
    for description in catalogue() {
        let tip = text(within(&page(&server, &address(description)).await, "<p class=\"tip\"", "</p>"));
        assert!(tip.contains("the example brand") && tip.contains("put in your own ids"), "{tip}");
    }
    let settings = server::Settings { example: false, ..server::Settings::default() };
    let server = TestServer::with(settings).await;
    let html = page(&server, "/docs/reference/surveys/get-survey").await;
    assert!(
        text(&html).contains("The ids are made up, so the example fails as printed"),
        "without the brand"
    );
}

#[tokio::test]
async fn p_43_the_example_result_is_what_a_success_returns() {
    let server = TestServer::start().await;
    for known in catalogue() {
        let html = page(&server, &address(known)).await;
        let result = text(within(&html, "id=\"result\"", "id=\"related\""));
        assert!(result.contains(contract::description::status_text(known.operation.success)), "{result}");
    }
    let html = page(&server, "/docs/reference/users/create-user").await;
    let result = text(within(&html, "aria-label=\"Example result\"", "</pre>"));
    assert!(result.contains("UR_"), "the new user's id: {result}");
}

#[tokio::test]
async fn p_44_the_response_is_described_with_each_request() {
    let server = TestServer::start().await;
    for description in catalogue() {
        let html = page(&server, &address(description)).await;
        let words = text(within(&html, "id=\"result\"", "id=\"related\""));
        for error in description.errors() {
            assert!(
                words.contains(error.code) && words.contains(error.reason),
                "{}: {}",
                description.operation.id,
                error.code
            );
        }
        for (name, _) in contract::schema::properties(&description.result.schema) {
            assert!(words.contains(name.as_str()), "{}: {name}", description.operation.id);
        }
    }
}
