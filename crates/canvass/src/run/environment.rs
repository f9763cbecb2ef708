//! The variables by which programs find a proxy and a CA.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The files that variables point to; those with CAs are absent when the server's CA is not known.
pub(super) struct Files {
    /// The system's CAs and ours, PEM.
    pub(super) bundle: Option<PathBuf>,
    /// The CAs that Node adds to its own, PEM.
    pub(super) node_authorities: Option<PathBuf>,
    /// The system's CAs and ours, as Java reads them.
    pub(super) truststore: Option<PathBuf>,
    /// What Node loads before the program.
    pub(super) preload: PathBuf,
}

/// The variables to set for the program, on top of what it inherits; `inherited` tells the value of one.
pub(super) fn variables(
    proxy: SocketAddr,
    server: SocketAddr,
    files: &Files,
    inherited: impl Fn(&str) -> Option<String>,
) -> Vec<(&'static str, String)> {
    let url = format!("http://{proxy}");
    let direct = direct_hosts(inherited("NO_PROXY").or_else(|| inherited("no_proxy")));
    let mut variables = vec![
        ("HTTPS_PROXY", url.clone()),
        ("https_proxy", url),
        ("NO_PROXY", direct.clone()),
        ("no_proxy", direct),
        ("CANVASS_RUN_TLS", server.to_string()),
        (
            "NODE_OPTIONS",
            appended(inherited("NODE_OPTIONS"), &format!("--require {}", quoted(&files.preload))),
        ),
    ];
    let mut java = format!("-Dhttps.proxyHost={} -Dhttps.proxyPort={}", proxy.ip(), proxy.port());
    if let Some(bundle) = &files.bundle {
        let bundle = bundle.display().to_string();
        variables.extend(
            ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"].map(|name| (name, bundle.clone())),
        );
    }
    if let Some(file) = &files.node_authorities {
        variables.push(("NODE_EXTRA_CA_CERTS", file.display().to_string()));
    }
    if let Some(file) = &files.truststore {
        java.push_str(&format!(
            " -Djavax.net.ssl.trustStore={} -Djavax.net.ssl.trustStoreType=JKS",
            quoted(file)
        ));
    }
    variables.push(("JAVA_TOOL_OPTIONS", appended(inherited("JAVA_TOOL_OPTIONS"), &java)));
    variables
}

/// Loopback stays direct, so that the program reaches local servers as before; an exception that was there for the
/// very hosts we stand in for would undo us and goes.
fn direct_hosts(inherited: Option<String>) -> String {
    let mut hosts: Vec<String> = inherited
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|host| {
            !host.is_empty() && *host != "*" && !host.to_ascii_lowercase().ends_with("qualtrics.com")
        })
        .map(str::to_owned)
        .collect();
    for host in ["localhost", "127.0.0.1", "::1"] {
        if !hosts.iter().any(|there| there == host) {
            hosts.push(host.to_owned());
        }
    }
    hosts.join(",")
}

fn appended(inherited: Option<String>, more: &str) -> String {
    match inherited {
        Some(text) if !text.trim().is_empty() => format!("{text} {more}"),
        _ => more.to_owned(),
    }
}

fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(inherited: &[(&str, &str)], with_authority: bool) -> Vec<(&'static str, String)> {
        let file = |name: &str| with_authority.then(|| PathBuf::from(name));
        let files = Files {
            bundle: file("/t/bundle.pem"),
            node_authorities: file("/t/node.pem"),
            truststore: file("/t/trust.jks"),
            preload: PathBuf::from("/t/preload.cjs"),
        };
        let address = |text: &str| text.parse().unwrap();
        variables(address("127.0.0.1:7"), address("127.0.0.1:8443"), &files, |name| {
            inherited.iter().find(|(there, _)| *there == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn value<'a>(variables: &'a [(&'static str, String)], name: &str) -> Option<&'a str> {
        variables.iter().find(|(there, _)| *there == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn every_kind_of_program_is_told() {
        let variables = of(&[], true);
        assert_eq!(value(&variables, "https_proxy"), Some("http://127.0.0.1:7"));
        for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"] {
            assert_eq!(value(&variables, name), Some("/t/bundle.pem"));
        }
        assert_eq!(value(&variables, "NODE_EXTRA_CA_CERTS"), Some("/t/node.pem"));
        assert!(value(&variables, "JAVA_TOOL_OPTIONS").unwrap().contains("trustStore=\"/t/trust.jks\""));
    }

    #[test]
    fn what_was_set_before_stays() {
        let variables = of(
            &[
                ("NO_PROXY", "intra.example, .QUALTRICS.com,localhost,*"),
                ("NODE_OPTIONS", "--max-old-space-size=99"),
            ],
            true,
        );
        assert_eq!(value(&variables, "NO_PROXY"), Some("intra.example,localhost,127.0.0.1,::1"));
        assert_eq!(
            value(&variables, "NODE_OPTIONS"),
            Some("--max-old-space-size=99 --require \"/t/preload.cjs\"")
        );
    }

    #[test]
    fn without_a_known_ca_trust_is_left_alone() {
        let variables = of(&[], false);
        assert_eq!(value(&variables, "SSL_CERT_FILE"), None);
        assert!(!value(&variables, "JAVA_TOOL_OPTIONS").unwrap().contains("trustStore"));
    }
}
