//! A place shows the services given there, and a service leads to its place.

use relais_app::imports::{read_places, write_places};
use relais_domain::{actor::Role, ids::PlaceId};

use crate::browser::Site;

const FILE: &str = "id,pivot,nom,commune,code_postal,adresse,date_maj,telephone,services,presentation_detail,modalites_acces,dispositif_programmes_nationaux,frais_a_charge\n\
    1,00000000000000,Maison du port,Brest,29200,1 rue de Siam,2026-08-01,,,,,,\n";

#[tokio::test]
async fn services_on_the_spot_and_the_way_to_the_place() {
    let site = Site::open().await;
    let (world, worker) = (&site.world, site.agent("ccas", Role::SocialWorker).await);
    let places = read_places(FILE.as_bytes(), None).unwrap().records;
    write_places(&world.app, world.network, places).await.unwrap();
    let place = PlaceId::new(world.db().column("SELECT id FROM place", []).await[0]);
    let service = world.mission.service();
    let (place_page, service_page) = (format!("/places/{place}"), format!("/services/{service}"));
    assert!(!worker.open(&place_page).await.contains("Services sur place"));
    assert!(!worker.open(&service_page).await.contains(&place_page));
    let given = "UPDATE service SET place_id = $1 WHERE id = $2";
    world.db().execute(given, [place.uuid().into(), service.uuid().into()]).await.unwrap();
    let shown = worker.open(&place_page).await;
    assert!(shown.contains("Services sur place") && shown.contains(&format!("href=\"{service_page}\"")));
    let led = worker.open(&service_page).await;
    assert!(led.contains(&format!("href=\"{place_page}\"")) && led.contains("Maison du port"));
}
