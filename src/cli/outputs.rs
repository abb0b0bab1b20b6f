//! The files that `dedup` writes: under another name until all of them are whole, packed as their names say.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use newsprint::dedup::Piece;
use newsprint::input::{self, Format as InputFormat, InputFile};
use newsprint::storage::{self, Disk, New, NewFolder, Stored, behind_links};
use newsprint::tables::{self, Format, Row};

use super::beside::{self, Beside};
use super::failure::Failure;
use super::output::Stdout;

/// Refuses outputs that must not be replaced or that name one file twice, before any work is done.
pub(crate) fn check(outputs: &[&Path], overwrite: bool) -> Result<(), Failure> {
    for (i, path) in outputs.iter().enumerate() {
        let shown = path.display();
        if beside::is_stream(path) {
            continue;
        }
        if outputs[..i].contains(path) {
            return Err(Failure::usage(format!("{shown} is named for two outputs")).next("give each a name of its own"));
        }
        let Ok(meta) = fs::metadata(path) else { continue };
        if meta.is_dir() && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Failure::usage(format!("{shown} is a folder that is not empty")).next("name a file, or a new folder"));
        }
        if !overwrite && !meta.is_dir() {
            return Err(Failure::usage(format!("{shown} exists")).next("add --overwrite to replace it, or name another file"));
        }
    }
    Ok(())
}

/// Refuses a name that promises another format: rows are written in the one they come in.
pub(crate) fn fits(path: &Path, format: InputFormat) -> Result<(), Failure> {
    use InputFormat::{Arrow, ArrowStream, Csv, Json, JsonLines, Text, Tsv};
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    let plain = [".gz", ".zst", ".zstd", ".bz2", ".xz"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    let promised = plain.rsplit_once('.').and_then(|(_, ending)| InputFormat::from_name(ending));
    // Whatever is text may be called so, and a list of objects is JSON however it is written.
    let family = |format| match format {
        JsonLines => Json,
        Tsv => Csv,
        ArrowStream => Arrow,
        other => other,
    };
    match promised {
        Some(promised) if promised != Text && family(promised) != family(format) => {
            let what = format!("{} is named as {}, and the rows are {}", path.display(), promised.name(), format.name());
            Err(Failure::usage(what)
                .next(format!("dedup writes rows in the format they come in: end the name in .{}", format.name())))
        }
        _ => Ok(()),
    }
}

/// What a table is written as, by its name; CSV for a pipe or a device.
pub(crate) fn table_format(path: &Path) -> Result<Format, Failure> {
    if beside::is_stream(path) {
        return Ok(Format::Csv);
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    Format::ALL.into_iter().find(|format| Some(format.name()) == ending.as_deref()).ok_or_else(|| {
        Failure::usage(format!("{}: the name does not say which format", path.display()))
            .next("end it in .csv, .jsonl or .parquet")
    })
}

/// Writes a table beside its place.
pub(crate) fn table<R: Row>(path: &Path, rows: impl Iterator<Item = R>) -> anyhow::Result<Beside> {
    let format = table_format(path)?;
    let mut out = BufWriter::with_capacity(1 << 18, Beside::new(path)?);
    let written = tables::write_made(rows, format, &mut out).and_then(|()| out.flush());
    // What is still in the buffer is for nobody where writing has failed.
    let (beside, _) = out.into_parts();
    match written {
        // A reader of a pipe that has gone has seen enough; the other outputs are still wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe && matches!(beside, Beside::Stream { .. }) => {}
        written => written.with_context(|| format!("writing {}", path.display()))?,
    }
    Ok(beside)
}

type GzipMember<W> = flate2::write::GzEncoder<BufWriter<W>>;

/// A gzip file between two members, inside of one, or given up after an error that has been told.
pub(crate) enum Gzip<W: Write> {
    Between(BufWriter<W>),
    Inside(Box<GzipMember<W>>),
    GivenUp,
}

impl<W: Write> Gzip<W> {
    fn member(out: BufWriter<W>) -> Box<GzipMember<W>> {
        Box::new(GzipMember::new(out, flate2::Compression::default()))
    }

    fn write(&mut self, piece: Piece<'_>) -> io::Result<()> {
        let mut member = match std::mem::replace(self, Self::GivenUp) {
            Self::Between(out) => Self::member(out),
            Self::Inside(member) => member,
            Self::GivenUp => return Err(io::Error::other("an output that could not be written before")),
        };
        member.write_all(piece.bytes)?;
        // One member for each record, so that readers of archives can jump to any of them.
        *self = if piece.is_member { Self::Between(member.finish()?) } else { Self::Inside(member) };
        Ok(())
    }

    fn finish(self) -> io::Result<BufWriter<W>> {
        match self {
            Self::Between(out) => Ok(out),
            Self::Inside(member) => member.finish(),
            Self::GivenUp => Err(io::Error::other("an output that could not be written before")),
        }
    }
}

/// Packs what is written, by the ending of the name.
pub(crate) enum Packer<W: Write> {
    Plain(BufWriter<W>),
    Gzip(Gzip<W>),
    Zstd(zstd::Encoder<'static, BufWriter<W>>),
    Bzip2(bzip2::write::BzEncoder<BufWriter<W>>),
    Xz(liblzma::write::XzEncoder<BufWriter<W>>),
}

impl<W: Write> Packer<W> {
    fn new(path: &Path, file: W) -> io::Result<Self> {
        // Stretches of rows that stay are longer than this, and pass by the buffer.
        let out = BufWriter::with_capacity(1 << 14, file);
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        Ok(match ending.as_deref() {
            Some("gz") => Self::Gzip(Gzip::Inside(Gzip::member(out))),
            Some("zst" | "zstd") => Self::Zstd(zstd::Encoder::new(out, 0)?),
            Some("bz2") => Self::Bzip2(bzip2::write::BzEncoder::new(out, bzip2::Compression::default())),
            Some("xz") => Self::Xz(liblzma::write::XzEncoder::new(out, 6)),
            _ => Self::Plain(out),
        })
    }

    fn write(&mut self, piece: Piece<'_>) -> io::Result<()> {
        let bytes = piece.bytes;
        match self {
            Self::Plain(out) => out.write_all(bytes),
            Self::Gzip(out) => out.write(piece),
            Self::Zstd(out) => out.write_all(bytes),
            Self::Bzip2(out) => out.write_all(bytes),
            Self::Xz(out) => out.write_all(bytes),
        }
    }

    fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gzip(out) => out.finish(),
            Self::Zstd(out) => out.finish(),
            Self::Bzip2(out) => out.finish(),
            Self::Xz(out) => out.finish(),
        }?
        .into_inner()
        .map_err(io::IntoInnerError::into_error)
    }
}

/// A file of a folder of outputs, whose errors say which it was.
pub(crate) struct Inside {
    file: Box<dyn Stored>,
    path: PathBuf,
}

impl Inside {
    /// A new file in a folder, packed as its name says.
    fn create(folder: &mut NewFolder<'_>, name: &Path) -> io::Result<Packer<Self>> {
        let path = folder.place().join(name);
        let file = folder.file(name).map_err(|error| io::Error::new(error.source.kind(), error))?;
        Packer::new(name, Self { file, path })
    }

    /// All of it is on disk.
    fn sync(&self) -> io::Result<()> {
        self.file.sync().map_err(|source| beside::not_written(&self.path, source))
    }
}

impl Write for Inside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).map_err(|source| beside::not_written(&self.path, source))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush().map_err(|source| beside::not_written(&self.path, source))
    }
}

