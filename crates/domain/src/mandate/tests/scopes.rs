//! What a scope includes, and what it refuses to be.

use proptest::{prelude::*, sample::select};

use crate::{
    mandate::{Scope, ScopeItem},
    organisation::Theme,
};

fn item(text: &str) -> ScopeItem {
    text.parse().expect("an item")
}

fn scope(text: &str) -> Scope {
    text.parse().expect("a scope")
}

#[test]
fn a_text_reads_back_in_order_and_what_a_broader_one_says_is_left_out() {
    assert_eq!(scope("social:RSA logement:f12@caf argent").to_string(), "social:rsa logement:f12@caf argent");
    assert_eq!(scope("logement:f12 logement logement@caf").to_string(), "logement");
    assert_eq!(scope("logement:f12@caf logement:f12").to_string(), "logement:f12");
    assert_eq!(item("logement@caf").to_string(), "logement@caf");
}

#[test]
fn what_is_no_scope_is_refused() {
    let many: Vec<_> = (0..21).map(|nth| format!("social:f{nth}")).collect();
    for text in
        ["", " ", "tout", "logement:", "logement@", ":f1", "logement:f 1@", "logement:é", &many.join(" ")]
    {
        assert!(text.parse::<Scope>().is_err(), "{text}");
    }
    assert!(many[..20].join(" ").parse::<Scope>().is_ok());
}

#[test]
fn a_theme_is_taken_out_whole_and_the_last_leaves_nothing() {
    let both = scope("social:rsa social:aspa logement");
    assert_eq!(both.without(Theme::Social), Some(scope("logement")));
    assert_eq!(scope("logement").without(Theme::Housing), None);
    assert_eq!(scope("logement").without(Theme::Money), Some(scope("logement")));
}

fn items() -> impl Strategy<Value = ScopeItem> {
    let themes = select(&["social", "logement"][..]);
    let narrow = (themes, select(&["", ":f1", ":f2"][..]), select(&["", "@caf", "@cpam"][..]));
    narrow.prop_map(|(theme, procedure, target)| item(&format!("{theme}{procedure}{target}")))
}

fn scopes() -> impl Strategy<Value = Scope> {
    proptest::collection::vec(items(), 1..5).prop_map(|items| Scope::of(items).expect("a scope"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_is_lost_or_won_by_leaving_out_what_was_said(all in proptest::collection::vec(items(), 1..5), asked in items()) {
        let kept = Scope::of(all.clone()).expect("a scope");
        prop_assert_eq!(kept.includes(&asked), all.iter().any(|item| item.includes(&asked)));
    }

    #[test]
    fn scopes_overlap_when_one_thing_may_be_done_under_both(one in scopes(), other in scopes()) {
        // Whatever can be asked is narrowed to a procedure and a target.
        let asked = ["social", "logement"].iter().flat_map(|theme| {
            ["f1", "f2", "f3"].iter().flat_map(move |what| ["caf", "cpam", "msa"].map(|at| item(&format!("{theme}:{what}@{at}"))))
        });
        let common = asked.clone().any(|asked| one.includes(&asked) && other.includes(&asked));
        prop_assert_eq!(one.overlaps(&other), common);
        prop_assert_eq!(other.overlaps(&one), common);
        let all = asked.clone().all(|asked| one.includes(&asked) || !other.includes(&asked));
        prop_assert!(all || !one.includes_all(&other));
    }
}
