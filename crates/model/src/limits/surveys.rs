//! What authors and respondents may cost. Who writes a survey file or answers one may be anybody; each number here bounds
//! something that would otherwise grow with what they write.

/// The most answer cells of one question; a file with a larger one is refused.
pub const QUESTION_CELLS: usize = 50_000;
/// The most answer cells and embedded data fields of a survey; a larger file is refused. The largest recorded export has
/// 1,295 columns.
pub const SURVEY_CELLS: usize = 200_000;
/// The most bytes of labels of a survey's columns; a file with more is refused.
pub const LABEL_BYTES: usize = 32 << 20;
/// The most elements of a flow; a file with more is refused.
pub const FLOW_ELEMENTS: usize = 20_000;
/// The most questions of a survey; a file with more is refused.
pub const QUESTIONS: usize = 100_000;
/// The most blocks of a survey; a file with more is refused.
pub const BLOCKS: usize = 20_000;
/// The most bytes of a survey's definition, taken apart into pieces; what makes it larger is refused. It is as large as the
/// largest file that is read.
pub const DEFINITION_BYTES: usize = 64 << 20;
/// How deeply a part of a definition that is sent may be nested. What is kept and given out goes some levels deeper, and
/// JSON is read up to 128 levels.
pub const NESTED: usize = 100;
/// How deeply the elements of a flow that is sent may stand within one another.
pub const FLOW_DEPTH: usize = 40;

/// The most characters of a pattern (`MatchesRegex`); a longer one is not matched.
pub const PATTERN_LENGTH: usize = 2_000;
/// The largest pattern with its repetitions written out, in places of it; a larger one is not matched.
pub const PATTERN_SIZE: usize = 120_000;
/// The longest text a pattern is tried on, in bytes; a longer one is let pass.
pub const PATTERN_TEXT: usize = 64 << 10;
/// The most steps of one match: the size of the pattern times the length of the text.
pub const PATTERN_STEPS: usize = 50_000_000;

