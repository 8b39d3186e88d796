//! Level F: crashes, other people's eyes, damaged and mixed files.

mod crash;
mod custody;
mod power;
