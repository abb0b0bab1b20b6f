//! A file system in memory that knows what would outlive a loss of power.
//!
//! For tests: it keeps, beside what a reader sees, what was synced, and gives the image of the disk that the machine would find after the
//! power came back. Names of one folder come in the order in which they were changed; a change that touches two of them is one.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Kind, Storage, Stored};

/// A file system in memory. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    tree: Arc<Mutex<Tree>>,
}

/// How much of what was not synced is on the disk all the same when the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Only what was synced.
    Nothing,
    /// Everything: the process was killed, and the machine went on.
    All,
    /// Some of it, another part for each number: files end too early or in zeros, and the last changes of names are missing.
    Some(u64),
}

type Names = BTreeMap<String, usize>;

#[derive(Debug, Clone)]
enum Node {
    File { bytes: Vec<u8>, synced_bytes: usize },
    Folder { names: Names, synced: Names, changes: Vec<Change> },
}

/// Names of one folder that change what they stand for in one instant.
type Change = Vec<(String, Option<usize>)>;

impl Node {
    fn folder(names: Names) -> Self {
        Self::Folder { synced: names.clone(), names, changes: Vec::new() }
    }
}

#[derive(Debug)]
struct Tree {
    /// The first is the folder that all others are in.
    nodes: Vec<Node>,
}

impl Default for Tree {
    fn default() -> Self {
        Self { nodes: vec![Node::folder(Names::new())] }
    }
}

impl Tree {
    fn names(&self, folder: usize) -> io::Result<&Names> {
        match &self.nodes[folder] {
            Node::Folder { names, .. } => Ok(names),
            Node::File { .. } => Err(ErrorKind::NotADirectory.into()),
        }
    }

    fn find(&self, path: &Path) -> io::Result<usize> {
        let mut at = 0;
        for name in parts(path) {
            at = *self.names(at)?.get(&name).ok_or(ErrorKind::NotFound)?;
        }
        Ok(at)
    }

    /// The folder that a path is in, and its name there.
    fn place(&self, path: &Path) -> io::Result<(usize, String)> {
        let mut parts: Vec<String> = parts(path).collect();
        let name = parts.pop().ok_or(ErrorKind::InvalidInput)?;
        let folder = self.find(&parts.iter().collect::<PathBuf>())?;
        self.names(folder)?;
        Ok((folder, name))
    }

    fn change(&mut self, folder: usize, change: Change) {
        if let Node::Folder { names, changes, .. } = &mut self.nodes[folder] {
            for (name, node) in &change {
                set(names, name, *node);
            }
            changes.push(change);
        }
    }

    /// Changes two names at once where they are in one folder, and one after the other where they are not.
    fn change_both(&mut self, a: (usize, String), to_a: Option<usize>, b: (usize, String), to_b: Option<usize>) {
        if a.0 == b.0 {
            self.change(a.0, vec![(a.1, to_a), (b.1, to_b)]);
        } else {
            self.change(b.0, vec![(b.1, to_b)]);
            self.change(a.0, vec![(a.1, to_a)]);
        }
    }

    fn add(&mut self, path: &Path, node: Node) -> io::Result<usize> {
        let (folder, name) = self.place(path)?;
        if self.names(folder)?.contains_key(&name) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        self.nodes.push(node);
        let number = self.nodes.len() - 1;
        self.change(folder, vec![(name, Some(number))]);
        Ok(number)
    }
}

fn set(names: &mut Names, name: &str, node: Option<usize>) {
    match node {
        Some(node) => names.insert(name.to_owned(), node),
        None => names.remove(name),
    };
}

/// Names on the way to a path.
fn parts(path: &Path) -> impl Iterator<Item = String> {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    })
}

impl Memory {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn tree(&self) -> MutexGuard<'_, Tree> {
        self.tree.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All files with their bytes, and all folders without.
    #[must_use]
    pub fn files(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let tree = self.tree();
        let (mut files, mut open) = (BTreeMap::new(), vec![(PathBuf::new(), 0)]);
        while let Some((path, node)) = open.pop() {
            match &tree.nodes[node] {
                Node::File { bytes, .. } => {
                    files.insert(path, Some(bytes.clone()));
                }
                Node::Folder { names, .. } => {
                    open.extend(names.iter().map(|(name, &node)| (path.join(name), node)));
                    files.insert(path, None);
                }
            }
        }
        files
    }

