//! `init`, `user`, `token`, `oauth`, `permissions`, `types`, and what a start says of tokens.

use std::time::Duration;

use serde_json::{Value, json};

use crate::program::{Place, Server, ended};

const INIT: [&str; 11] = [
    "init",
    "--brand",
    "acme",
    "--name",
    "The Acme company",
    "--admin-username",
    "ada@acme.example",
    "--first-name",
    "Ada",
    "--last-name",
    "Acme",
];
/// How often it is asked, a twentieth of a second apart, whether another process heard of a change.
const LOOKS: usize = 20;

fn is_token(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn status(server: &Server, token: &str) -> u16 {
    server.ask("GET", "/API/v3/whoami", token, None).0
}

/// Whether the server refuses a token that was just replaced or whose user was just disabled by another process.
fn comes_to_refuse(server: &Server, token: &str) -> bool {
    (0..LOOKS).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        status(server, token) == 401
    })
}

#[test]
fn a_program_gets_credentials_from_the_shell_and_a_token_from_the_server_that_runs() {
    for place in Place::each() {
        place.done(&INIT);
        let server = place.serve(&["serve"]);
        let client = ["oauth", "client", "--user", "ada@acme.example", "--name", "Night export", "--scopes"];
        let made = place.done(&[&client[..], &["read:surveys manage:users"]].concat());
        let (id, secret) = made.split_once('\n').expect("two lines");
        assert_eq!((id.len(), secret.len()), (32, 64), "{made}");
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let kind = "application/x-www-form-urlencoded";
        let (status, answer) = server.exchange("POST", "/oauth2/token", "", kind, form.as_bytes());
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!((status, &answer["scope"]), (200, &json!("manage:users read:surveys")), "{answer}");
        assert!(!server.said().contains(secret), "the log knows no secret");

        let listed = place.done(&["oauth", "clients"]);
        assert!(listed.starts_with(&format!("{id}\tUR_")), "{listed}");
        assert!(listed.ends_with("\tmanage:users read:surveys\tNight export\tconfidential"), "{listed}");
        let token = answer["access_token"].as_str().unwrap();
        assert_eq!(server.ask_as_program("/API/v3/whoami", token), 200);
        assert_eq!(place.done(&["oauth", "remove", "--client", id]), id);
        let refused = (0..LOOKS).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            server.ask_as_program("/API/v3/whoami", token) == 401
        });
        assert!(refused, "the server that runs refuses the tokens of a client that was removed");
        assert_eq!(place.done(&["oauth", "clients"]), "");
        let again = place.run(&["oauth", "remove", "--client", id]);
        assert!(again.code == 1 && again.err.contains("has no client"), "{again:?}");
        server.stop();

        for (scopes, told) in [
            ("read:surveys fly:planes", "there is no scope fly:planes"),
            (" ", "at least one scope is expected"),
        ] {
            let refused = place.run(&[&client[..], &[scopes]].concat());
            assert!(refused.code == 2 && refused.err.contains(told) && refused.out.is_empty(), "{refused:?}");
        }
        let nobody =
            ["oauth", "client", "--user", "eve@acme.example", "--name", "x", "--scopes", "manage:all"];
        let refused = place.run(&nobody);
        assert!(refused.code == 1 && refused.err.contains("No user of acme has the name"), "{refused:?}");
    }
}

