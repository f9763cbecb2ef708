//! The requirements of the documentation, P-01 to P-44: the pages. Try It has its own file, feedback too.

use contract::{Category, Description, Place, TryIt, Verb, catalogue};
use testkit::TestServer;

use crate::pages::{every_page, heading_ids, links, page, text, within};

fn of(category: Category) -> impl Iterator<Item = &'static Description> {
    catalogue().iter().filter(move |told| told.operation.category == category)
}

fn address(told: &Description) -> String {
    let name = told.operation.name.to_lowercase().replace(' ', "-");
    format!("/docs/reference/{}/{name}", told.operation.category.slug())
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
        let told: Vec<String> = row.split("</a>").map(text).filter(|title| !title.is_empty()).collect();
        assert_eq!(told, ["Guides", "Reference", "Snippets", "Changelog", "Status", "Admin"], "{path}");
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
        let told: Vec<String> =
            links(contents).into_iter().map(|link| link.trim_start_matches('#').to_owned()).collect();
        assert!(told.len() > 1 && told.iter().all(|id| known.contains(id)), "{path}: {told:?} of {known:?}");
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
    for told in catalogue() {
        let html = page(&server, &address(told)).await;
        let main = within(&html, "<main", "</main>");
        let all = links(main);
        assert!(
            all.iter().any(|link| link.starts_with("/docs/guides/responses#error-")),
            "{}",
            told.operation.id
        );
        assert!(all.iter().any(|link| link == "/docs/guides/request-limits"), "{}", told.operation.id);
    }
}

#[tokio::test]
async fn p_11_the_first_page_leads_to_all_documentation() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs").await;
    let told = links(within(&html, "<main", "</main>"));
    for (path, _) in every_page(&server).await {
        let known = told.iter().any(|link| link.split('#').next() == Some(path.as_str()));
        // A request is reached through its category.
        let through = path.strip_prefix("/docs/reference/").is_some_and(|rest| rest.contains('/'));
        assert!(known || through || path == "/docs", "{path} is not on the first page");
    }
    for document in ["/openapi.json", "/openapi.yaml", "/postman.json", "/llms.txt", "/llms-full.txt"] {
        assert!(told.iter().any(|link| link == document), "{document}");
    }
}

#[tokio::test]
async fn p_12_and_p_13_the_overview_tells_of_the_api_and_of_its_pages() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/overview").await;
    let told = text(within(&html, "<main", "</main>"));
    for part in ["API", "JSON", "Pagination", "100", "nextPage", "null"] {
        assert!(told.contains(part), "{part}");
    }
    let lists: Vec<&Description> = catalogue().iter().filter(|told| told.is_list()).collect();
    assert!(!lists.is_empty());
    for list in lists {
        assert!(links(&html).contains(&address(list)), "{} is not named", list.operation.name);
    }
}

#[tokio::test]
async fn p_14_the_base_url_holds_the_datacenter() {
    let server = TestServer::start().await;
    let told = text(&page(&server, "/docs/guides/base-url").await);
    for part in ["http://canvass.test/API/v3", "datacenter", "qualtrics.com", "Who Am I"] {
        assert!(told.contains(part), "{part}");
    }
    assert!(told.contains(&server.app.settings().datacenter));
}

#[tokio::test]
async fn p_15_and_p_16_every_kind_of_id_has_its_place() {
    let server = TestServer::start().await;
    let told = text(&page(&server, "/docs/guides/finding-ids").await);
    for prefix in ["SV_", "UR_", "R_", "ES_", "PGRS_", "QID"] {
        assert!(told.contains(prefix), "{prefix}");
    }
    // Ids that are listed nowhere.
    assert!(told.to_lowercase().contains("inspect") || told.to_lowercase().contains("address bar"), "{told}");
}

#[tokio::test]
async fn p_17_and_p_18_authentication_and_the_care_of_the_token() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/authentication").await;
    let told = text(&html);
    for part in ["X-API-TOKEN", "Authorization: Bearer", "ATP_2", "DCD_7", "environment"] {
        assert!(told.contains(part), "{part}");
    }
    let headings = text(&html.split("<h2").skip(1).collect::<String>()).to_lowercase();
    assert!(headings.contains("keeping the token safe"), "protecting it");
    assert!(headings.contains("where a token comes from"), "generating it");
}

#[tokio::test]
async fn p_19_parameters_are_told_for_each_verb() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/parameters").await;
    let headings: Vec<String> =
        html.split("<h2").skip(1).map(|rest| text(rest.split("</h2>").next().unwrap())).collect();
    for verb in ["GET", "POST", "PUT", "DELETE"] {
        assert!(headings.iter().any(|heading| heading.contains(verb)), "{verb}: {headings:?}");
    }
}

