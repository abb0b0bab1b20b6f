//! The INPUT arguments to a list of files: files, folders, globs, `-` and `@list.txt`.
//!
//! Responsible for which files are read, each once, and for what they are called. Not responsible for opening them.

use super::error::InputError;
use super::limits::MAX_SIDE_FILE_BYTES;
use ahash::AHashMap;
use globset::GlobBuilder;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// As the user named it, or found below what the user named.
    pub(super) name: String,
    /// `None` is standard input.
    pub(super) path: Option<PathBuf>,
    /// The path below the INPUT folder, `/`-separated; the file name for a single file.
    pub(super) relative: String,
    /// The folder that `relative` starts from: where side files are looked for at most.
    pub(super) base: PathBuf,
}

/// What the arguments came to.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) files: Vec<Source>,
    /// Arguments and folders that could not be read: name and why.
    pub(super) unreadable: Vec<(String, InputError)>,
    pub(super) warnings: Vec<String>,
}

/// Expands the arguments in their order; within a folder or a glob by the bytes of the paths.
pub(super) fn expand(inputs: &[String]) -> Result<Sources, InputError> {
    if inputs.is_empty() {
        return Err(InputError::NoInput);
    }
    let mut found = Sources::default();
    for input in inputs {
        match input.strip_prefix('@').filter(|_| !Path::new(input).exists()) {
            Some(list) => match listed(list) {
                Ok(lines) => lines.iter().for_each(|line| found.add(line)),
                Err(error) => found.fail(list, error)?,
            },
            None => found.add(input),
        }
        if let Some(at) = found.unreadable.iter().position(|(_, error)| !error.is_of_one_input()) {
            return Err(found.unreadable.swap_remove(at).1);
        }
    }
    found.once();
    if found.files.is_empty() && !found.unreadable.is_empty() {
        return Err(found.unreadable.swap_remove(0).1);
    }
    Ok(found)
}

/// What the files are called that the arguments stand for: the `source_file` of their articles.
pub fn names(inputs: &[String]) -> Result<Vec<String>, InputError> {
    Ok(expand(inputs)?.files.into_iter().map(|source| source.name).collect())
}

