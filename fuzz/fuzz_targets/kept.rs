#![no_main]

libfuzzer_sys::fuzz_target!(
    // Seeds are what a build keeps: `SEEDS=FOLDER` writes them before the run.
    init: if let Some(folder) = std::env::var_os("SEEDS") {
        for (at, seed) in dibao_fuzz::kept::seeds().iter().enumerate() {
            let path = std::path::Path::new(&folder).join(at.to_string());
            std::fs::write(path, seed).expect("the folder is there");
        }
    },
    |data: &[u8]| dibao_fuzz::kept::look(data)
);
