//! The Try It form. It is an ordinary form: without a script the server makes the call and draws the page again.

use contract::{BodyDescription, Description, Parameter, Part, Place, TryIt, schema};
use maud::{Markup, html};

use super::fill::{self, Kind, Leaf};
use super::outcome::TryOutcome;
use super::{call, offers, secret};
use crate::reference::fields;
use crate::shell::{self, icons};
use crate::{Catalogue, Site, assets, links};

/// The form with its values, or why there is none. `tried` tells which value was wrong.
pub(crate) fn section(
    description: &Description,
    site: &Site,
    parts: &[Part],
    tried: Option<&TryOutcome>,
) -> Markup {
    if let TryIt::Refused(reason) = description.operation.try_it {
        return html! {
            p.attention { strong { "Attention" } " This request does not work with Try It. " (reason) }
            p.muted { "Use the " a href="#example" { "cURL example" } " instead." }
        };
    }
    let wrong = tried.and_then(TryOutcome::problem);
    let form = Form { catalogue: site.catalogue, parts, wrong: wrong.as_ref() };
    let operation = description.operation.id;
    html! {
        form.try #try-form method="post" action={ "/docs/try/" (operation) "#try-it" } enctype="multipart/form-data"
            data-try=(operation) data-schemas=(links::of_operation(description)) data-body=(assets::script("body"))
            data-answer=(assets::script("answer")) {
            (token())
            (folded(description.parameters.iter().map(|known| form.parameter(known)).collect()))
            (form.bodies(description))
            p.help {
                "Values that are accepted stand in the " a href="#parameters" { "parameter table" } "; the "
                a href="#example" { "cURL example" } " helps too."
            }
            div.buttons {
                button.primary type="submit" { "Try It" }
                button type="reset" { "Reset to example" }
                button type="submit" name="download" value="yes" { "Save the answer" }
                button.scripted.copy-link type="button" { "Copy link" }
            }
            p.problem role="alert" {}
        }
    }
}

/// The field for the token behind a person: closed until it is wanted. No page ever carries the token's value.
pub(crate) fn token() -> Markup {
    html! {
        details.token {
            summary { (icons::person()) span { "API Token" } }
            div.field {
                label for="try-token" { "Your API token, or an access token" }
                input #try-token type="password" name="token" autocomplete="off" spellcheck="false"
                    aria-describedby="try-token-help";
                p.help #try-token-help { "It is sent with this one call, as X-API-TOKEN or, an access token, as Authorization: Bearer, and is not kept." }
            }
        }
    }
}

/// More optional inputs than this are folded away.
const MOST_OPTIONAL: usize = 3;

/// The field for the token of a form that asks for nothing else of a request; `name` tells it from others on the page.
pub(crate) fn plain_token(name: &str, label: &str) -> Markup {
    let id = format!("{name}-token");
    let help = format!("{id}-help");
    html! {
        div.field {
            label for=(id) { (label) }
            input id=(id) type="password" name="token" autocomplete="off" spellcheck="false" required
                aria-describedby=(help);
            p.help id=(help) { "It is sent with this form only, and is not kept." }
        }
    }
}

/// What the inputs are drawn from.
struct Form<'a> {
    catalogue: &'a Catalogue,
    parts: &'a [Part],
    /// The name of a parameter, and what was wrong with it.
    wrong: Option<&'a (String, String)>,
}

/// One input.
struct Input<'a> {
    /// The field's name in the form.
    name: String,
    /// What stands before it.
    label: &'a str,
    required: bool,
    /// The parameter's name in the API's own errors.
    parameter: &'a str,
    /// What is accepted, shown in an empty field.
    hint: Option<String>,
    kind: Kind,
    /// A closed list of values.
    allowed: &'a [String],
    /// The parameter whose ids are offered.
    offers: Option<String>,
    /// Whether it is typed unseen.
    secret: bool,
    /// The secrets within JSON.
    within: Vec<String>,
}

