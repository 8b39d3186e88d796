//! What handlers take out of a request: the reader with the permission of the page, ids, forms.

mod id;
mod page;
mod typed;
mod visitor;

pub use self::visitor::go_with_cookie;
pub use self::{
    id::Id,
    page::{Page, after, go},
    typed::{Asked, Sent, Typed},
    visitor::Visitor,
};
