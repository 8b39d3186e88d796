//! What handlers and extractors are given.

use axum::extract::FromRef;
use relais_app::App;
use relais_http::gate::Gate;

/// The router's state: the API's gate, and through it the application.
#[derive(Clone, Debug)]
pub struct ApiState {
    gate: Gate,
}

impl ApiState {
    pub(crate) const fn new(gate: Gate) -> Self {
        Self { gate }
    }

    pub(crate) fn app(&self) -> App {
        self.gate.app.clone()
    }
}

impl FromRef<ApiState> for Gate {
    fn from_ref(state: &ApiState) -> Self {
        state.gate.clone()
    }
}

impl FromRef<ApiState> for App {
    fn from_ref(state: &ApiState) -> Self {
        state.app()
    }
}
