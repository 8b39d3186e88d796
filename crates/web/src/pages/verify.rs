//! The public page of a mandate's paper: number and code in, « en cours » or not out. No name, no organisation, and one
//! answer to whatever does not fit.

use axum::http::StatusCode;
use relais_app::{
    AppError,
    mandates::{VerifiedMandate, describe_scope, verify_mandate},
};

use crate::{
    error::WebResult,
    request::{Asked, Visitor},
    views::{
        parts::Fact,
        verify::{Verified, VerifyPage},
    },
    words::Words,
};

/// `GET /verify`
pub async fn verify(visitor: Visitor, Asked(asked): Asked) -> WebResult {
    if asked.get("number").is_empty() && asked.get("code").is_empty() {
        return visitor.draw(&VerifyPage { form: asked.form(), found: None });
    }
    match verify_mandate(&visitor.web.app, asked.get("number"), asked.get("code")).await {
        Ok(mandate) => {
            let found = Some(found(&visitor.words(), &mandate)?);
            visitor.draw(&VerifyPage { form: asked.form(), found })
        }
        Err(error) => {
            let (_, form) = asked.again(error)?;
            visitor.draw_with(StatusCode::NOT_FOUND, &VerifyPage { form, found: None })
        }
    }
}

fn found(words: &Words, mandate: &VerifiedMandate) -> Result<Verified, AppError> {
    let day = |at| Words::dated(words.date(at));
    let mut facts = vec![
        Fact::new("verify-number", mandate.number.to_string()),
        Fact::new("verify-from", day(mandate.not_before)),
        Fact::new("verify-until", day(mandate.not_after)),
    ];
    facts.extend(mandate.ended_at.map(|at| Fact::new("verify-ended", words.dated_moment(at))));
    Ok(Verified {
        tag: Verified::tag(mandate.in_force, mandate.state.as_str()),
        facts,
        things: describe_scope(&mandate.scope)?,
    })
}
