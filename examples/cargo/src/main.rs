use std::io::Read;

extern "C" {
    fn count_lines(text: *const u8, size: usize) -> usize;
}

fn main() {
    let mut text = Vec::new();
    std::io::stdin().read_to_end(&mut text).unwrap();
    println!("{} lines", unsafe { count_lines(text.as_ptr(), text.len()) });
}