    /// What a machine finds after the power has come back.
    #[must_use]
    pub fn after_power_loss(&self, rest: Rest) -> Self {
        let tree = self.tree();
        let choose = |node: usize, most: usize| match rest {
            Rest::Nothing => 0,
            Rest::All => most,
            Rest::Some(seed) => usize::try_from(xxh3_64_with_seed(&node.to_le_bytes(), seed) % (most as u64 + 1)).unwrap_or(most),
        };
        let image = tree.nodes.iter().enumerate().map(|(i, node)| match node {
            Node::File { bytes, synced_bytes } => {
                let end = synced_bytes + choose(i, bytes.len() - synced_bytes);
                let mut bytes = bytes[..end].to_vec();
                if matches!(rest, Rest::Some(seed) if seed % 3 == 0) {
                    bytes[*synced_bytes..].fill(0);
                }
                Node::File { synced_bytes: bytes.len(), bytes }
            }
            Node::Folder { synced, changes, .. } => {
                let mut names = synced.clone();
                for (name, node) in changes[..choose(i, changes.len())].iter().flatten() {
                    set(&mut names, name, *node);
                }
                Node::folder(names)
            }
        });
        Self { tree: Arc::new(Mutex::new(Tree { nodes: image.collect() })) }
    }
}

impl Storage for Memory {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Stored>> {
        let node = self.tree().add(path, Node::File { bytes: Vec::new(), synced_bytes: 0 })?;
        Ok(Box::new(InMemory { memory: self.clone(), node }))
    }

