//! Other people's programs that read papers.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A printed paper in a folder of its own.
pub struct Paper {
    folder: TempDir,
}

impl Paper {
    pub fn of(bytes: &[u8]) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("paper.pdf"), bytes).unwrap();
        Self { folder }
    }

    /// The words of all pages in the order of the file, lines as they stand, without marks of direction.
    pub fn text(&self) -> String {
        let text = run("pdftotext", &["-enc", "UTF-8", "paper.pdf", "-"], self.folder.path());
        let is_mark =
            |c: &char| ('\u{202A}'..='\u{202E}').contains(c) || *c == '\u{200F}' || *c == '\u{200E}';
        text.chars().filter(|c| !is_mark(c)).collect()
    }

    /// The words of one page, from 1.
    pub fn page(&self, number: usize) -> String {
        let all = self.text();
        all.split('\u{C}').nth(number - 1).unwrap().to_owned()
    }

    /// Every word with its edges, in points.
    pub fn boxes(&self) -> String {
        run("pdftotext", &["-enc", "UTF-8", "-bbox", "paper.pdf", "-"], self.folder.path())
    }

    /// The tree of tags with the words below each, as poppler finds them.
    pub fn tree(&self) -> Vec<String> {
        let tree = run("pdfinfo", &["-enc", "UTF-8", "-struct-text", "paper.pdf"], self.folder.path());
        tree.lines().map(str::to_owned).collect()
    }

    /// The words alone, in the order in which a screen reader says them.
    pub fn said(&self) -> String {
        let words = |line: &String| Some(line.trim().strip_prefix('"')?.strip_suffix('"')?.to_owned());
        squeezed(&self.tree().iter().filter_map(words).collect::<Vec<_>>().join(" "))
    }

    /// What the QR codes of one page say.
    pub fn codes(&self, page: usize) -> Vec<String> {
        let number = page.to_string();
        let folder = self.folder.path();
        run("pdftoppm", &["-r", "150", "-png", "-singlefile", "-f", &number, "paper.pdf", "page"], folder);
        let found = run("zbarimg", &["--quiet", "--raw", "page.png"], folder);
        found.lines().map(str::to_owned).collect()
    }

    /// Whether the whole file can be drawn; what the program complains of.
    pub fn complaints(&self) -> String {
        let drawn = output("pdftoppm", &["-r", "20", "-png", "paper.pdf", "all"], self.folder.path());
        assert!(drawn.status.success());
        String::from_utf8_lossy(&drawn.stderr).into_owned()
    }
}

/// One space for every row of spaces and line ends.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = output(program, arguments, folder);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program}: {told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn output(program: &str, arguments: &[&str], folder: &Path) -> std::process::Output {
    match Command::new(program).args(arguments).current_dir(folder).output() {
        Ok(output) => output,
        Err(error) => panic!(
            "{program} does not run ({error}): nobody has read this paper back. \
             Get it with: apt-get install poppler-utils zbar-tools"
        ),
    }
}
