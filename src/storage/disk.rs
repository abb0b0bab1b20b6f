//! The file system of the machine.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Kind, Storage, Stored};

/// The file system of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disk;

impl Storage for Disk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Stored>> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        Ok(Box::new(OnDisk(file)))
    }

    fn scratch(&self, folder: &Path) -> io::Result<Box<dyn Stored>> {
        Ok(Box::new(OnDisk(tempfile::tempfile_in(folder)?)))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Stored>> {
        Ok(Box::new(OnDisk(File::open(path)?)))
    }

    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        match fs::symlink_metadata(path) {
            Ok(meta) => Ok(Some(if meta.is_dir() { Kind::Folder } else { Kind::File })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        exchange(a, b)
    }

    fn copy_rights(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::set_permissions(to, fs::metadata(from)?.permissions())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        // Elsewhere a folder cannot be opened, and its names are as safe as its files are.
        if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(|error| match error {
        // What file systems and older kernels say that do not know it.
        Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The place itself where a name is a link or has none of its own, as `.`: links stay, and what they lead to is replaced.
#[must_use]
pub fn behind_links(path: &Path) -> PathBuf {
    let is_own = path.file_name().is_some() && fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_symlink());
    if is_own { path.to_owned() } else { fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()) }
}

#[derive(Debug)]
struct OnDisk(File);

impl Write for OnDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Stored for OnDisk {
    fn sync(&self) -> io::Result<()> {
        self.0.sync_all()
    }

    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.0, buffer, at)
    }

    #[cfg(not(unix))]
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        use std::io::{Read as _, Seek as _, SeekFrom};
        // What writes goes on at the end of the file, so the place is put back.
        let mut file = &self.0;
        file.seek(SeekFrom::Start(at))?;
        let read = file.read(buffer);
        file.seek(SeekFrom::End(0))?;
        read
    }

    fn bytes(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
}
