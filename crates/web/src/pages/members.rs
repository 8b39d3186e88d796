//! Members and the invitations that make them.

use relais_app::members::{
    InvitationView, accept_invitation, end_member, invite, revoke_invitation, show_invitation, show_member,
};
use relais_domain::ids::{InvitationId, MembershipId};
use relais_http::edge::session_cookie::Cookie;

use relais_http::can;

use crate::{
    done::Done,
    error::{WebError, WebResult},
    pages::organisations::draw_own,
    paths, present,
    request::{Id, Page, Sent, Visitor, after, go, go_with_cookie},
    say::Say,
    views::organisations::{AcceptInvitation, EndMember, InvitationLink},
};

/// `POST /organisation/invitations`: the link is shown this once; sent twice, the page says that the link before it no
/// longer works.
pub async fn invite_member(page: Page<can::ManageMembers>, Sent(typed): Sent) -> WebResult {
    match invite(page.app(), page.actor(), typed.get("email"), typed.get("role")).await {
        Ok(invited) => {
            let words = page.words();
            let path = paths::invitation(&invited.token);
            page.draw(&InvitationLink {
                link: format!("{}{path}", page.web.public_url.as_str().trim_end_matches('/')),
                email: invited.invitation.email().as_str().to_owned(),
                replaces: invited.replaces,
                until: words.day(words.date(invited.invitation.expires_at())),
            })
        }
        Err(error) => {
            let (status, form) = typed.again(error)?;
            draw_own(&page, page.actor(), status, form).await
        }
    }
}

/// `GET /organisation/members/{id}/end`: the question first, because the access is gone at once.
pub async fn end_form(page: Page<can::ManageMembers>, Id(id): Id<MembershipId>) -> WebResult {
    let member = show_member(page.app(), page.actor(), id).await?;
    page.draw(&EndMember {
        name: present::full_name(Some(&member.given_name), Some(&member.usual_name)),
        role: Say::code("role", &member.role),
        action: paths::member_end(id),
        version: member.version,
    })
}

/// `POST /organisation/members/{id}/end`
pub async fn end(page: Page<can::ManageMembers>, Id(id): Id<MembershipId>, Sent(typed): Sent) -> WebResult {
    let done = end_member(page.app(), page.actor(), id, typed.version()?).await;
    after(&page, done, paths::ORGANISATION, Done::MemberEnded)
}

/// `POST /organisation/invitations/{id}/end`
pub async fn end_invitation(page: Page<can::ManageMembers>, Id(id): Id<InvitationId>) -> WebResult {
    after(
        &page,
        revoke_invitation(page.app(), page.actor(), id).await,
        paths::ORGANISATION,
        Done::InvitationEnded,
    )
}

/// `GET /invitations/{token}`: opening the link changes nothing.
pub async fn invitation(visitor: Visitor, Id(token): Id<String>) -> WebResult {
    let invitation =
        show_invitation(&visitor.web.app, &token, visitor.session.as_ref().map(|session| session.agent))
            .await?;
    if let Some(code) = invitation.refusal {
        return Err(relais_app::AppError::rule(code).into());
    }
    let path = paths::invitation(&token);
    let wish: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    visitor.draw(&AcceptInvitation {
        standing: standing(&invitation),
        role: Say::code("role", &invitation.role),
        email: invitation.email,
        organisation: invitation.organisation_name,
        sign_in: visitor.session.is_none().then(|| format!("{}?to={wish}", paths::LOGIN)),
        action: path,
    })
}

/// What accepting does to a membership there is already: one organisation, one role.
fn standing(invitation: &InvitationView) -> Option<Say> {
    let present = invitation.present_role.as_ref()?;
    let key = if *present == invitation.role { "accept-same-role" } else { "accept-other-role" };
    Some(Say::new(key).with("role", Say::code("role", present)))
}

/// `POST /invitations/{token}`: the membership it leads to is taken up at once.
pub async fn accept(visitor: Visitor, Id(token): Id<String>) -> WebResult {
    let Some((session, cookie)) = visitor.session.as_ref().zip(visitor.token.as_ref()) else {
        return Err(WebError::Elsewhere(paths::invitation(&token)));
    };
    let app = &visitor.web.app;
    let membership = accept_invitation(app, session.agent, &token).await?;
    match relais_app::auth::switch_membership(app, session, cookie, membership).await {
        Ok(next) => {
            let cookie = visitor.web.gate().cookies.set(Cookie::Session, next.expose());
            Ok(go_with_cookie(&Done::Joined.on(paths::HOME), cookie))
        }
        // The organisation has left since: the choice of a membership says what there is.
        Err(relais_app::AppError::NotFound) => Ok(go(paths::MEMBERSHIPS)),
        Err(error) => Err(error.into()),
    }
}
