//! How often one address and one account may ask (GCRA). In memory, for each process: it slows floods and guessing;
//! what must be counted exactly is counted in the database.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::DashMapStateStore,
};
use uuid::Uuid;

use super::{client_ip::ClientIp, refusal::Refusal};

/// A steady rate and how far it may be run ahead of.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Requests a minute.
    pub per_minute: NonZeroU32,
    /// Requests at once.
    pub burst: NonZeroU32,
}

impl Rate {
    /// So many a minute, at once or spread: a team that signs in together at nine is not a flood.
    #[must_use]
    pub const fn per_minute(per_minute: NonZeroU32) -> Self {
        Self { per_minute, burst: per_minute }
    }
}

/// The three rates.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// Of one address. Wide: a whole town hall may sit behind one.
    pub address: Rate,
    /// Of one account, agent or key, whatever the address.
    pub account: Rate,
    /// Of sign-ins from one address.
    pub sign_in: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        let rate = |per_minute, burst| Rate {
            per_minute: NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN),
            burst: NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN),
        };
        Self { address: rate(3000, 600), account: rate(600, 120), sign_in: rate(30, 30) }
    }
}

/// The limiters. Generic over a monotonic clock, so that a step of the wall clock locks nobody out.
pub struct RateLimits<C: Clock = DefaultClock> {
    address: Keyed<IpAddr, C>,
    account: Keyed<Uuid, C>,
    sign_in: Keyed<IpAddr, C>,
}

struct Keyed<K: std::hash::Hash + Eq + Clone, C: Clock> {
    limiter: RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    asked: AtomicU32,
}

/// After so many questions the keys that have recovered are forgotten, or memory would grow for ever.
const SWEEP_EVERY: u32 = 4096;

impl RateLimits {
    /// Limiters on the machine's monotonic clock.
    #[must_use]
    pub fn new(rates: &Rates) -> Self {
        Self::with_clock(rates, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> RateLimits<C> {
    /// Limiters on a given clock.
    pub fn with_clock(rates: &Rates, clock: &C) -> Self {
        Self {
            address: Keyed::new(rates.address, clock),
            account: Keyed::new(rates.account, clock),
            sign_in: Keyed::new(rates.sign_in, clock),
        }
    }

    /// Counts a request of an address; a whole IPv6 /64 is one, since one household or office owns it.
    pub fn check_address(&self, address: IpAddr) -> Result<(), Refusal> {
        self.address.check(&network(address))
    }

    /// Counts a request of an account: an agent's or a key's id, once it is known to be genuine.
    pub fn check_account(&self, account: Uuid) -> Result<(), Refusal> {
        self.account.check(&account)
    }

    /// Counts the beginning of a sign-in.
    pub fn check_sign_in(&self, address: IpAddr) -> Result<(), Refusal> {
        self.sign_in.check(&network(address))
    }
}

impl<K: std::hash::Hash + Eq + Clone, C: Clock + Clone> Keyed<K, C> {
    fn new(rate: Rate, clock: &C) -> Self {
        let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
        let limiter = RateLimiter::dashmap_with_clock(quota, clock.clone());
        Self { limiter, clock: clock.clone(), asked: AtomicU32::new(0) }
    }

    fn check(&self, key: &K) -> Result<(), Refusal> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|not_until| Refusal {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: "edge.too_many",
            retry_after: Some(not_until.wait_time_from(self.clock.now()).max(Duration::from_secs(1))),
        })
    }
}

impl<C: Clock> std::fmt::Debug for RateLimits<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RateLimits").finish_non_exhaustive()
    }
}

/// The layer of every request.
pub(super) async fn by_address(
    State(limits): State<Arc<RateLimits>>,
    request: Request,
    next: Next,
) -> Response {
    let address = request.extensions().get::<ClientIp>().copied();
    match address.map_or(Ok(()), |client| limits.check_address(client.0)) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// The layer of the sign-in routes, put there by the pages' router.
pub async fn by_sign_in(State(limits): State<Arc<RateLimits>>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ClientIp>().copied();
    match address.map_or(Ok(()), |client| limits.check_sign_in(client.0)) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limits(clock: &FakeRelativeClock) -> RateLimits<FakeRelativeClock> {
        let two = NonZeroU32::new(2).expect("two");
        let rate = Rate { per_minute: two, burst: two };
        RateLimits::with_clock(&Rates { address: rate, account: rate, sign_in: rate }, clock)
    }

    #[test]
    fn the_third_request_of_two_waits_and_is_told_how_long() {
        let clock = FakeRelativeClock::default();
        let limits = limits(&clock);
        let account = Uuid::nil();
        assert!(limits.check_account(account).is_ok() && limits.check_account(account).is_ok());
        let refusal = limits.check_account(account).expect_err("the third");
        assert_eq!((refusal.status.as_u16(), refusal.retry_after), (429, Some(Duration::from_secs(30))));
        assert!(limits.check_account(Uuid::max()).is_ok(), "another account is not concerned");
        clock.advance(Duration::from_secs(30));
        assert!(limits.check_account(account).is_ok());
    }

    #[test]
    fn a_whole_ipv6_network_is_one_address() {
        let clock = FakeRelativeClock::default();
        let limits = limits(&clock);
        let check = |address: &str| limits.check_address(address.parse().expect("address")).is_ok();
        assert!(check("2001:db8::1") && check("2001:db8::2") && !check("2001:db8::3"));
        assert!(check("2001:db8:0:1::1"));
        assert!(check("192.0.2.1") && check("::ffff:192.0.2.1") && !check("192.0.2.1") && check("192.0.2.2"));
    }
}
