//! The page that tells what of a survey is not run.

use engine::run::ReportLine;
use maud::html;

use crate::frame::plain;

/// The page for the survey of this name.
#[must_use]
pub fn report_page(name: &str, lines: &[ReportLine]) -> String {
    let title = format!("What of “{name}” is not run");
    let body = html! {
        main .page.report {
            h1 { (title) }
            @if lines.is_empty() {
                p { "Everything in this survey is run as it stands." }
            } @else {
                p {
                    "The survey is kept whole, and its file comes back as it was. This is what it uses and this server does \
                     not run, or runs otherwise than its author meant."
                }
                div .wide tabindex="0" role="region" aria-label="Report" {
                    table {
                        thead {
                            tr {
                                th scope="col" { "What" }
                                th scope="col" { "How often" }
                                th scope="col" { "What happens instead" }
                                th scope="col" { "Where" }
                            }
                        }
                        tbody {
                            @for line in lines {
                                tr {
                                    th scope="row" { (line.what) }
                                    td { (line.times) }
                                    td { (line.instead) }
                                    td { (places(line)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    plain(&title, &body)
}

fn places(line: &ReportLine) -> String {
    let told = line.places.join(", ");
    if line.times > line.places.len() { format!("{told}, …") } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_authors_wrote_is_text_and_what_is_left_out_is_marked() {
        let line = |times| ReportLine {
            what: "option <b>".into(),
            instead: "it is kept".into(),
            times,
            places: vec!["question <i> (QID1)".into()],
        };
        let page = report_page("<script>", &[line(1), line(2)]);
        assert!(page.contains("option &lt;b&gt;") && page.contains("“&lt;script&gt;”"), "{page}");
        assert_eq!(page.matches("question &lt;i&gt; (QID1)</td>").count(), 1, "{page}");
        assert_eq!(page.matches("question &lt;i&gt; (QID1), …</td>").count(), 1, "{page}");
        assert!(report_page("Visit", &[]).contains("Everything in this survey is run"));
    }
}
