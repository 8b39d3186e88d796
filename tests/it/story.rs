//! The story of `testdb`, for people nobody knows yet.

use relais_app::persons::PersonInput;
use relais_domain::random::fill_array;
pub use relais_testdb::story::*;
use relais_testkit::World;

/// Another person than all others, however many stories a world tells: no duplicate.
pub fn stranger(world: &World) -> PersonInput {
    let letter = |(place, byte): (usize, &u8)| char::from(if place == 0 { b'A' } else { b'a' } + byte % 26);
    let name = || -> String {
        let drawn: [u8; 12] = fill_array(world.app.random.as_ref());
        drawn.iter().enumerate().map(letter).collect()
    };
    PersonInput { given_name: name(), ..somebody(&name()) }
}
