//! The description callers build on changes only on purpose.

use std::{fs, path::Path};

#[test]
fn the_description_is_the_golden_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/openapi.json");
    let drawn = relais_api::openapi() + "\n";
    #[expect(clippy::disallowed_methods, reason = "a golden file is rewritten when its test is told so")]
    let rewrite = std::env::var("RELAIS_GOLDEN").is_ok_and(|value| value == "write");
    if rewrite {
        fs::write(&path, &drawn).expect("written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(golden == drawn, "the description changed: look at it, then run with RELAIS_GOLDEN=write");
}