/// The most bytes that piping puts into one text; what is over is left out, the author's own text stays.
pub const PIPED_TEXT: usize = 64 << 10;
/// The most bytes that piping makes while one page is shown or taken; behind them piped values are empty, and embedded
/// data that would be piped stay what they were.
pub const PIPED_PAGE: usize = 1 << 20;
/// The most bytes of texts on one page, the author's own included; a text that does not fit is left out.
pub const PAGE_TEXT: usize = 32 << 20;
/// The most steps it may take to read the markup of one text, and of all texts of a page; a text with more is shown
/// without its markup.
pub const MARKUP_TEXT: usize = 2_000_000;
/// See [`MARKUP_TEXT`].
pub const PAGE_MARKUP: usize = 20_000_000;
/// The most steps of logic and piping while one page is shown or taken. One is about a byte looked at. Behind them
/// piped values are empty, questions and choices are shown, answers pass, and branches are not taken.
pub const PAGE_STEPS: usize = 50_000_000;
/// The most bytes of embedded data of one respondent, names included; what does not fit is not set.
pub const EMBEDDED_BYTES: usize = 4 << 20;
/// The longest text of one input, in characters; a longer one holds the page until it is shorter.
pub const ANSWER_LENGTH: usize = 100_000;
/// The most bytes of all answers of one respondent; a text that does not fit holds the page until it is shorter.
pub const ANSWERS_BYTES: usize = 16 << 20;
/// The most bytes of the answers that an end shows to whoever gave them; what does not fit is left out, and the page says so.
pub const SUMMARY_TEXT: usize = 1 << 20;
/// The most questions on one page; a longer page goes on on the next.
pub const PAGE_QUESTIONS: usize = 1_000;
/// The most cells of the questions on one page, unless one question alone has more.
pub const PAGE_CELLS: usize = 20_000;
/// The most questions on the way through a survey, each round of a loop counted; the way ends there.
pub const WAY_QUESTIONS: usize = 200_000;
/// The most rounds of a loop that goes by a number and lists none; its columns are those of so many rounds.
pub const LOOP_ROUNDS: usize = 1_000;
/// The most rounds of a loop that goes by a number where neither the loop nor its question says how high that can be.
pub const NUMBERED_ROUNDS: usize = 20;
/// The most characters of one calculation (`$e{ }`), and how deep its brackets may lie in each other; a longer or deeper
/// one gives nothing.
pub const CALCULATION_LENGTH: usize = 10_000;
/// See [`CALCULATION_LENGTH`].
pub const CALCULATION_DEPTH: usize = 50;
/// The most names and values that are read of a sent page: twice what the largest page asks for.
pub const FORM_PAIRS: usize = 120_000;
/// The most that is told of what is wrong on one page, and of one question.
pub const PROBLEMS_PAGE: usize = 1_000;
/// See [`PROBLEMS_PAGE`].
pub const PROBLEMS_QUESTION: usize = 100;
/// Patterns that are kept ready for a survey: how many, and their size together. Others are read each time.
pub const PATTERNS_KEPT: usize = 200;
/// See [`PATTERNS_KEPT`].
pub const PATTERNS_KEPT_SIZE: usize = 500_000;
/// The most items to be ranked that are offered as lists of ranks; more are typed, as each list has all ranks.
pub const RANK_LISTS: usize = 50;
/// The most bytes of column texts that the rows of a table repeat; beyond it they are cut to [`REPEATED_TEXT`] characters.
pub const REPEATED_TEXTS: usize = 1 << 20;
/// See [`REPEATED_TEXTS`].
pub const REPEATED_TEXT: usize = 40;
/// The most quotas of a survey, the most groups of them, and the most quotas that a group names; a file with more is refused.
pub const QUOTAS: usize = 1_000;
/// The most cells of all quotas of a survey; a file with more is refused.
pub const QUOTA_CELLS: usize = 10_000;
/// The most randomizers of a survey whose parts are shared out evenly, as each costs a count; those of others are drawn by chance.
pub const EVEN_RANDOMIZERS: usize = 100;
/// The most parts of such a randomizer, and the most choices of a list that is presented evenly.
pub const EVEN_PARTS: usize = 1_000;
/// The most choices of a survey that are presented evenly, each round of a loop counted; those of further lists are drawn by chance.
pub const EVEN_CHOICES: usize = 10_000;
/// The most versions of a survey that are made to be published or come back to.
pub const VERSIONS: i64 = 1_000;
/// With how many users and groups a survey can be shared; who wants more shares it with a group.
pub const COLLABORATORS: i64 = 1_000;
/// The most languages of a survey that respondents are offered, as many as the original lets a survey have.
pub const LANGUAGES: usize = 100;
/// The most parameters, headers or mapped fields of a web service in the flow, as many as the original takes.
pub const WEB_PAIRS: usize = 100;
/// How many different calls of web services one respondent may cause; further ones are not made.
pub const WEB_CALLS: usize = 100;
/// The most bytes that are kept of what one call answered; a value that does not fit is left out.
pub const WEB_VALUES: usize = 16 << 10;
/// The most bytes that a web service may answer; a longer answer counts as none.
pub const WEB_ANSWER: usize = 1 << 20;
/// How long the web services between two pages may take together, in seconds; those behind it have no answer.
pub const WEB_SECONDS: u64 = 20;
/// The most fields that an authenticator asks for.
pub const AUTHENTICATOR_FIELDS: usize = 20;
/// The most characters of what is typed into one of them; what is behind them does not count.
pub const AUTHENTICATOR_TEXT: usize = 500;
/// How often somebody may fail at an authenticator where the file says no number (that of the original is not known).
pub const AUTHENTICATOR_TRIES: usize = 5;
/// The most often that a file may allow.
pub const AUTHENTICATOR_TRIES_MOST: usize = 100;
/// How many authenticators are tried by themselves on the way to one page; a further one asks.
pub const AUTHENTICATORS_TRIED: usize = 10;
/// The most lines of a survey text (TXT, DOCX); a longer one is refused.
pub const TEXT_LINES: usize = 1_000_000;
/// The most questions of a survey text.
pub const TEXT_QUESTIONS: usize = 20_000;
/// The most choices, scale points and embedded data fields of a survey text together.
pub const TEXT_ITEMS: usize = 200_000;
/// The most bytes of the XML in a document of Word (DOCX), unpacked; a larger one is refused.
pub const DOCUMENT_TEXT: usize = 32 << 20;
/// The most files within a document of Word; real ones have some dozen.
pub const DOCUMENT_FILES: usize = 10_000;