/// Where the rows go.
pub(crate) enum Outputs {
    Stdout {
        out: BufWriter<Stdout>,
        header: Option<Vec<u8>>,
    },
    /// All inputs in one file, the header of tables once.
    One {
        packer: Box<Packer<Beside>>,
        header: Option<Vec<u8>>,
    },
    /// A folder that mirrors the inputs; a file of one article only where it stays.
    Folder {
        folder: Box<NewFolder<'static>>,
        files: Vec<(PathBuf, Option<Packer<Inside>>)>,
        /// The file of one article that is being written, with its input.
        article: Option<(usize, Box<Packer<Inside>>)>,
    },
}

impl Outputs {
    /// Inputs of one format and the same columns go into one file; others into a folder, each under its name.
    pub(crate) fn open(out: Option<&Path>, files: &[InputFile], side_files: &[String]) -> anyhow::Result<Self> {
        let same = files.windows(2).all(|two| input::joins(&two[0], &two[1]));
        match out {
            None if same => Ok(Self::Stdout { out: BufWriter::with_capacity(1 << 18, Stdout::lock()), header: None }),
            None => Err(different().next("name a folder with -o").into()),
            Some(path) if same && !path.is_dir() => {
                files.first().map_or(Ok(()), |file| fits(path, file.format))?;
                let packer = Box::new(Packer::new(path, Beside::new(path)?)?);
                Ok(Self::One { packer, header: None })
            }
            Some(path) if path.exists() && !path.is_dir() => Err(different().next("name a new folder with -o").into()),
            Some(path) => {
                let mut folder = Box::new(NewFolder::create(&Disk, &behind_links(path))?);
                let names: Vec<PathBuf> = files.iter().map(|file| mirrored(&file.path)).collect();
                let mut seen = BTreeSet::new();
                if let Some((i, name)) = names.iter().enumerate().find(|(_, name)| !seen.insert(*name)) {
                    let what = format!("{} and another input would both become {}", files[i].path, name.display());
                    return Err(Failure::usage(what).next("name the inputs relative to one folder").into());
                }
                let mut opened = Vec::new();
                for (name, file) in names.into_iter().zip(files) {
                    let packer = if input::is_whole(file.format) { None } else { Some(Inside::create(&mut folder, &name)?) };
                    opened.push((name, packer));
                }
                for side in side_files {
                    let mut from = fs::File::open(side).with_context(|| format!("copying {side}"))?;
                    let name = mirrored(side);
                    let mut copy = Inside { path: path.join(&name), file: folder.file(&name)? };
                    io::copy(&mut from, &mut copy).and_then(|_| copy.sync()).with_context(|| format!("copying {side}"))?;
                }
                Ok(Self::Folder { folder, files: opened, article: None })
            }
        }
    }

