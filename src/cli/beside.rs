//! A file that is written under another name until it is whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

/// A file that is whole and not yet in its place.
#[derive(Debug)]
pub(crate) enum Beside {
    /// A new file in the folder of its name.
    Hidden { file: NamedTempFile, path: PathBuf },
    /// A pipe or a device has no place to be put in: it gets the bytes as they come.
    Stream { file: File, path: PathBuf },
}

impl Beside {
    pub(crate) fn new(path: &Path) -> anyhow::Result<Self> {
        if is_stream(path) {
            let file =
                OpenOptions::new().write(true).open(path).with_context(|| format!("cannot write to {}", path.display()))?;
            return Ok(Self::Stream { file, path: path.to_owned() });
        }
        // Behind a link it is the file that is replaced, and the link stays.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".newsprint-")
            .tempfile_in(folder)
            .with_context(|| format!("cannot write in {}", folder.display()))?;
        open_to_others(file.as_file())?;
        Ok(Self::Hidden { file, path })
    }

    /// The file to write to.
    pub(crate) fn file(&self) -> &File {
        match self {
            Self::Hidden { file, .. } => file.as_file(),
            Self::Stream { file, .. } => file,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Hidden { path, .. } | Self::Stream { path, .. } => path,
        }
    }

    /// Puts the file in its place.
    pub(crate) fn keep(self) -> anyhow::Result<()> {
        let Self::Hidden { file, path } = self else { return Ok(()) };
        file.as_file().sync_all().with_context(|| format!("writing {}", path.display()))?;
        file.persist(&path).map_err(|error| error.error).with_context(|| format!("writing {}", path.display()))?;
        Ok(())
    }
}

/// Whether a name stands for a pipe or a device: moving a file there would destroy it, `/dev/null` of a whole machine too.
pub(crate) fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
}

#[cfg(unix)]
fn open_to_others(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    // A temporary file is made for its owner alone; a result is as readable as any file the user makes.
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_others(_: &File) -> io::Result<()> {
    Ok(())
}