impl Form<'_> {
    fn parameter(&self, parameter: &Parameter) -> Drawn {
        let several = schema::is_type(&parameter.schema, "array");
        let none: &[String] = &[];
        self.input(&Input {
            name: format!("{}.{}", parameter.place.as_str(), parameter.name),
            label: &parameter.name,
            required: parameter.required,
            parameter: &parameter.name,
            hint: if several {
                Some("several with commas between".to_owned())
            } else {
                (!parameter.required).then(|| parameter.accepts.clone())
            },
            kind: if several { Kind::List } else { Kind::Text },
            allowed: if several { none } else { &parameter.allowed },
            offers: (parameter.place == Place::Path
                && offers::source(self.catalogue, &parameter.name).is_some())
            .then(|| parameter.name.clone()),
            secret: schema::is_secret(&parameter.schema),
            within: Vec::new(),
        })
    }

    fn input(&self, input: &Input<'_>) -> Drawn {
        let id = format!("try-{}", input.name.replace('.', "-"));
        let problem =
            self.wrong.filter(|(name, _)| name == input.parameter).map(|(_, message)| message.as_str());
        let problem_id = format!("{id}-problem");
        let described = problem.is_some().then_some(problem_id.as_str());
        let invalid = problem.is_some().then_some("true");
        let typed = call::whole(self.parts, &input.name);
        let markup = html! {
            div.field data-kind=(input.kind.name()) {
                label for=(id) { code { (input.label) } (mark(input.required)) }
                @if !input.allowed.is_empty() || input.kind == Kind::Boolean {
                    select id=(id) name=(input.name) aria-invalid=[invalid] aria-describedby=[described] {
                        @if !input.required || typed.is_none() { option value="" { "not sent" } }
                        @if input.kind == Kind::Boolean {
                            @for one in ["true", "false"] { option value=(one) selected[typed == Some(one)] { (one) } }
                        }
                        @for one in input.allowed { option value=(one) selected[typed == Some(one.as_str())] { (one) } }
                    }
                } @else if input.kind == Kind::Json {
                    @let text = typed.unwrap_or_default();
                    // The line break that a textarea's content begins with is dropped by browsers.
                    textarea id=(id) name=(input.name) rows=(text.lines().count().clamp(2, 8)) spellcheck="false"
                        data-secrets=[listed(&input.within)]
                        placeholder=[input.hint.as_deref()] aria-invalid=[invalid] aria-describedby=[described] { "\n" (text) }
                } @else {
                    input id=(id) type=(if input.secret { "password" } else { "text" }) name=(input.name) value=[typed] placeholder=[input.hint.as_deref()]
                        inputmode=[(input.kind == Kind::Number).then_some("decimal")] autocomplete="off" spellcheck="false"
                        aria-invalid=[invalid] aria-describedby=[described]
                        list=[input.offers.as_ref().map(|name| format!("offers-{name}"))];
                    @if let Some(parameter) = &input.offers {
                        datalist id={ "offers-" (parameter) } data-offers=(parameter) {}
                    }
                }
                @if let Some(problem) = problem { p.problem id=(problem_id) { (problem) } }
            }
        };
        Drawn { required: input.required, filled: typed.is_some(), markup }
    }

    fn bodies(&self, description: &Description) -> Markup {
        let chosen = call::text(self.parts, "form").and_then(|number| number.parse().ok()).unwrap_or(0_usize);
        match description.bodies.as_slice() {
            [] => html! {},
            [only] => self.body(only, 0),
            several => html! {
                fieldset.forms {
                    legend { "Body" }
                    @for (number, form) in several.iter().enumerate() {
                        div.form {
                            input id={ "try-form-" (number) } type="radio" name="form" value=(number) checked[number == chosen];
                            label for={ "try-form-" (number) } { (form.media_type) }
                            div.form-body { (self.body(form, number)) }
                        }
                    }
                }
            },
        }
    }

    fn body(&self, form: &BodyDescription, number: usize) -> Markup {
        match form.media_type {
            "multipart/form-data" => {
                html! { @for field in fields::top(&form.schema) {
                    @if schema::unsupported(field.schema).is_none() { (self.part(&field, number)) }
                } }
            }
            "application/json" => self.json(form, number),
            _ => self.text(form, number),
        }
    }

    /// A JSON body as single fields or as text, whichever is chosen.
    fn json(&self, form: &BodyDescription, number: usize) -> Markup {
        let leaves = fill::leaves(&form.schema);
        if leaves.is_empty() {
            return self.text(form, number);
        }
        let name = format!("as.{number}");
        let as_text = call::text(self.parts, &name) == Some("json");
        html! {
            fieldset.tabs.as data-json=(number) {
                legend { "Body as" }
                input id={ "try-as-" (number) "-form" } type="radio" name=(name) value="form" checked[!as_text];
                label for={ "try-as-" (number) "-form" } { "Form" }
                input id={ "try-as-" (number) "-json" } type="radio" name=(name) value="json" checked[as_text];
                label for={ "try-as-" (number) "-json" } { "JSON" }
                (shell::panel(1, &folded(leaves.iter().map(|leaf| self.leaf(leaf, number)).collect())))
                (shell::panel(2, &self.text(form, number)))
            }
        }
    }

    fn leaf(&self, leaf: &Leaf<'_>, number: usize) -> Drawn {
        self.input(&Input {
            name: format!("field.{number}.{}", leaf.path),
            label: &leaf.path,
            required: leaf.field.required,
            parameter: &leaf.path,
            hint: match leaf.kind {
                Kind::List => Some("several with commas between".to_owned()),
                _ => (!leaf.field.required).then(|| leaf.field.accepts.clone()),
            },
            kind: leaf.kind,
            allowed: if leaf.kind == Kind::List { &[] } else { &leaf.field.allowed },
            offers: None,
            secret: schema::is_secret(leaf.field.schema),
            within: secret::within(leaf),
        })
    }

    fn text(&self, form: &BodyDescription, number: usize) -> Markup {
        let name = format!("body.{number}");
        let text = call::whole(self.parts, &name).unwrap_or_default();
        let id = format!("try-body-{number}");
        let json = form.media_type == "application/json";
        let secrets = if json { secret::paths(&form.schema) } else { Vec::new() };
        html! {
            div.field {
                label for=(id) { "Body, " (form.media_type) }
                textarea id=(id) name=(name) rows=(text.lines().count().clamp(4, 16)) spellcheck="false"
                    data-json=[json.then_some(number)] data-secrets=[listed(&secrets)]
                    aria-describedby={ (id) "-problem" } { "\n" (text) }
                p.problem id={ (id) "-problem" } {}
            }
        }
    }

    fn part(&self, field: &fields::Field<'_>, number: usize) -> Markup {
        let name = format!("part.{number}.{}", field.name);
        if fields::is_file(field.schema) {
            let id = format!("try-{}", name.replace('.', "-"));
            return html! {
                div.field {
                    label for=(id) { code { (field.name) } (mark(field.required)) }
                    input id=(id) type="file" name=(name);
                }
            };
        }
        self.input(&Input {
            name,
            label: field.name,
            required: field.required,
            parameter: field.name,
            hint: (!field.required).then(|| field.accepts.clone()),
            kind: Kind::Text,
            allowed: &field.allowed,
            offers: None,
            secret: schema::is_secret(field.schema),
            within: Vec::new(),
        })
        .markup
    }
}

/// An input, and whether it has to be seen.
struct Drawn {
    required: bool,
    filled: bool,
    markup: Markup,
}

/// Inputs, required ones first; many optional ones are folded away unless one of them has a value.
fn folded(inputs: Vec<Drawn>) -> Markup {
    let (required, optional): (Vec<Drawn>, Vec<Drawn>) = inputs.into_iter().partition(|input| input.required);
    let open = optional.iter().any(|input| input.filled);
    html! {
        @for input in &required { (input.markup) }
        @if optional.len() > MOST_OPTIONAL {
            details.optional open[open] {
                summary { "Optional fields" span.count { (optional.len()) } }
                div { @for input in &optional { (input.markup) } }
            }
        } @else {
            @for input in &optional { (input.markup) }
        }
    }
}

/// Paths as the page's module reads them; none where there are none.
fn listed(paths: &[String]) -> Option<String> {
    (!paths.is_empty()).then(|| paths.join(" "))
}

fn mark(required: bool) -> Markup {
    html! { " " span class=(if required { "required" } else { "muted" }) { (if required { "required" } else { "optional" }) } }
}