/// The lines of a list of inputs; blank ones are none.
fn listed(list: &str) -> Result<Vec<String>, InputError> {
    let mut text = Vec::new();
    let file = File::open(list).map_err(|error| InputError::from_io(list, error))?;
    file.take(MAX_SIDE_FILE_BYTES).read_to_end(&mut text).map_err(|error| InputError::from_io(list, error))?;
    let text = String::from_utf8_lossy(super::repair::without_bom(&text)).into_owned();
    Ok(text.lines().map(|line| line.trim_end_matches('\r')).filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

impl Sources {
    fn fail(&mut self, name: &str, error: InputError) -> Result<(), InputError> {
        if !error.is_of_one_input() {
            return Err(error);
        }
        self.unreadable.push((name.to_owned(), error));
        Ok(())
    }

    fn add(&mut self, input: &str) {
        if input == "-" {
            let source = Source { name: "-".into(), path: None, relative: "-".into(), base: PathBuf::new() };
            self.files.push(source);
            return;
        }
        let path = Path::new(input);
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                let before = self.files.len();
                self.walk(path, |_| true);
                if self.files.len() == before {
                    self.warnings.push(format!("{input}: the folder holds no files"));
                }
            }
            Ok(meta) if meta.is_file() => {
                let relative = path.file_name().map_or_else(|| input.to_owned(), |name| name.to_string_lossy().into_owned());
                let base = path.parent().unwrap_or(Path::new("")).to_owned();
                self.files.push(Source { name: input.to_owned(), path: Some(path.to_owned()), relative, base });
            }
            Ok(_) => self.unreadable.push((input.to_owned(), InputError::NotRegular { path: input.to_owned() })),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && input.contains(['*', '?', '[', '{']) => {
                self.glob(input);
            }
            Err(error) => self.unreadable.push((input.to_owned(), InputError::from_io(input, error))),
        }
    }

    /// Files below the longest part of the pattern that has no wildcard.
    fn glob(&mut self, pattern: &str) {
        let literal = pattern.find(['*', '?', '[', '{', '\\']).unwrap_or(pattern.len());
        let base = pattern[..literal].rfind('/').map_or("", |at| &pattern[..=at]);
        let matcher = match GlobBuilder::new(&pattern[base.len()..]).literal_separator(true).build() {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => {
                let error = InputError::BadGlob { glob: pattern.to_owned(), detail: error.kind().to_string() };
                self.unreadable.push((pattern.to_owned(), error));
                return;
            }
        };
        let before = (self.files.len(), self.unreadable.len());
        let folder = if base.is_empty() { Path::new(".") } else { Path::new(base) };
        if folder.is_dir() {
            self.walk(folder, |relative| matcher.is_match(relative));
        }
        if base.is_empty() {
            for source in &mut self.files[before.0..] {
                source.name.clone_from(&source.relative);
            }
        }
        if (self.files.len(), self.unreadable.len()) == before {
            self.unreadable.push((pattern.to_owned(), InputError::NoMatch { glob: pattern.to_owned() }));
        }
    }

    /// The regular files below a folder whose relative path is wanted; hidden ones are not.
    fn walk(&mut self, folder: &Path, wanted: impl Fn(&str) -> bool) {
        let hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry));
        // Indexes that stand beside archives hold nothing of their own.
        let is_index = |relative: &str| {
            let name = relative.to_ascii_lowercase();
            let name = name.strip_suffix(".gz").unwrap_or(&name);
            [".cdx", ".cdxj"].iter().any(|ending| name.ends_with(ending))
        };
        let mut found = Vec::new();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let path = entry.path();
                    let relative = relative(folder, path);
                    if !wanted(&relative) || is_index(&relative) {
                        continue;
                    }
                    if !entry.file_type().is_file() {
                        self.warnings.push(format!("{}: not a regular file, left out", path.display()));
                        continue;
                    }
                    found.push(Source {
                        name: path.to_string_lossy().into_owned(),
                        path: Some(path.to_owned()),
                        relative,
                        base: folder.to_owned(),
                    });
                }
                Err(error) => self.walk_error(folder, error, &wanted),
            }
        }
        // Walking sorts names within a folder; the whole is by the bytes of the paths.
        found.sort_by(|a, b| a.relative.as_bytes().cmp(b.relative.as_bytes()));
        self.files.append(&mut found);
    }

    fn walk_error(&mut self, folder: &Path, error: walkdir::Error, wanted: &impl Fn(&str) -> bool) {
        let path = error.path().unwrap_or(folder).to_owned();
        let name = path.to_string_lossy().into_owned();
        if error.loop_ancestor().is_some() {
            self.warnings.push(format!("{name}: a link to a folder around it, left out"));
            return;
        }
        let is_link = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_symlink());
        if is_link && !wanted(&relative(folder, &path)) {
            return;
        }
        let error = error.into_io_error().unwrap_or_else(|| std::io::Error::other("the folder cannot be walked"));
        self.unreadable.push((name.clone(), InputError::from_io(&name, error)));
    }

    /// Leaves each file once: of several names of one file the smallest, so that the order of the arguments decides nothing.
    fn once(&mut self) {
        let mut names: AHashMap<FileId, String> = AHashMap::new();
        let ids: Vec<Option<FileId>> = self.files.iter().map(|source| source.path.as_deref().and_then(file_id)).collect();
        for (source, id) in self.files.iter().zip(&ids) {
            let Some(id) = id.clone().or_else(|| source.path.is_none().then_some(FileId::Stdin)) else { continue };
            let name = names.entry(id).or_insert_with(|| source.name.clone());
            if source.name < *name {
                name.clone_from(&source.name);
            }
        }
        let mut kept = Vec::with_capacity(self.files.len());
        for (source, id) in self.files.drain(..).zip(ids) {
            let id = id.or_else(|| source.path.is_none().then_some(FileId::Stdin));
            // The name is taken out with the source it belongs to: another source of that name finds none.
            let is_first = id.as_ref().is_none_or(|id| names.get(id).is_some_and(|name| *name == source.name));
            if is_first {
                if let Some(id) = id {
                    names.insert(id, String::new());
                }
                kept.push(source);
            } else {
                self.warnings.push(format!("{}: the same file as another input, read once", source.name));
            }
        }
        self.files = kept;
    }
}

