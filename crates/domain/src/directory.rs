//! Distances between places, for finding a partner nearby.

/// The mean radius of the Earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A point on the Earth in WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    latitude: f64,
    longitude: f64,
}

/// A rectangle of latitudes and longitudes, a first and cheap filter that an index can answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// Southern edge.
    pub south: f64,
    /// Northern edge.
    pub north: f64,
    /// Western edge; greater than `east` when the box crosses the 180th meridian.
    pub west: f64,
    /// Eastern edge.
    pub east: f64,
}

impl Position {
    /// A position, when both numbers are degrees of the Earth.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        on_earth.then_some(Self { latitude, longitude })
    }

    /// Degrees north.
    #[must_use]
    pub const fn latitude(&self) -> f64 {
        self.latitude
    }

    /// Degrees east.
    #[must_use]
    pub const fn longitude(&self) -> f64 {
        self.longitude
    }

    /// Metres over ground as the crow flies (haversine, within 0.5 % of the ellipsoid).
    #[must_use]
    pub fn distance_m(&self, other: &Self) -> f64 {
        let (lat_a, lat_b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_lat = ((lat_b - lat_a) / 2.0).sin();
        let half_lon = ((other.longitude - self.longitude).to_radians() / 2.0).sin();
        let chord = half_lat.mul_add(half_lat, lat_a.cos() * lat_b.cos() * half_lon * half_lon);
        2.0 * EARTH_RADIUS_M * chord.clamp(0.0, 1.0).sqrt().asin()
    }

    /// The smallest box that holds every point within `radius_m` metres.
    #[must_use]
    pub fn around(&self, radius_m: f64) -> BoundingBox {
        let angle = (radius_m.max(0.0) / EARTH_RADIUS_M).min(std::f64::consts::PI);
        let (south, north) = (self.latitude - angle.to_degrees(), self.latitude + angle.to_degrees());
        // the widest parallel of the circle lies nearer to the pole than its centre
        let ratio = angle.sin() / self.latitude.to_radians().cos();
        if south <= -90.0 || north >= 90.0 || !(0.0..1.0).contains(&ratio) {
            return BoundingBox {
                south: south.max(-90.0),
                north: north.min(90.0),
                west: -180.0,
                east: 180.0,
            };
        }
        let width = ratio.asin().to_degrees();
        BoundingBox { south, north, west: wrap(self.longitude - width), east: wrap(self.longitude + width) }
    }
}

impl BoundingBox {
    /// Whether the box crosses the 180th meridian: then `west <= longitude OR longitude <= east`.
    #[must_use]
    pub fn crosses_antimeridian(&self) -> bool {
        self.west > self.east
    }

    /// Whether a position lies in the box.
    #[must_use]
    pub fn contains(&self, position: &Position) -> bool {
        let east_of_west = self.west <= position.longitude;
        let west_of_east = position.longitude <= self.east;
        let within = if self.crosses_antimeridian() {
            east_of_west || west_of_east
        } else {
            east_of_west && west_of_east
        };
        within && self.south <= position.latitude && position.latitude <= self.north
    }
}

fn wrap(longitude: f64) -> f64 {
    if longitude < -180.0 {
        longitude + 360.0
    } else if longitude > 180.0 {
        longitude - 360.0
    } else {
        longitude
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::new(latitude, longitude).expect("on Earth")
    }

    #[test]
    fn known_distances() {
        // Brest town hall to Plougastel-Daoulas, and to Paris
        let brest = at(48.390_4, -4.486_1);
        assert!((brest.distance_m(&at(48.372_9, -4.370_2)) - 8_781.0).abs() < 100.0);
        assert!((brest.distance_m(&at(48.856_6, 2.352_2)) / 1000.0 - 504.0).abs() < 3.0);
        assert!(brest.distance_m(&brest) < 0.001);
    }

    #[test]
    fn what_is_not_on_earth_has_no_position() {
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Position::new(latitude, longitude), None);
        }
    }

    #[test]
    fn a_box_over_the_antimeridian_holds_both_sides() {
        let wallis = at(-13.3, 179.9).around(50_000.0);
        assert!(wallis.crosses_antimeridian());
        assert!(wallis.contains(&at(-13.3, -179.95)) && !wallis.contains(&at(-13.3, 0.0)));
    }

    proptest! {
        #[test]
        fn the_box_holds_everything_within_the_radius(
            a in (-89.0..89.0_f64, -180.0..180.0_f64), b in (-89.0..89.0_f64, -180.0..180.0_f64), slack in 1.0..2.0_f64
        ) {
            let (a, b) = (at(a.0, a.1), at(b.0, b.1));
            let radius = a.distance_m(&b) * slack + 1.0;
            prop_assert!(a.around(radius).contains(&b));
            prop_assert!((a.distance_m(&b) - b.distance_m(&a)).abs() < 0.01);
        }
    }
}
