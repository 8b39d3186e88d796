//! How many connections a process may hold. Many systems begin with 1,024 and allow far more to whoever asks; each open
//! page holds one (`relais_store::live`).

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Asks the system for all that this process may have.
pub fn allow_all() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current == maximum {
        return;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => tracing::debug!(?current, ?maximum, "more connections allowed"),
        Err(error) => tracing::warn!(%error, ?current, "few connections allowed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_may_be() {
        allow_all();
        let limits = getrlimit(Resource::Nofile);
        assert_eq!(limits.current, limits.maximum);
    }
}