    /// Whether all inputs go into one file.
    pub(crate) const fn is_one(&self) -> bool {
        !matches!(self, Self::Folder { .. })
    }

    pub(crate) fn write(&mut self, piece: Piece<'_>) -> io::Result<()> {
        match self {
            Self::Stdout { out, header } => {
                if is_new(header, piece)? {
                    out.write_all(piece.bytes)?;
                }
                Ok(())
            }
            Self::One { packer, header, .. } => {
                if is_new(header, piece)? {
                    packer.write(piece)?;
                }
                Ok(())
            }
            Self::Folder { files, folder, article } => match files.get_mut(piece.input) {
                Some((_, Some(packer))) => packer.write(piece),
                Some((name, None)) => {
                    // Inputs come one after the other: never more than one of these files is open.
                    if article.as_ref().is_none_or(|(input, _)| *input != piece.input)
                        && let Some((_, before)) = article.replace((piece.input, Box::new(Inside::create(folder, name)?)))
                    {
                        before.finish()?.sync()?;
                    }
                    article.as_mut().map_or(Ok(()), |(_, packer)| packer.write(piece))
                }
                None => Ok(()),
            },
        }
    }

    /// Puts the rows and the tables in their places when all of them are whole.
    pub(crate) fn finish(self, tables: Vec<Beside>) -> anyhow::Result<()> {
        let mut new: Vec<New<'static>> = tables.into_iter().filter_map(Beside::into_new).collect();
        match self {
            Self::Stdout { mut out, .. } => out.flush()?,
            Self::One { packer, .. } => new.extend(packer.finish()?.into_new()),
            Self::Folder { folder, files, article } => {
                for packer in files.into_iter().filter_map(|(_, packer)| packer).chain(article.map(|(_, packer)| *packer)) {
                    packer.finish()?.sync()?;
                }
                new.push(New::Folder(*folder));
            }
        }
        Ok(storage::keep_all(new)?)
    }

    /// Puts the tables alone in their places: who read the rows has gone.
    pub(crate) fn leave(self, tables: Vec<Beside>) -> anyhow::Result<()> {
        drop(self);
        Ok(storage::keep_all(tables.into_iter().filter_map(Beside::into_new).collect())?)
    }
}

fn different() -> Failure {
    Failure::usage("the inputs have different formats or columns and cannot become one file")
}

/// Whether a piece is to be written: all but the headers behind the first, which must say the same.
fn is_new(header: &mut Option<Vec<u8>>, piece: Piece<'_>) -> io::Result<bool> {
    if !piece.is_header {
        return Ok(true);
    }
    // A line that names the delimiter stands before a header and is none.
    if input::said_delimiter(piece.bytes).is_some() {
        return Ok(header.is_none());
    }
    match header {
        None => {
            *header = Some(piece.bytes.to_vec());
            Ok(true)
        }
        Some(first) if first.trim_ascii_end() == piece.bytes.trim_ascii_end() => Ok(false),
        Some(_) => {
            let what = "the tables have different columns and cannot become one file: dedup them one by one, or in a folder";
            Err(io::Error::new(io::ErrorKind::InvalidInput, what))
        }
    }
}

/// The path of an input below the folder of outputs.
fn mirrored(name: &str) -> PathBuf {
    let path: PathBuf = Path::new(name).components().filter(|part| matches!(part, Component::Normal(_))).collect();
    if name == "-" || path.as_os_str().is_empty() { PathBuf::from("stdin") } else { path }
}