/// `path` below `folder`, with `/` on every system.
fn relative(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum FileId {
    Stdin,
    #[cfg(unix)]
    Inode(u64, u64),
    #[cfg(not(unix))]
    Path(PathBuf),
}

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|meta: Metadata| FileId::Inode(meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn file_id(path: &Path) -> Option<FileId> {
    let _: Option<Metadata> = None;
    fs::canonicalize(path).ok().map(FileId::Path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        dir
    }

    fn relatives(inputs: &[String]) -> Vec<String> {
        expand(inputs).unwrap().files.into_iter().map(|source| source.relative).collect()
    }

    #[test]
    fn folders_are_walked_in_the_order_of_their_paths() {
        let dir = folder(&["b.txt", "pages.cdx.gz", "a/index.cdxj", "a/z.txt", "a.txt", "a/.hidden", ".git/x", "a-b/c.txt"]);
        let name = dir.path().to_string_lossy().into_owned();
        assert_eq!(relatives(std::slice::from_ref(&name)), ["a-b/c.txt", "a.txt", "a/z.txt", "b.txt"]);
        assert_eq!(relatives(&[format!("{name}/**/*.txt")]), ["a-b/c.txt", "a.txt", "a/z.txt", "b.txt"]);
        assert_eq!(relatives(&[format!("{name}/*.txt")]), ["a.txt", "b.txt"]);
        assert_eq!(relatives(&[format!("{name}/a/z.txt")]), ["z.txt"]);
    }

    #[test]
    fn a_list_names_inputs_one_a_line() {
        let dir = folder(&["b.txt", "a.txt"]);
        let list = dir.path().join("list");
        fs::write(&list, format!("{0}/b.txt\r\n\n{0}/a.txt\n", dir.path().display())).unwrap();
        assert_eq!(relatives(&[format!("@{}", list.display())]), ["b.txt", "a.txt"]);
    }

    #[test]
    fn what_is_missing_is_an_error_alone_and_a_note_among_others() {
        let dir = folder(&["a.txt"]);
        let name = dir.path().to_string_lossy().into_owned();
        assert!(matches!(expand(&[format!("{name}/no")]), Err(InputError::Missing { .. })));
        assert!(matches!(expand(&[format!("{name}/*.no")]), Err(InputError::NoMatch { .. })));
        assert!(matches!(expand(&[format!("{name}/[.no")]), Err(InputError::BadGlob { .. })));
        assert!(matches!(expand(&[]), Err(InputError::NoInput)));
        let both = expand(&[name.clone(), format!("{name}/no")]).unwrap();
        assert_eq!((both.files.len(), both.unreadable.len()), (1, 1));
    }

    #[test]
    fn an_empty_folder_is_a_warning() {
        let dir = folder(&[]);
        let found = expand(&[dir.path().to_string_lossy().into_owned()]).unwrap();
        assert_eq!((found.files.len(), found.warnings.len()), (0, 1));
    }

    #[cfg(unix)]
    #[test]
    fn links_loops_and_sockets_neither_hang_nor_count_twice() {
        let dir = folder(&["a/one.txt"]);
        let root = dir.path();
        fs::hard_link(root.join("a/one.txt"), root.join("a/two.txt")).unwrap();
        std::os::unix::fs::symlink(root.join("a/one.txt"), root.join("zero.txt")).unwrap();
        std::os::unix::fs::symlink(root, root.join("a/loop")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        let name = root.to_string_lossy().into_owned();
        let found = expand(&[name.clone(), name.clone()]).unwrap();
        assert_eq!(found.files.len(), 1);
        assert_eq!(found.files[0].relative, "a/one.txt");
        assert!(found.warnings.iter().any(|warning| warning.contains("socket")));
        let alone = expand(&[root.join("socket").to_string_lossy().into_owned()]);
        assert!(matches!(alone, Err(InputError::NotRegular { .. })));
    }
}
