//! Writes every sample page and the assets to a folder, to be looked at in a browser:
//! `cargo run -p relais-views --example samples -- FOLDER`, then serve FOLDER on loopback.

use std::{error::Error, fs, path::Path};

use relais_views::{draw_samples, locale::Locale, render::Renderer};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder to write to")?;
    let folder = Path::new(&folder);
    let renderer = Renderer::new(Locale::french())?;
    for (name, asset) in renderer.assets().iter() {
        let url = renderer.assets().url(name).unwrap_or_default();
        let path = folder.join(url.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, asset.plain())?;
    }
    for sample in draw_samples(&renderer)? {
        let name = sample.template.trim_end_matches(".html").replace('/', "-");
        let path = folder.join(format!("{name}--{}.html", sample.name));
        fs::write(&path, &sample.html)?;
        println!("{}", path.display());
    }
    Ok(())
}
