//! Lambert-93, the projection of French public maps (RGF93, EPSG:2154), back to degrees.
//!
//! The inverse of the conformal conic projection as IGN gives it (NTG 71, algorithms ALG0002 and ALG0004); RGF93
//! and WGS 84 agree within centimetres.

use relais_domain::directory::Position;

/// First eccentricity of GRS80.
const ECCENTRICITY: f64 = 0.081_819_191_042_815_79;
/// Exponent of the cone.
const N: f64 = 0.725_607_765_053_267;
/// Constant of the projection, metres.
const C: f64 = 11_754_255.426_096;
/// The pole in projected metres.
const POLE: (f64, f64) = (700_000.0, 12_655_612.049_876);
/// The central meridian, 3° east.
const MERIDIAN: f64 = 3.0;
/// Where the projection has a meaning: metropolitan France with a margin.
const EAST: std::ops::RangeInclusive<f64> = 0.0..=1_300_000.0;
const NORTH: std::ops::RangeInclusive<f64> = 6_000_000.0..=7_200_000.0;

/// The position of a point in Lambert-93 metres; none outside metropolitan France.
pub(super) fn position(x: f64, y: f64) -> Option<Position> {
    if !EAST.contains(&x) || !NORTH.contains(&y) {
        return None;
    }
    let (dx, dy) = (x - POLE.0, POLE.1 - y);
    let longitude = MERIDIAN + (dx.atan2(dy) / N).to_degrees();
    let isometric = -(dx.hypot(dy) / C).ln() / N;
    Position::new(latitude(isometric, ECCENTRICITY).to_degrees(), longitude)
}

/// The latitude (radians) of an isometric latitude (ALG0002): a fixed point that six rounds bring under a micrometre.
fn latitude(isometric: f64, e: f64) -> f64 {
    let exp = isometric.exp();
    let start = exp.atan().mul_add(2.0, -std::f64::consts::FRAC_PI_2);
    (0..10).fold(start, |phi, _| {
        let sine = e * phi.sin();
        (exp * ((1.0 + sine) / (1.0 - sine)).powf(e / 2.0)).atan().mul_add(2.0, -std::f64::consts::FRAC_PI_2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test values IGN prints for ALG0002.
    #[test]
    fn isometric_latitudes_are_igns() {
        let e = 0.081_991_889_98;
        assert!((latitude(1.005_526_536_48, e) - 0.872_664_626_00).abs() < 1e-9);
        assert!((latitude(-0.302_616_900_63, e) - -0.299_999_999_97).abs() < 1e-9);
        assert!((latitude(0.2, e) - 0.199_989_033_70).abs() < 1e-9);
    }

    #[test]
    fn known_places() {
        // the origin of the projection: 3° E, 46.5° N at (700 000, 6 600 000)
        let origin = position(700_000.0, 6_600_000.0).unwrap();
        assert!((origin.latitude() - 46.5).abs() < 1e-7 && (origin.longitude() - 3.0).abs() < 1e-12);
        // France services published by two producers, one in metres, one in degrees
        for (x, y, latitude, longitude) in [
            (474_971.174_569_823, 6_692_222.509_691_13, 47.292_214, 0.021_758),
            (439_729.156_128_808, 6_700_836.944_873_7, 47.356_67, -0.449_192),
            (387_375.568_076_371, 6_745_969.684_919_34, 47.740_331, -1.172_947),
        ] {
            let other = Position::new(latitude, longitude).unwrap();
            assert!(position(x, y).unwrap().distance_m(&other) < 100.0, "{x} {y}");
        }
    }

    #[test]
    fn degrees_given_for_metres_are_refused() {
        assert!(position(47.47, -0.55).is_none());
        assert!(position(f64::NAN, 6_600_000.0).is_none());
    }
}