    fn scratch(&self, _: &Path) -> io::Result<Box<dyn Stored>> {
        let mut tree = self.tree();
        tree.nodes.push(Node::File { bytes: Vec::new(), synced_bytes: 0 });
        let node = tree.nodes.len() - 1;
        drop(tree);
        Ok(Box::new(InMemory { memory: self.clone(), node }))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Stored>> {
        let tree = self.tree();
        let node = tree.find(path)?;
        match tree.nodes[node] {
            Node::File { .. } => Ok(Box::new(InMemory { memory: self.clone(), node })),
            Node::Folder { .. } => Err(ErrorKind::IsADirectory.into()),
        }
    }

    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        let tree = self.tree();
        match tree.find(path) {
            Ok(node) => Ok(Some(if tree.names(node).is_ok() { Kind::Folder } else { Kind::File })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut tree = self.tree();
        let moved = tree.find(from)?;
        let (from, to) = (tree.place(from)?, tree.place(to)?);
        if let Some(&there) = tree.names(to.0)?.get(&to.1) {
            match (&tree.nodes[moved], &tree.nodes[there]) {
                (Node::File { .. }, Node::Folder { .. }) => return Err(ErrorKind::IsADirectory.into()),
                (Node::Folder { .. }, Node::File { .. }) => return Err(ErrorKind::NotADirectory.into()),
                (_, Node::Folder { names, .. }) if !names.is_empty() => return Err(ErrorKind::DirectoryNotEmpty.into()),
                _ => {}
            }
        }
        tree.change_both(from, None, to, Some(moved));
        Ok(())
    }

    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        let mut tree = self.tree();
        let (at_a, at_b) = (tree.find(a)?, tree.find(b)?);
        let (a, b) = (tree.place(a)?, tree.place(b)?);
        tree.change_both(a, Some(at_b), b, Some(at_a));
        Ok(())
    }

    fn copy_rights(&self, from: &Path, to: &Path) -> io::Result<()> {
        let tree = self.tree();
        tree.find(from).and_then(|_| tree.find(to)).map(|_| ())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut tree = self.tree();
        let node = tree.find(path)?;
        if tree.names(node).is_ok() {
            return Err(ErrorKind::IsADirectory.into());
        }
        let (folder, name) = tree.place(path)?;
        tree.change(folder, vec![(name, None)]);
        Ok(())
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let mut tree = self.tree();
        let mut above = PathBuf::new();
        for name in parts(path) {
            above.push(name);
            match tree.find(&above) {
                Ok(node) => tree.names(node).map(|_| ())?,
                Err(_) => {
                    tree.add(&above, Node::folder(Names::new()))?;
                }
            }
        }
        Ok(())
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        let mut tree = self.tree();
        let node = tree.find(path)?;
        tree.names(node)?;
        let (folder, name) = tree.place(path)?;
        tree.change(folder, vec![(name, None)]);
        Ok(())
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        let mut tree = self.tree();
        let folder = tree.find(path)?;
        match &mut tree.nodes[folder] {
            Node::Folder { names, synced, changes } => {
                synced.clone_from(names);
                changes.clear();
                Ok(())
            }
            Node::File { .. } => Err(ErrorKind::NotADirectory.into()),
        }
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let tree = self.tree();
        let folder = tree.find(folder)?;
        Ok(tree.names(folder)?.keys().cloned().collect())
    }
}

#[derive(Debug)]
struct InMemory {
    memory: Memory,
    node: usize,
}

impl InMemory {
    fn with<T>(&self, what: impl FnOnce(&mut Vec<u8>, &mut usize) -> T) -> io::Result<T> {
        match &mut self.memory.tree().nodes[self.node] {
            Node::File { bytes, synced_bytes } => Ok(what(bytes, synced_bytes)),
            Node::Folder { .. } => Err(ErrorKind::IsADirectory.into()),
        }
    }
}

impl Write for InMemory {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        self.with(|bytes, _| bytes.extend_from_slice(more))?;
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stored for InMemory {
    fn sync(&self) -> io::Result<()> {
        self.with(|bytes, synced_bytes| *synced_bytes = bytes.len())
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        self.with(|bytes, _| {
            let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
            let length = rest.len().min(buffer.len());
            buffer[..length].copy_from_slice(&rest[..length]);
            length
        })
    }

    fn bytes(&self) -> io::Result<u64> {
        self.with(|bytes, _| bytes.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(memory: &Memory, path: &str) -> Option<Vec<u8>> {
        memory.files().get(Path::new(path)).cloned().flatten()
    }

    #[test]
    fn what_was_not_synced_is_lost_and_what_was_is_not() {
        let memory = Memory::new();
        let path = Path::new("a");
        let mut file = memory.create(path).unwrap();
        file.write_all(b"first").unwrap();
        assert_eq!(bytes(&memory.after_power_loss(Rest::Nothing), "a"), None, "no name without its folder");
        memory.sync_folder(Path::new("")).unwrap();
        assert_eq!(bytes(&memory.after_power_loss(Rest::Nothing), "a").unwrap(), b"", "a name and no bytes");
        file.sync().unwrap();
        file.write_all(b" second").unwrap();
        assert_eq!(bytes(&memory.after_power_loss(Rest::Nothing), "a").unwrap(), b"first");
        assert_eq!(bytes(&memory.after_power_loss(Rest::All), "a").unwrap(), b"first second");
        let images: Vec<Vec<u8>> = (0..64).map(|seed| bytes(&memory.after_power_loss(Rest::Some(seed)), "a").unwrap()).collect();
        assert!(images.iter().all(|image| image.starts_with(b"first")));
        assert!(images.iter().any(|image| image.ends_with(b"\0")) && images.contains(&b"first sec".to_vec()), "{images:?}");
    }

    #[test]
    fn it_behaves_as_the_disk_does() {
        let home = tempfile::tempdir().unwrap();
        let outcomes: [Vec<String>; 2] =
            [(&Memory::new() as &dyn Storage, PathBuf::new()), (&super::super::Disk, home.path().into())].map(
                |(storage, home)| {
                    let mut told = Vec::new();
                    let at = |name: &str| home.join(name);
                    let mut tell = |what: &str, result: io::Result<()>| {
                        let names = storage.names(&home).unwrap();
                        told.push(format!("{what}: {:?} {names:?}", result.map_err(|error| error.kind())));
                    };
                    tell("create", storage.create(&at("a")).and_then(|mut file| file.write_all(b"a")));
                    tell("create what is there", storage.create(&at("a")).map(|_| ()));
                    tell("create in no folder", storage.create(&at("no/a")).map(|_| ()));
                    tell("create below a file", storage.create(&at("a/a")).map(|_| ()));
                    tell("folder", storage.create_folder(&at("f/g")));
                    tell("folder again", storage.create_folder(&at("f/g")));
                    tell("folder below a file", storage.create_folder(&at("a/g")));
                    tell("file to folder", storage.rename(&at("a"), &at("f")));
                    tell("folder to file", storage.rename(&at("f"), &at("a")));
                    tell("rename nothing", storage.rename(&at("x"), &at("a")));
                    tell("exchange", storage.exchange(&at("a"), &at("f")));
                    tell("exchange with nothing", storage.exchange(&at("a"), &at("x")));
                    tell("a is a folder", storage.names(&at("a")).map(|names| assert_eq!(names, ["g"])));
                    tell("names of a file", storage.names(&at("f")).map(|_| ()));
                    tell(
                        "folder to a full folder",
                        storage.create_folder(&at("h/i")).and_then(|()| storage.rename(&at("a"), &at("h"))),
                    );
                    tell("folder to an empty folder", storage.rename(&at("a"), &at("h/i")));
                    tell("open a folder", storage.open(&at("h")).and_then(|file| file.read_at(&mut [0], 0)).map(|_| ()));
                    tell("remove a folder", storage.remove(&at("h")));
                    tell("remove", storage.remove(&at("f")));
                    tell("remove nothing", storage.remove(&at("f")));
                    tell("remove with all in it", storage.remove_folder(&at("h")));
                    told
                },
            );
        assert_eq!(outcomes[0], outcomes[1]);
    }
}