#[test]
fn what_users_may_do_is_switched_from_the_shell_while_a_server_runs() {
    for place in Place::each() {
        let token = place.done(&INIT);
        let server = place.serve(&["serve"]);
        let sam = place.done(&["user", "add", "--username", "sam@acme.example"]);
        let sams = place.done(&["token", "new", "--user", &sam]);
        assert_eq!(status(&server, &sams), 200);
        let shown = place.done(&["permissions", "show", "--of", "organization"]);
        assert!(shown.lines().all(|line| line.ends_with("\t-\ton")), "{shown}");
        let set = place.done(&["permissions", "set", "--of", "UT_FULLUSER", "accessApi=off", "useBlocks=on"]);
        assert!(set.contains("accessApi\toff\toff") && set.contains("useBlocks\ton\ton"), "{set}");
        assert!(comes_to_refuse(&server, &sams), "the server that runs hears of it");
        assert_eq!(status(&server, &token), 200, "administrators are of another type");
        let of_sam = place.done(&["permissions", "show", "--of", "sam@acme.example"]);
        assert!(of_sam.contains("accessApi\t-\toff"), "{of_sam}");
        let refused = place.run(&["token", "new", "--user", &sam]);
        assert!(refused.code == 1 && refused.err.contains("accessApi"), "{refused:?}");

        let new = json!({ "name": "Research" });
        let (_, made) = server.ask("POST", "/API/v3/divisions", &token, Some(&new));
        let division = made["result"]["id"].as_str().unwrap();
        let administrators = ["division", "administrators", "--division", division];
        assert_eq!(place.done(&administrators), "");
        let added = place.done(&[&administrators[..], &["--add", "sam@acme.example"]].concat());
        assert_eq!(added, sam);
        assert_eq!(place.done(&[&administrators[..], &["--remove", &sam]].concat()), "");
        let nobody = place.run(&[&administrators[..], &["--add", "eve@acme.example"]].concat());
        assert!(nobody.code == 1 && nobody.err.contains("No user of acme"), "{nobody:?}");

        let own = "UT_1cD2eF3gH4iJ5kL";
        let types = place.done(&["types", "list"]);
        assert!(types.starts_with("GT_3exampleType000\tGroup\nUT_BRANDADMIN\t"), "{types}");
        assert_eq!(place.done(&["types", "add", "--id", own, "--name", "Interviewers"]), own);
        assert!(place.done(&["types", "list"]).contains(&format!("{own}\tInterviewers")));
        let taken = place.run(&["types", "add", "--id", own, "--name", "Interviewers"]);
        assert!(taken.code == 1 && taken.err.contains("has a type"), "{taken:?}");
        server.stop();

        for (words, code, told) in [
            (
                vec!["permissions", "set", "--of", "organization", "flyRockets=off"],
                2,
                "no permission flyRockets",
            ),
            (vec!["permissions", "set", "--of", "organization", "useBlocks"], 2, "accessApi=off"),
            (
                vec!["permissions", "set", "--of", "organization", "useBlocks=on", "useBlocks=off"],
                2,
                "more than once",
            ),
            (vec!["permissions", "set", "--of", "organization"], 2, "NAME=on|off"),
            (vec!["permissions", "show", "--of", "SV_012345678901234"], 2, "DV_, UT_, GT_, GR_ or UR_"),
            (vec!["permissions", "show", "--of", "DV_0nothing0000000"], 1, "has no division"),
            (vec!["permissions", "set", "--of", "UT_PARTICIPANT", "useBlocks=on"], 1, "Participants have"),
            (vec!["types", "add", "--id", "SV_012345678901234", "--name", "x"], 2, "UT_ or GT_"),
        ] {
            let refused = place.run(&words);
            assert!(refused.code == code && refused.err.contains(told), "{words:?}: {refused:?}");
        }
    }
}

