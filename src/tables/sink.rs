//! Tables on their way: rows in batches, so that no table has to be in memory as a whole.
//!
//! Responsible for what passes between who makes rows and who takes them. Not responsible for either.

use super::{
    ArticleRow, AuditTables, ClusterRow, CreditRow, EdgeRow, FamilyMemberRow, FamilyRow, MatchRow, MemberRow, OutletEdgeRow,
    OutletRow, PassageRow, QuoteRow, RejectRow, Row, RunFolderError, StoryRow, Tables, TargetRow, TextRow, UseRow, UtteranceRow,
};

/// Takes the tables of a run. The batches of a table come one after the other, in the order of its rows; a table without rows comes as one
/// batch without rows.
pub trait Sink {
    /// # Errors
    /// Where rows are written and cannot be.
    fn take(&mut self, rows: Rows) -> Result<(), RunFolderError>;
}

macro_rules! rows {
    ($($variant:ident($row:ident)),+ $(,)?) => {
        /// Some rows of one table.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Rows {
            $($variant(Vec<$row>)),+
        }

        $(impl From<Vec<$row>> for Rows {
            fn from(rows: Vec<$row>) -> Self {
                Self::$variant(rows)
            }
        })+

        impl Rows {
            /// The name of their table.
            #[must_use]
            pub const fn table(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => <$row as Row>::TABLE),+
                }
            }

            #[must_use]
            pub const fn len(&self) -> usize {
                match self {
                    $(Self::$variant(rows) => rows.len()),+
                }
            }

            #[must_use]
            pub const fn is_empty(&self) -> bool {
                self.len() == 0
            }
        }

        /// Calls a function that is generic over rows with the rows of whichever table.
        macro_rules! with_rows {
            ($given:expr, $rows:ident => $then:expr) => {
                match $given {
                    $($crate::tables::Rows::$variant($rows) => $then),+
                }
            };
        }
    };
}

rows! {
    Articles(ArticleRow),
    Texts(TextRow),
    Matches(MatchRow),
    Passages(PassageRow),
    Families(FamilyRow),
    FamilyMembers(FamilyMemberRow),
    Clusters(ClusterRow),
    Members(MemberRow),
    Quotes(QuoteRow),
    Utterances(UtteranceRow),
    Credits(CreditRow),
    Edges(EdgeRow),
    Outlets(OutletRow),
    OutletEdges(OutletEdgeRow),
    Rejects(RejectRow),
    Stories(StoryRow),
    Uses(UseRow),
    Targets(TargetRow),
}
pub(super) use with_rows;

/// All tables in memory.
impl Sink for Tables {
    fn take(&mut self, rows: Rows) -> Result<(), RunFolderError> {
        match rows {
            Rows::Articles(rows) => self.articles.extend(rows),
            Rows::Texts(rows) => self.texts.extend(rows),
            Rows::Matches(rows) => self.matches.extend(rows),
            Rows::Passages(rows) => self.passages.extend(rows),
            Rows::Families(rows) => self.families.extend(rows),
            Rows::FamilyMembers(rows) => self.family_members.extend(rows),
            Rows::Clusters(rows) => self.clusters.extend(rows),
            Rows::Members(rows) => self.members.extend(rows),
            Rows::Quotes(rows) => self.quotes.extend(rows),
            Rows::Utterances(rows) => self.utterances.extend(rows),
            Rows::Credits(rows) => self.credits.extend(rows),
            Rows::Edges(rows) => self.edges.extend(rows),
            Rows::Outlets(rows) => self.outlets.extend(rows),
            Rows::OutletEdges(rows) => self.outlet_edges.extend(rows),
            Rows::Rejects(rows) => self.rejects.extend(rows),
            Rows::Stories(rows) => self.audit.get_or_insert_with(AuditTables::default).stories.extend(rows),
            Rows::Uses(rows) => self.audit.get_or_insert_with(AuditTables::default).uses.extend(rows),
            Rows::Targets(rows) => self.audit.get_or_insert_with(AuditTables::default).targets.extend(rows),
        }
        Ok(())
    }
}
