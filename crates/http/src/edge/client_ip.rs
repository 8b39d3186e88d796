//! Where a request comes from: the connection, or what our own proxies say of it.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};

/// The address behind a request; the unspecified address where the connection is not known. For limits only:
/// personal data, never logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

/// A range of addresses, like `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    address: IpAddr,
    prefix: u32,
}

/// A text that is no range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address or a range like 10.0.0.0/8")]
pub struct NotARange;

/// The proxies whose word is taken. None by default: then `X-Forwarded-For` is only text a stranger wrote.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(pub Vec<Range>);

impl From<IpAddr> for Range {
    fn from(address: IpAddr) -> Self {
        let prefix = if address.is_ipv4() { 32 } else { 128 };
        Self { address, prefix }
    }
}

impl FromStr for Range {
    type Err = NotARange;

    fn from_str(text: &str) -> Result<Self, NotARange> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| NotARange)?;
        let widest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(widest), |prefix| prefix.parse().map_err(|_| NotARange))?;
        if prefix > widest {
            return Err(NotARange);
        }
        Ok(Self { address, prefix })
    }
}

impl Range {
    fn holds(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(range), IpAddr::V4(address)) => {
                let shift = 32 - self.prefix;
                u64::from(range.to_bits()) >> shift == u64::from(address.to_bits()) >> shift
            }
            (IpAddr::V6(range), IpAddr::V6(address)) => {
                let different = range.to_bits() ^ address.to_bits();
                different.leading_zeros() >= self.prefix
            }
            _ => false,
        }
    }
}

impl TrustedProxies {
    /// Walks `X-Forwarded-For` from our side outwards and stops at the first address that is not a proxy of ours:
    /// whatever stands further out was written by the client.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let hops = headers.get_all("x-forwarded-for");
        let hops: Vec<_> = hops.iter().filter_map(|value| value.to_str().ok()).collect();
        for hop in hops.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.0.iter().any(|range| range.holds(client)) {
                break;
            }
            let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
            client = address.to_canonical();
        }
        client
    }
}

pub(super) async fn find(
    State(proxies): State<Arc<TrustedProxies>>,
    mut request: Request,
    next: Next,
) -> Response {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |connection| connection.0.ip());
    let client = proxies.client(peer, request.headers());
    request.extensions_mut().insert(ClientIp(client));
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let ranges = trusted.iter().map(|range| range.parse().expect("range")).collect();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().expect("header"));
        }
        TrustedProxies(ranges).client(peer.parse().expect("address"), &headers).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_her_address() {
        assert_eq!(client(&[], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.0/8"], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &["203.0.113.9, 198.51.100.7"]), "198.51.100.7");
    }

    #[test]
    fn proxies_of_ours_are_looked_through_one_by_one() {
        let ours = &["10.0.0.0/8", "fd00::/8"];
        assert_eq!(client(ours, "10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.2"]), "198.51.100.7");
        assert_eq!(client(ours, "10.0.0.1", &["198.51.100.7", "10.0.0.2"]), "198.51.100.7");
        assert_eq!(client(ours, "::ffff:10.0.0.1", &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(client(ours, "10.0.0.1", &["not an address"]), "10.0.0.1");
        assert_eq!(client(ours, "10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn ranges_hold_what_they_say() {
        let holds = |range: &str, address: &str| {
            range.parse::<Range>().expect("range").holds(address.parse().expect("address"))
        };
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(holds("192.0.2.0/24", "192.0.2.255") && !holds("192.0.2.0/24", "192.0.3.0"));
        assert!(holds("192.0.2.1", "192.0.2.1") && !holds("192.0.2.1", "192.0.2.2"));
        assert!(holds("::/0", "2001:db8::1") && !holds("::/0", "192.0.2.1"));
        assert!(holds("2001:db8::/32", "2001:db8:ffff::1") && !holds("2001:db8::/32", "2001:db9::1"));
        for wrong in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "a/b"] {
            assert_eq!(wrong.parse::<Range>(), Err(NotARange), "{wrong}");
        }
    }
}