#[tokio::test]
async fn p_20_and_p_21_every_status_has_an_example_and_its_reasons() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/responses").await;
    let mut statuses: Vec<u16> = contract::errors::codes::ALL.iter().map(|code| code.status).collect();
    statuses.extend(catalogue().iter().map(|told| told.operation.success));
    statuses.sort_unstable();
    statuses.dedup();
    for status in statuses {
        let at =
            html.find(&format!("id=\"status-{status}\"")).unwrap_or_else(|| panic!("{status} is not told"));
        let section = &html[at..];
        let section = &section[..section[4..].find("id=\"status-").map_or(section.len(), |end| end + 4)];
        assert!(section.contains("<pre"), "{status}: an example");
        for code in contract::errors::codes::ALL.iter().filter(|code| code.status == status) {
            let reason = maud_escaped(code.reason);
            assert!(section.contains(&reason), "{status}: {reason}");
        }
    }
    let told = text(&html);
    assert!(told.contains("JSON") && told.contains("export"), "always JSON but for the files of exports");
}

fn maud_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[tokio::test]
async fn p_22_there_is_a_page_for_those_who_upgrade() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/guides/upgrading").await;
    assert_eq!(text(within(&html, "<h1", "</h1>")), "Upgrading from previous versions");
}

#[tokio::test]
async fn p_23_the_sidebar_shows_the_first_few_and_all_seven_when_asked() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs").await;
    let side = within(&html, "<nav class=\"side\"", "</nav>");
    let list = &side[..side.find("Requests</p>").unwrap()];
    let (shown, rest) = list.split_once("<details class=\"all\"").unwrap();
    let rest = rest.split("</details>").next().unwrap();
    assert!(text(rest).contains("View All 7"), "{}", text(rest));
    let titles =
        |part: &str| links(part).into_iter().filter(|link| link.starts_with("/docs/guides/")).count();
    assert_eq!((titles(shown), titles(rest)), (5, 2), "the true number");
    assert!(rest.contains("/docs/guides/responses") && rest.contains("/docs/guides/upgrading"));
}

#[tokio::test]
async fn p_24_to_p_27_three_jobs_as_programs_with_their_warning() {
    let server = TestServer::start().await;
    for slug in ["managing-surveys", "managing-users", "getting-survey-results"] {
        let html = page(&server, &format!("/docs/snippets/{slug}")).await;
        let told = text(within(&html, "<main", "</main>"));
        let places: Vec<usize> = ["import requests", "java.net.http", "library(httr2)", " fetch("]
            .map(|part| told.find(part))
            .into_iter()
            .flatten()
            .collect();
        assert_eq!(places.len(), 4, "{slug}: Python, Java, R, JavaScript");
        assert!(places.is_sorted(), "{slug}: Python and Java come first");
        let warning = within(&html, "class=\"callout warning\"", "</aside>");
        assert!(
            text(warning).contains("as it is") || text(warning).contains("as they are"),
            "{slug}: {}",
            text(warning)
        );
    }
}

#[tokio::test]
async fn p_28_to_p_30_the_tables_of_the_reference() {
    let server = TestServer::start().await;
    let dates = text(&page(&server, "/docs/guides/dates-and-times").await);
    assert!(dates.contains("ISO 8601") && dates.contains("UTC"));
    let languages = text(&page(&server, "/docs/guides/language-codes").await);
    assert!(["EN", "ES", "DE", "FR"].iter().all(|code| languages.contains(code)));
    // The same numbers as the limiter counts by.
    let limits = text(&page(&server, "/docs/guides/request-limits").await);
    for told in catalogue() {
        assert!(limits.contains(told.operation.name), "{}", told.operation.name);
    }
    let table = "listSurveys = 17\nbrand = 1234\n";
    let settings =
        server::Settings { limits: server::Limits::parse(table).unwrap(), ..server::Settings::default() };
    let limits = text(&page(&TestServer::with(settings).await, "/docs/guides/request-limits").await);
    assert!(limits.contains("1234") && limits.contains("17"), "what this server was told: {limits}");
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
async fn p_32_to_p_34_fourteen_categories_in_order_each_with_its_requests() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs/reference").await;
    let cards = within(&html, "<ul class=\"cards\"", "</main>");
    let places: Vec<usize> =
        Category::ALL.iter().map(|category| cards.find(category.title()).unwrap()).collect();
    assert!(places.len() == 14 && places.is_sorted());
    let side = within(&html, ">Requests</p>", "</nav>");
    let places: Vec<usize> =
        Category::ALL.iter().map(|category| side.find(&format!(">{}<", category.title())).unwrap()).collect();
    assert!(places.is_sorted());
    for category in Category::ALL {
        let html = page(&server, &format!("/docs/reference/{}", category.slug())).await;
        let told = links(within(&html, "<main", "</main>"));
        for operation in of(category) {
            assert!(told.contains(&address(operation)), "{}", operation.operation.name);
        }
    }
}