#[test]
fn a_client_gets_addresses_to_lead_people_back_to_and_may_have_no_secret() {
    for place in Place::each() {
        place.done(&INIT);
        let client =
            ["oauth", "client", "--user", "ada@acme.example", "--name", "Board", "--scopes", "read:surveys"];
        let made = |more: &[&str]| place.run(&[&client[..], more].concat());
        let both =
            ["--redirect-uri", "https://board.example/back", "--redirect-uri", "http://127.0.0.1/back"];
        let secret = made(&both);
        assert_eq!((secret.code, secret.out.trim_end().lines().count()), (0, 2), "{secret:?}");
        let public = made(&[&both[..2], &["--public"]].concat());
        let (id, listed) = (public.out.trim_end(), place.done(&["oauth", "clients"]));
        assert_eq!((public.code, id.len()), (0, 32), "{public:?}");
        assert!(public.err.contains("no secret"), "{public:?}");
        let line = |ending: &str| listed.lines().find(|line| line.ends_with(ending)).unwrap_or_default();
        let found = line("\tread:surveys\tBoard\tpublic\thttps://board.example/back");
        assert!(found.starts_with(&format!("{id}\tUR_")), "{listed}");
        let found = line("\tBoard\tconfidential\thttps://board.example/back http://127.0.0.1/back");
        assert!(found.starts_with(&secret.out[..32]), "{listed}");

        for (more, told) in [
            (&["--public"][..], "--redirect-uri"),
            (&["--redirect-uri", "http://board.example/back"], "begins with https://"),
            (&["--redirect-uri", "https://board.example/#back"], "without a fragment"),
            (&["--redirect-uri", "com.example.board:/back"], "begins with https://"),
        ] {
            let refused = made(more);
            assert!(refused.code == 2 && refused.err.contains(told) && refused.out.is_empty(), "{refused:?}");
        }
        let many: Vec<String> = (0..21).map(|number| format!("https://board.example/{number}")).collect();
        let many: Vec<&str> = many.iter().flat_map(|address| ["--redirect-uri", address.as_str()]).collect();
        let refused = made(&many);
        assert!(refused.code == 1 && refused.err.contains("at most 20"), "{refused:?}");

        // The page asks, and whoever signs in is let in by the server that runs.
        let server = place.serve(&["serve"]);
        let token = place.done(&["token", "new", "--user", "ada@acme.example"]);
        let me = server.ask("GET", "/API/v3/whoami", &token, None).1["result"]["userId"].clone();
        let path = format!("/API/v3/users/{}", me.as_str().unwrap());
        let password = json!({ "password": "correct horse" });
        assert_eq!(server.ask("PUT", &path, &token, Some(&password)).0, 200);
        let asked = format!(
            "client_id={}&redirect_uri=https%3A%2F%2Fboard.example%2Fback&response_type=code",
            &secret.out[..32]
        );
        let kind = "application/x-www-form-urlencoded";
        let (status, page) = server.exchange("GET", &format!("/oauth2/auth?{asked}"), "", kind, b"");
        let page = String::from_utf8(page).unwrap();
        assert!(status == 200 && page.contains("Let Board act for you?"), "{page}");
        for (word, expected) in [("wrong+horse", 403), ("correct+horse", 303)] {
            let form = format!("{asked}&username=ada%40acme.example&password={word}&decision=allow");
            assert_eq!(server.exchange("POST", "/oauth2/auth", "", kind, form.as_bytes()).0, expected);
        }
        assert!(!server.said().contains("correct horse") && !server.said().contains("response_type"));
        server.stop();
    }
}

#[test]
fn a_brand_of_ones_own_is_made_and_its_people_work_at_once() {
    for place in Place::each() {
        let token = place.done(&INIT);
        assert!(is_token(&token), "nothing but the token stands on standard output: {token}");
        let again = place.run(&INIT);
        assert!(
            again.code == 1 && again.err.contains("is there already") && again.out.is_empty(),
            "{again:?}"
        );

        let server = place.serve(&["serve"]);
        let (code, me) = server.ask("GET", "/API/v3/whoami", &token, None);
        assert_eq!((code, &me["result"]["brandId"]), (200, &json!("acme")), "{me}");
        assert_eq!(me["result"]["userName"], "ada@acme.example");
        assert_eq!(me["result"]["accountType"], "UT_BRANDADMIN");
        assert!(server.token().is_none() && !server.said().contains(&token), "it is shown once");
        assert!(!server.said().contains("a survey"), "there is no example here: {}", server.said());

        // While it serves.
        let sam = place.done(&["user", "add", "--username", "sam@acme.example", "--first-name", "Sam"]);
        assert!(sam.starts_with("UR_"), "{sam}");
        let taken = place.run(&["user", "add", "--brand", "acme", "--username", "sam@acme.example"]);
        assert!(taken.code == 1 && taken.err.contains("Another user has this username."), "{taken:?}");
        let first = place.done(&["token", "new", "--user", "sam@acme.example"]);
        assert_eq!(status(&server, &first), 200);
        let second = place.done(&["token", "new", "--user", &sam]);
        assert_eq!(status(&server, &second), 200);
        assert!(comes_to_refuse(&server, &first), "the former token is void on the server that runs");
        place.done(&["user", "disable", "--user", "sam@acme.example"]);
        assert!(comes_to_refuse(&server, &second), "a disabled user is refused on the server that runs");

        // The last administrator stays, and another makes room.
        let refused = place.run(&["user", "disable", "--user", "ada@acme.example"]);
        assert!(refused.code == 1 && refused.err.contains("administers"), "{refused:?}");
        assert_eq!(status(&server, &token), 200);
        place.done(&["user", "add", "--username", "eva@acme.example", "--administrator"]);
        place.done(&["user", "disable", "--user", "ada@acme.example"]);
        assert!(comes_to_refuse(&server, &token));
        server.stop();
    }
}

