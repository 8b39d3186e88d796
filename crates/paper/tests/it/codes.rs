//! Codes are read back by another program.

use relais_paper::{Block, Code, PaperError};

use crate::readers::Paper;
use crate::specimens::{code, of, print};

#[test]
fn a_code_says_its_address_and_is_large_enough() {
    let paper = Paper::of(&print(&of(vec![Block::Code(code())])).bytes);
    assert_eq!(paper.codes(1), [code().content]);
    let box_line = paper.tree().into_iter().find(|line| line.contains("/BBox")).unwrap();
    let numbers: Vec<f32> = box_line.split(['[', ']', ' ']).filter_map(|part| part.parse().ok()).collect();
    let millimetres = |points: f32| points * 25.4 / 72.0;
    assert!(millimetres(numbers[2] - numbers[0]) >= 29.9, "{box_line}");
    assert!((numbers[2] - numbers[0] - numbers[3] + numbers[1]).abs() < 0.01, "{box_line}");
}

#[test]
fn a_long_code_grows_and_one_too_long_is_refused() {
    let long = |length: usize| Block::Code(Code { content: "relais/".repeat(length / 7), ..code() });
    let paper = Paper::of(&print(&of(vec![long(700)])).bytes);
    assert_eq!(paper.codes(1), ["relais/".repeat(100)]);
    let printed = relais_paper::Paper::new().unwrap().print(&of(vec![long(7000)]));
    assert_eq!(printed, Err(PaperError::CodeTooLong));
}
