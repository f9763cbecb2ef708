//! Who stands behind a connection: what a proxy tells of its caller counts only where the proxy is trusted.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::HeaderMap;
use http::request::Parts;
use ipnet::IpNet;

use crate::connection::Connection;

/// The networks of the proxies whose word is believed; none by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// Who calls, as far as it can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Remote {
    /// The caller's address; `None` where there is no connection, as in tests.
    pub(crate) address: Option<IpAddr>,
    /// Whether the caller's side is encrypted.
    pub(crate) tls: bool,
    /// Whether a proxy that is not trusted told of another caller: the address is the proxy's then.
    pub(crate) veiled: bool,
}

impl Remote {
    /// The address of whoever sent this request.
    pub(crate) fn address_of(head: &Parts) -> Option<IpAddr> {
        head.extensions.get::<Self>().and_then(|remote| remote.address)
    }
}

impl TrustedProxies {
    /// Whether this is the address of a trusted proxy.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Who calls by this connection. `X-Forwarded-For` is walked from the right, for as long as those who wrote it are
    /// trusted: what stands further left may be anybody's invention. `X-Forwarded-Proto` is read at the same place.
    pub(crate) fn remote(&self, connection: Option<&Connection>, headers: &HeaderMap) -> Remote {
        let Some(connection) = connection else { return Remote { address: None, tls: false, veiled: false } };
        let mut address = connection.peer.ip().to_canonical();
        let told = listed(headers, "x-forwarded-for");
        if !self.trusts(address) {
            return Remote { address: Some(address), tls: connection.tls, veiled: !told.is_empty() };
        }
        let mut hops = 0_usize;
        for before in told.iter().rev() {
            let Some(before) = parse(before) else { break };
            address = before;
            hops += 1;
            if !self.trusts(address) {
                break;
            }
        }
        let schemes = listed(headers, "x-forwarded-proto");
        let scheme = schemes.iter().rev().nth(hops.saturating_sub(1)).or(schemes.first());
        let tls = scheme.map_or(connection.tls, |scheme| scheme.eq_ignore_ascii_case("https"));
        Remote { address: Some(address), tls, veiled: false }
    }
}

impl Remote {
    /// Whether the caller is this machine or one of its private network, and not hidden behind a proxy.
    pub(crate) fn is_local(&self) -> bool {
        let near = |address: IpAddr| match address {
            IpAddr::V4(four) => four.is_loopback() || four.is_private() || four.is_link_local(),
            IpAddr::V6(six) => six.is_loopback() || six.is_unique_local() || six.is_unicast_link_local(),
        };
        !self.veiled && self.address.is_some_and(near)
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    /// Networks (`10.0.0.0/8`) and single addresses, with commas between them.
    fn from_str(text: &str) -> Result<Self, String> {
        let network = |text: &str| {
            let single = || text.parse::<IpAddr>().ok().map(|address| IpNet::from(address.to_canonical()));
            let network = text.parse::<IpNet>().ok().or_else(single);
            network
                .ok_or_else(|| format!("`{text}` is neither a network such as 10.0.0.0/8 nor an IP address"))
        };
        text.split(',')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(network)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// The entries of a header that is a list, over all its lines.
fn listed<'h>(headers: &'h HeaderMap, name: &str) -> Vec<&'h str> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|entry| !entry.is_empty()).collect()
}

/// An address, with or without a port, as the proxies of this world write it.
fn parse(told: &str) -> Option<IpAddr> {
    let bare = told.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok().or_else(|| told.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(trusted: &str, peer: &str, list: &[(&'static str, &'static str)]) -> Remote {
        let headers =
            list.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let connection = Connection { tls: false, peer: peer.parse().unwrap(), certificate: None };
        trusted.parse::<TrustedProxies>().unwrap().remote(Some(&connection), &headers)
    }

    fn address(trusted: &str, peer: &str, forwarded: &'static str) -> String {
        remote(trusted, peer, &[("x-forwarded-for", forwarded)]).address.unwrap().to_string()
    }

    #[test]
    fn the_list_is_walked_from_the_right_while_those_who_wrote_it_are_trusted() {
        let trusted = "10.0.0.0/8, 192.0.2.7,fd00::/8";
        for (peer, forwarded, caller) in [
            ("203.0.113.5:1", "198.51.100.1", "203.0.113.5"),
            ("10.1.2.3:1", "198.51.100.1", "198.51.100.1"),
            ("10.1.2.3:1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
            ("10.1.2.3:1", "1.1.1.1, 198.51.100.1, 192.0.2.7", "198.51.100.1"),
            ("10.1.2.3:1", "198.51.100.1:4711", "198.51.100.1"),
            ("10.1.2.3:1", "[2001:db8::1]:443, fd00::5", "2001:db8::1"),
            ("10.1.2.3:1", "1.1.1.1, unknown, 10.9.9.9", "10.9.9.9"),
            ("10.1.2.3:1", "10.4.4.4", "10.4.4.4"),
            ("10.1.2.3:1", "", "10.1.2.3"),
            ("[::ffff:10.1.2.3]:1", "198.51.100.1", "198.51.100.1"),
        ] {
            assert_eq!(address(trusted, peer, forwarded), caller, "{peer} {forwarded}");
        }
        assert_eq!(address("", "10.1.2.3:1", "198.51.100.1"), "10.1.2.3", "nobody is trusted by default");
    }

    #[test]
    fn the_scheme_is_read_where_the_caller_stands() {
        let tls = |peer: &str, list: &[_]| remote("10.0.0.0/8", peer, list).tls;
        let one = ("x-forwarded-proto", "https");
        assert!(tls("10.0.0.1:1", &[one]));
        assert!(!tls("203.0.113.5:1", &[one]), "not a trusted proxy");
        let two = ("x-forwarded-proto", "https, http");
        assert!(tls("10.0.0.1:1", &[two, ("x-forwarded-for", "198.51.100.1, 10.0.0.2")]));
        assert!(!tls("10.0.0.1:1", &[two, ("x-forwarded-for", "198.51.100.1")]), "the caller's own word");
        assert!(!tls("10.0.0.1:1", &[]));
    }

    #[test]
    fn who_is_near_is_known_unless_a_proxy_hides_it() {
        for near in
            ["127.0.0.1:1", "10.0.0.1:1", "[::1]:1", "[fd00::1]:1", "[fe80::1]:1", "[::ffff:127.0.0.1]:1"]
        {
            assert!(remote("", near, &[]).is_local(), "{near}");
            assert!(!remote("", near, &[("x-forwarded-for", "127.0.0.1")]).is_local(), "{near}");
        }
        assert!(!remote("", "203.0.113.5:1", &[]).is_local());
        assert!(remote("127.0.0.1", "127.0.0.1:1", &[("x-forwarded-for", "10.0.0.8")]).is_local());
        assert!(!remote("127.0.0.1", "127.0.0.1:1", &[("x-forwarded-for", "8.8.8.8")]).is_local());
    }

    #[test]
    fn what_is_no_network_is_named() {
        for wrong in ["10.0.0.0/99", "proxy.example.org", "10.0.0.0/8;::1"] {
            assert!(wrong.parse::<TrustedProxies>().unwrap_err().contains(wrong));
        }
    }
}