#[test]
fn what_is_missing_or_wrong_is_told_with_what_is_accepted() {
    let place = Place::embedded();
    let missing = place.run(&["init", "--brand", "acme", "--first-name", "Ada"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("--name, --admin-username, --last-name"), "{missing:?}");
    let wrong = place.run(&["init", "--brand", "Acme Inc"]);
    assert!(
        wrong.code == 2 && wrong.err.contains("--brand: ") && wrong.err.contains("lower-case"),
        "{wrong:?}"
    );
    let nobody = place.run(&["token", "new", "--user", "sam@acme.example"]);
    assert!(nobody.code == 1 && nobody.err.contains("canvass init"), "{nobody:?}");

    place.done(&INIT);
    let globex = [
        "init",
        "--brand",
        "globex",
        "--name",
        "Globex",
        "--admin-username",
        "ada@globex.example",
        "--first-name",
        "",
        "--last-name",
        "",
    ];
    assert!(is_token(&place.done(&globex)));
    let which = place.run(&["user", "add", "--username", "sam@acme.example"]);
    assert!(
        which.code == 2 && which.err.contains("--brand") && which.err.contains("acme, globex"),
        "{which:?}"
    );
    let foreign = place.run(&["token", "new", "--brand", "globex", "--user", "ada@acme.example"]);
    assert!(foreign.code == 1 && foreign.err.contains("No user of globex"), "{foreign:?}");
    let unknown = place.run(&["user", "disable", "--brand", "initech", "--user", "ada@acme.example"]);
    assert!(unknown.code == 1 && unknown.err.contains("no organization initech"), "{unknown:?}");
    let wrong = place.run(&["token", "new", "--user", "SV_012345678901234"]);
    assert!(wrong.code == 2 && wrong.err.contains("an id UR_"), "{wrong:?}");
}

#[test]
fn the_token_of_the_environment_is_the_administrators_of_a_new_brand() {
    let place = Place::embedded();
    let token = "T0ken".repeat(8);
    let made = ended(place.command(&INIT).env("CANVASS_ADMIN_TOKEN", &token));
    assert_eq!((made.code, made.out.trim_end()), (0, token.as_str()), "{made:?}");
    let server = place.serve(&["--log-format", "json", "serve", "--no-example"]);
    assert_eq!(status(&server, &token), 200);
    server.stop();
}

#[test]
fn a_start_tells_only_what_works() {
    let (given, other) = ("G1ven".repeat(8), "0ther".repeat(8));
    let start = |place: &Place, arguments: &[&str], token: Option<&str>| {
        let mut command = place.command(arguments);
        if let Some(token) = token {
            command.env("CANVASS_ADMIN_TOKEN", token);
        }
        place.start(command)
    };
    let survey = "/API/v3/surveys/SV_3exampleSurvey0";
    for place in Place::each() {
        let empty = start(&place, &["serve", "--no-example"], Some(&given));
        assert!(
            empty.said().contains("canvass init") && empty.said().contains("is ignored"),
            "{}",
            empty.said()
        );
        assert!(!empty.said().contains(&given) && empty.token().is_none());
        assert_eq!(status(&empty, &given), 401);
        empty.stop();

        let first = start(&place, &["serve"], Some(&given));
        assert!(first.said().contains(&given) && first.said().contains("/jfe/form/"), "{}", first.said());
        assert_eq!((status(&first, &given), first.token()), (200, Some(given.as_str())));
        first.stop();

        let later = start(&place, &["serve"], Some(&other));
        assert!(later.said().contains("CANVASS_ADMIN_TOKEN is ignored"), "{}", later.said());
        assert!(!later.said().contains(&other) && later.token() != Some(other.as_str()));
        assert_eq!((status(&later, &other), status(&later, &given)), (401, 200));
        // A survey that takes no responses, or is not there, is not named.
        let closed = json!({ "isActive": false });
        assert_eq!(later.ask("PUT", survey, &given, Some(&closed)).0, 200);
        later.stop();

        let replaced = place.done(&["token", "new", "--user", "admin@example.org"]);
        let last = start(&place, &["serve"], Some(&given));
        assert!(!last.said().contains("/jfe/form/") && !last.said().contains(&given), "{}", last.said());
        assert!(last.said().contains(&replaced), "it can be shown again and works: {}", last.said());
        assert_eq!((status(&last, &given), status(&last, &replaced)), (401, 200));
        last.stop();
    }
}

#[test]
fn wrong_values_end_a_start_with_what_is_accepted() {
    let place = Place::embedded();
    for (arguments, told) in [
        (&["--datacenter", "a b/c"][..], "--datacenter: "),
        (&["serve", "--datacenter", "a b/c"], "letters, digits, hyphens"),
        (&["serve", "--mail", "smtp://h"], "yet"),
        (&["--mail", "smtp://h", "serve"], "--mail: "),
        (&["--limits", "origina1", "--listen", "127.0.0.1:0", "--listen-tls", "off"], "off, original or"),
    ] {
        let ended = place.run(arguments);
        assert!(ended.code == 2 && ended.err.contains(told), "{arguments:?}: {ended:?}");
    }
    let ended = ended(place.command(&["serve"]).env("CANVASS_MAIL", "smtp://u:hidden@h"));
    assert!(
        ended.code == 2 && ended.err.contains("CANVASS_MAIL: ") && !ended.err.contains("hidden"),
        "{ended:?}"
    );
    assert!(!place.data().exists(), "nothing was made");
    let server = place.serve(&["--datacenter", "fra1", "serve"]);
    let (_, me) = server.ask("GET", "/API/v3/whoami", server.token().unwrap(), None);
    assert_eq!(me["result"]["datacenter"], "fra1");
    server.stop();
}

/// Over plain HTTP nobody can show a certificate, so that it is refused from the moment in which one is demanded.
#[test]
fn an_organization_demands_certificates_from_the_shell_as_soon_as_it_has_one() {
    for place in Place::each() {
        let token = place.done(&INIT);
        let server = place.serve(&["serve"]);
        let required = ["organization", "certificates", "required"];
        let nothing = place.run(&required);
        assert!(nothing.code == 1 && nothing.out.is_empty(), "{nothing:?}");
        assert!(nothing.err.contains("acme has no client certificate"), "{nothing:?}");
        assert_eq!(status(&server, &token), 200);

        let path = "/API/v3/organizations/current/clientcertificates";
        let new = json!({ "certificateRequest": model::example::CERTIFICATE_REQUEST });
        let (code, made) = server.ask("POST", path, &token, Some(&new));
        assert_eq!(code, 200, "{made}");
        assert_eq!(place.done(&required), "acme");
        assert!(comes_to_refuse(&server, &token), "the server that runs has heard of it");
        let (code, refused) = server.ask("GET", path, &token, None);
        assert_eq!((code, &refused["meta"]["error"]["errorCode"]), (401, &json!("CRT_1")), "{refused}");
        assert!(refused["meta"]["error"]["errorMessage"].as_str().unwrap().contains("without TLS"));

        assert_eq!(place.done(&["organization", "certificates", "optional", "--brand", "acme"]), "acme");
        let is_open = (0..LOOKS).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            status(&server, &token) == 200
        });
        assert!(is_open, "none is demanded any more");
        server.stop();

        for (wrong, told) in [
            (&["organization", "certificates"][..], "required"),
            (&["organization", "certificates", "always"], "required"),
            (&["organization", "certificates", "optional", "--brand", "globex"], "no organization globex"),
        ] {
            let refused = place.run(wrong);
            assert!(refused.code > 0 && refused.err.contains(told), "{refused:?}");
        }
    }
}