#[tokio::test]
async fn p_35_verb_name_and_description_come_first() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let html = page(&server, &address(told)).await;
        let main = within(&html, "<main", "</main>");
        let head = text(&main[main.find("<h1").unwrap()..]);
        let verb = head.find(told.operation.verb.as_str()).unwrap();
        let name = head.find(told.operation.name).unwrap();
        let description = head.find(&told.operation.description.replace('`', "")).unwrap();
        assert!(verb == 0 && verb < name && name < description, "{head:.200}");
        assert!(description < head.find("Parameters").unwrap());
    }
}

#[tokio::test]
async fn p_36_to_p_38_the_table_of_parameters_is_complete() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let html = page(&server, &address(told)).await;
        if told.parameters.is_empty() && told.bodies.is_empty() {
            assert!(html.contains("This request takes no parameters."));
            continue;
        }
        let table = within(&html, "<table class=\"parameters\"", "<h2");
        let head = within(table, "<thead", "</thead>");
        let columns: Vec<String> = head.split("</th>").map(text).filter(|title| !title.is_empty()).collect();
        assert_eq!(columns, ["Name", "Accepted formats", "Required", "Description"]);
        for parameter in &told.parameters {
            let row = format!("id=\"p-{}-{}\"", parameter.place.as_str(), parameter.name);
            let row = within(table, &row, "</tr>");
            let words = text(row);
            assert!(words.contains(if parameter.required { "Required" } else { "Optional" }), "{words}");
            let told = parameter.description.replace('`', "");
            assert!(words.contains(&told.split_whitespace().collect::<Vec<_>>().join(" ")), "{words}");
            for value in &parameter.allowed {
                assert!(words.contains(value.as_str()), "{words}: {value}");
            }
        }
        assert!(text(&html).contains("All names and values are case sensitive."), "P-38");
    }
}

#[tokio::test]
async fn p_39_and_p_40_the_definition_drills_down() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let html = page(&server, &address(told)).await;
        let definition = within(&html, "<div class=\"definition\"", "</ol>");
        let words = text(definition).replace(' ', "");
        assert!(words.contains(&format!("http://canvass.test{}", told.operation.path)), "{words}");
        let levels = told.operation.path.trim_start_matches("/API/v3/").split('/').count();
        assert_eq!(definition.matches("<li").count(), levels, "{}", told.operation.path);
    }
    let html = page(&server, "/docs/reference/responses/get-response").await;
    let levels = links(within(&html, "<ol class=\"levels\"", "</ol>"));
    assert_eq!(levels, ["/docs/reference/surveys/list-surveys", "/docs/reference/surveys/get-survey"]);
}

#[tokio::test]
async fn p_41_and_p_42_the_example_is_complete_and_says_whose_ids_it_names() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let html = page(&server, &address(told)).await;
        let example = text(within(&html, "aria-label=\"cURL, this request\"", "</pre>"));
        assert!(example.contains("http://canvass.test/API/v3/"), "{example}");
        for parameter in told.placed(Place::Path) {
            assert!(example.contains(parameter.example.as_deref().unwrap()), "{example}");
        }
        if told.operation.verb != Verb::Get {
            assert!(example.contains(told.operation.verb.as_str()), "{example}");
        }
        assert!(html.contains("the example brand"), "with the brand, they run");
    }
    let settings = server::Settings { example: false, ..server::Settings::default() };
    let server = TestServer::with(settings).await;
    let html = page(&server, "/docs/reference/surveys/get-survey").await;
    assert!(
        text(&html).contains("The ids are made up, so the example fails as printed"),
        "without it, they do not"
    );
}

#[tokio::test]
async fn p_43_and_p_44_the_answer_is_part_of_the_page() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let html = page(&server, &address(told)).await;
        let result = within(&html, "id=\"result\"", "id=\"related\"");
        let words = text(result);
        assert!(words.contains(contract::description::status_text(told.operation.success)), "{words}");
        for error in told.errors() {
            assert!(
                words.contains(error.code) && words.contains(error.reason),
                "{}: {}",
                told.operation.id,
                error.code
            );
        }
    }
    let html = page(&server, "/docs/reference/users/create-user").await;
    let result = text(within(&html, "aria-label=\"Example result\"", "</pre>"));
    assert!(result.contains("UR_"), "the new user's id: {result}");
}

#[tokio::test]
async fn p_45_and_p_52_every_request_has_try_it_or_says_why_not() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let html = page(&server, &address(told)).await;
        match told.operation.try_it {
            TryIt::Offered => {
                assert!(html.contains(&format!("action=\"/docs/try/{}#try-it\"", told.operation.id)))
            }
            TryIt::Refused(reason) => {
                let words = text(&html);
                assert!(words.contains("This request does not work with Try It.") && words.contains(reason));
            }
        }
    }
}
